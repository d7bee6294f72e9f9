"""Filing where nobody applies for himself: the organisation is asked for, told back, and stands on the papers."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.http import HttpResponse

from dossiers.filing import drafts
from dossiers.filing.known import own_names
from dossiers.filing.known.applicant import APPLICANT
from dossiers.log.answers import standing_of
from dossiers.models import Dossier, Draft, Event
from dossiers.papers.filing import proof_of
from dossiers.papers.parties import applicant_of
from dossiers.proof import audit
from portal.demo import story
from portal.demo.story import Walk
from procedures.form.offered import Applicant
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.lifecycle import act

TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
ALL_IN_FORCE = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
FORM = f"/ho-so/nop/{story.SLUG}/"
CHECK = f"{FORM}kiem-tra/"
NAME = story.ANSWERS["organisation_name"]
OTHER = "Trường THPT Chu Văn An"
TOLD = f"“{NAME}” stands in the part “Who applies” now too"

pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


def filed(visitor: Visitor, **typed: object) -> Dossier:
    """Return what a visitor files through the form, with some answers."""
    papers = {"component-ban-thao": [story.upload("ban-thao.pdf")]}
    visitor.send(visitor.get(FORM), FORM, {**story.ANSWERS, **papers, "do": "check", **typed})
    visitor.send(visitor.get(CHECK), CHECK)
    return Dossier.objects.get()


@pytest.mark.at(ALL_IN_FORCE)
def test_of_each_shipped_procedure_it_is_known_whether_a_person_may_apply() -> None:
    current = ProcedureVersion.objects.current(on=ALL_IN_FORCE.date()).select_related("procedure")
    only = {one.procedure.slug for one in current if own_names.only_organisations(one.machine)}

    persons = {"gcn-diem-tro-choi", "hop-bao-trong-nuoc", "trien-lam-hoi-cho-xbp", "nhap-khau-xbp-khong-kinh-doanh"}
    assert only >= {story.SLUG, "gp-buu-chinh", "gp-ban-tin", "chuyen-nhuong-may-photocopy-mau", "trung-bay-tranh-anh"}
    assert only.isdisjoint({*persons, "dk-tvro", "thay-doi-dk-co-so-in"}), "a person may, or nobody asks all for a name"


@pytest.mark.parametrize(
    ("applicants", "only"),
    [
        ((), False),
        ((Applicant.BUSINESS,), True),
        ((Applicant.BUSINESS, Applicant.ORGANISATION), True),
        ((Applicant.BUSINESS, Applicant.FOREIGN), False),
        ((Applicant.HOUSEHOLD,), False),
        ((Applicant.CITIZEN, Applicant.BUSINESS), False),
    ],
)
def test_who_may_be_a_person_need_name_no_organisation(applicants: tuple[Applicant, ...], *, only: bool) -> None:
    machine = replace(story.draft_of("alice", TUESDAY).version.machine, applicants=applicants, questions=())

    assert own_names.only_organisations(machine) is only


def test_the_first_part_asks_for_the_organisation_and_says_what_is_missing() -> None:
    alice = Visitor("alice")
    page = alice.get(FORM)
    assert "Name of the organisation or business that applies" in read(page).words()
    assert "leave it empty if you file for yourself" not in read(page).words()

    answer = alice.send(page, FORM, {**story.ANSWERS, "organisation_name": "", "do": "check"})

    assert own_names.UNNAMED.en in read(answer).errors["id_applicant_organisation"]
    assert "id_organisation_name" in read(answer).errors


def test_the_owner_is_called_by_one_name_on_the_form_on_its_check_and_on_the_proof_of_filing() -> None:
    visitor, label = Visitor("alice"), "Name of the organisation or business that applies (owner of the dossier)"
    papers = {"component-ban-thao": [story.upload("ban-thao.pdf")]}
    form = visitor.get(FORM)
    visitor.send(form, FORM, {**story.ANSWERS, **papers, "do": "check"})

    check = read(visitor.get(CHECK)).words()
    visitor.send(visitor.get(CHECK), CHECK)
    proof = proof_of(Event.objects.get(), "", "token")

    assert label in read(form).words()
    assert f"{label} {NAME}" in check
    assert "Filed on behalf of" not in check
    assert [row[0] for row in proof.parts[0].answers if row[1] == NAME] == [
        "Cơ quan, tổ chức, doanh nghiệp (chủ hồ sơ)"
    ]


def test_a_procedure_for_persons_asks_as_before() -> None:
    machine = ProcedureVersion.objects.current(on=TUESDAY.date()).get(procedure__slug="gcn-diem-tro-choi").machine

    assert drafts.of_applicant(machine)[: len(APPLICANT)] == APPLICANT


def test_what_the_procedure_asks_is_taken_over_and_told_and_stands_on_the_papers() -> None:
    alice = Visitor("alice")
    alice.send(alice.get(FORM), FORM, {"do": "next:section-organisation_name", "organisation_name": f"  {NAME} "})

    page = alice.get(FORM)
    assert TOLD in read(page).words()
    assert form_of(page, FORM).values["applicant_organisation"] == NAME
    dossier = filed(alice)
    assert (dossier.organisation, applicant_of(dossier).represented) == (NAME, NAME)


def test_what_is_typed_while_the_page_stays_open_fills_nothing_behind_it() -> None:
    alice = Visitor("alice")

    alice.send(alice.get(FORM), FORM, {"do": "autosave", "organisation_name": NAME})

    assert not Draft.objects.get().answers.get("applicant_organisation")


def test_a_draft_of_before_is_completed_at_its_check_and_keeps_when_it_was_saved() -> None:
    draft = story.draft_of("alice", TUESDAY)
    assert not draft.answers["applicant_organisation"]
    saved_at = draft.saved_at

    page = Visitor("alice").get(CHECK)

    assert TOLD in read(page).words()
    draft.refresh_from_db()
    assert (draft.answers["applicant_organisation"], draft.saved_at) == (NAME, saved_at)


def test_what_another_window_has_saved_meanwhile_stays() -> None:
    draft = story.draft_of("alice", TUESDAY)
    drafts.save(Draft.objects.get(pk=draft.pk), {"purpose": "Lưu hành nội bộ"}, at=TUESDAY)

    own_names.fill_owner(draft)

    draft.refresh_from_db()
    assert draft.answers["purpose"] == "Lưu hành nội bộ"


def test_what_the_form_has_written_follows_until_somebody_writes_another_name() -> None:
    alice = Visitor("alice")
    for name in (NAME, OTHER):
        page = alice.send(alice.get(FORM), FORM, {"organisation_name": name, "do": "save"}, follow=True)
        assert f"“{name}” stands in the part “Who applies” now too" in read(page).words()
    alice.send(alice.get(FORM), FORM, {"organisation_name": "", "do": "autosave"})
    alice.send(alice.get(FORM), FORM, {"organisation_name": NAME, "do": "autosave"})
    assert Draft.objects.get().answers["applicant_organisation"] == OTHER, "nothing moves behind an open page"
    alice.send(alice.get(FORM), FORM, {"do": "save"})
    assert Draft.objects.get().answers["applicant_organisation"] == NAME

    alice.send(alice.get(FORM), FORM, {"applicant_organisation": "Trường tôi", "do": "save"})
    alice.send(alice.get(FORM), FORM, {"organisation_name": OTHER, "do": "save"})

    assert Draft.objects.get().answers["applicant_organisation"] == "Trường tôi"


@pytest.mark.at(ALL_IN_FORCE)
def test_it_follows_a_name_that_is_written_as_it_is_meant_by_one_press() -> None:
    form, alice = "/ho-so/nop/dk-co-so-in/", Visitor("alice")
    alice.send(alice.get(form), form, {"business_name": "hộ kinh doanh in mai ly", "do": "save"})
    assert Draft.objects.get().answers["applicant_organisation"] == "hộ kinh doanh in mai ly"

    alice.send(alice.get(form), form, {"do": "as-meant:business_name"})

    assert Draft.objects.get().answers["applicant_organisation"] == "HỘ KINH DOANH IN MAI LY"


def test_who_turns_out_to_file_for_oneself_files_for_nobody_else() -> None:
    draft = story.draft_of("alice", TUESDAY)
    assert own_names.fill_owner(draft) == NAME
    drafts.save(draft, {"organisation_name": "Nguyễn Thị An"}, at=TUESDAY)

    assert own_names.fill_owner(draft) == ""
    assert draft.answers["applicant_organisation"] == ""


def answered(asked: str, **typed: object) -> tuple[Visitor, HttpResponse, Dossier]:
    """Return who has answered what is asked of an organisation's dossier, the check of that answer, and the dossier."""
    answers = {**story.ANSWERS, "organisation_name": "trường tiểu học nguyễn trãi"}
    answers["applicant_organisation"] = str(typed.pop("owner", "trường tiểu học nguyễn trãi"))
    walk = Walk(story.file("alice", at=TUESDAY, answers=answers), TUESDAY)
    act(walk, "ask-supplement", "bob", "2026-01-06 10:00", components={}, questions={asked: "Xin ghi đúng tên."})
    alice, form = Visitor("alice"), f"/ho-so/{walk.dossier.code}/bo-sung/"
    return alice, alice.send(alice.get(form), form, {**typed, "do": "check"}, follow=True), walk.dossier


@pytest.mark.at("2026-01-07T09:00:00+07:00")
def test_a_name_that_an_answer_puts_right_is_put_right_on_every_paper() -> None:
    alice, check, dossier = answered("organisation_name", organisation_name="Trường Tiểu học Nguyễn Trãi")
    told = read(check).words()
    assert "(owner of the dossier)Trường Tiểu học Nguyễn Trãi before: trường tiểu học nguyễn trãi" in told
    assert "div_id_applicant_organisation" not in check.content.decode(), "the form of the answer does not ask for it"

    alice.send(check, "/kiem-tra/", follow=True)

    dossier.refresh_from_db()
    assert dossier.organisation == applicant_of(dossier).represented == "Trường Tiểu học Nguyễn Trãi"
    assert "Trường Tiểu học Nguyễn Trãi" in read(alice.get("/ho-so/")).words()
    assert audit.check_all().differences == []


@pytest.mark.at("2026-01-07T09:00:00+07:00")
@pytest.mark.parametrize(("owner", "is_another"), [("trường tiểu học nguyễn trãi", False), ("Sở Giáo dục", True)])
def test_the_form_of_the_answer_and_its_check_say_the_same_of_the_owner(owner: str, *, is_another: bool) -> None:
    alice, check, dossier = answered("organisation_name", owner=owner, organisation_name="Trường THCS Ba Đình")

    form = alice.get(f"/ho-so/{dossier.code}/bo-sung/")

    assert ["which is another name" in read(page).words() for page in (form, check)] == [is_another] * 2
    assert ("(owner of the dossier)Trường THCS Ba Đình before:" in read(check).words()) != is_another


@pytest.mark.at("2026-01-07T09:00:00+07:00")
@pytest.mark.parametrize(
    ("owner", "name"), [("Sở Giáo dục", "Trường Tiểu học Nguyễn Trãi"), ("trường tiểu học nguyễn trãi", "T" * 300)]
)
def test_another_owner_stays_and_one_that_fits_no_list(owner: str, name: str) -> None:
    alice, check, dossier = answered("organisation_name", owner=owner, organisation_name=name)

    alice.send(check, "/kiem-tra/", follow=True)

    dossier.refresh_from_db()
    assert (dossier.organisation, standing_of(dossier)["organisation_name"]) == (owner, name)


def test_who_is_named_there_as_applicant_files_for_nobody_else() -> None:
    draft = story.draft_of("alice", TUESDAY, {**story.ANSWERS, "organisation_name": " nguyễn thị AN"})

    assert own_names.fill_owner(draft) == ""


def test_two_names_are_told_at_the_question_and_at_the_check_and_bar_nothing() -> None:
    viet_an = Visitor("viet-an")
    papers = {"component-ban-thao": [story.upload("ban-thao.pdf")]}
    typed = {**story.ANSWERS, **papers, "organisation_name": OTHER, "do": "check"}

    page = viet_an.send(viet_an.get(FORM), FORM, typed, follow=True)

    said = "says that it is the dossier of “Công ty TNHH Việt An”, which is another name"
    assert page.redirect_chain == [(CHECK, 302)]
    assert said in read(page).words()
    assert said in read(viet_an.get(FORM)).words()
    viet_an.send(viet_an.get(FORM), FORM, {"organisation_name": "công ty TNHH  VIỆT AN", "do": "save"})
    page = read(viet_an.get(FORM)).words()
    assert said not in page, "capitals and blanks make no other name"
    assert "writes the name with other capitals, “Công ty TNHH Việt An”" in page
    viet_an.send(viet_an.get(FORM), FORM, {"organisation_name": "Công ty TNHH  Việt An ", "do": "save"})
    assert "other capitals" not in read(viet_an.get(FORM)).words()
    viet_an.send(viet_an.get(FORM), FORM, {"organisation_name": OTHER, "do": "check"})
    viet_an.send(viet_an.get(CHECK), CHECK)
    assert Dossier.objects.get().organisation == "Công ty TNHH Việt An"


@pytest.mark.at(ALL_IN_FORCE)
def test_who_chooses_to_apply_as_a_person_is_told_that_the_dossier_bears_an_organisation_and_the_desk_too() -> None:
    viet_an, form = Visitor("viet-an"), "/ho-so/nop/hop-bao-trong-nuoc/"
    machine = ProcedureVersion.objects.current(on=ALL_IN_FORCE.date()).get(procedure__slug="hop-bao-trong-nuoc").machine
    raw = story.raw_answers(machine, ALL_IN_FORCE)
    said = "says that it is the dossier of “Công ty TNHH Việt An”, whose name the papers bear, while the choice here"

    viet_an.send(viet_an.get(form), form, {**raw, "host_kind": "organisation", "host_name": OTHER, "do": "save"})
    assert said not in read(viet_an.get(form)).words()
    viet_an.send(viet_an.get(form), form, {**raw, "host_kind": "citizen", "do": "save"})
    assert said in read(viet_an.get(form)).words()

    dossier = story.file("viet-an", at=ALL_IN_FORCE, slug=machine.slug, answers={**raw, "host_kind": "citizen"})
    assert said in read(Visitor("bob").get(f"/mot-cua/{dossier.code}/")).words()


def test_what_was_filed_without_an_organisation_stays_right() -> None:
    dossier = story.file(at=TUESDAY)

    assert (dossier.organisation, applicant_of(dossier).represented) == ("", "")


@pytest.mark.at(ALL_IN_FORCE)
@pytest.mark.parametrize(
    ("slug", "written"), [("gp-hoat-dong-in", "CÔNG TY TNHH VIỆT AN"), (story.SLUG, "Công ty TNHH Việt An")]
)
def test_a_name_that_is_asked_for_in_capitals_is_filled_in_so(slug: str, written: str) -> None:
    machine = ProcedureVersion.objects.current(on=ALL_IN_FORCE.date()).get(procedure__slug=slug).machine

    assert set(own_names.answers(machine, "Công ty TNHH Việt An").values()) == {written}
