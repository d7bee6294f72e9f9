"""What is said to whoever files before the last press: an event before its result, a paper that nothing asks for."""

import pytest

from dossiers.citizen.filing_form import headings
from dossiers.display.formats import vn_date
from dossiers.models import Attachment, Draft
from dossiers.pages.answers import before_result, no_longer_asked
from portal.demo import story
from procedures.answers import clean
from procedures.models import ProcedureVersion
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local

SATURDAY, MONDAY = local("2026-11-28 09:00"), local("2026-11-30 08:30")
EXHIBITION = "trien-lam-hoi-cho-xbp"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("slug", "name", "value", "is_told"),
    [
        ("trien-lam-hoi-cho-xbp", "opens_on", "15/01/2026", True),
        ("trien-lam-hoi-cho-xbp", "opens_on", "16/01/2026", False),
        ("trien-lam-hoi-cho-xbp", "closes_on", "15/01/2026", False),
        ("hop-bao-trong-nuoc", "held_at", "15/01/2026 09:00", True),
        ("hop-bao-trong-nuoc", "held_at", "16/01/2026 09:00", False),
    ],
)
def test_what_takes_place_before_its_result_is_told_of(slug: str, name: str, value: str, is_told: bool) -> None:
    machine = ProcedureVersion.objects.filter(procedure__slug=slug).latest("version").machine
    values, errors = clean([question for question in machine.questions if question.name == name], {name: value})
    assert not errors

    told = before_result(machine, values, local("2026-01-16 17:00"))

    assert [doubt.name for doubt in told] == ([name] if is_told else [])
    assert all("16/01/2026" in doubt.sentence for doubt in told)
    assert before_result(machine, values, None) == []


@pytest.mark.at(SATURDAY)
@pytest.mark.parametrize(("held_at", "is_late"), [("20:00 28/11/2026", True), ("20:00 20/12/2026", False)])
def test_who_files_late_is_sent_to_the_desk_first_and_not_told_that_all_is_in_order(
    held_at: str, is_late: bool
) -> None:
    draft = story.draft_of("alice", SATURDAY, slug="hop-bao-trong-nuoc")
    draft.answers["held_at"] = held_at
    draft.save(update_fields=["answers"])

    page = read(Visitor("alice").get("/ho-so/nop/hop-bao-trong-nuoc/kiem-tra/")).text

    assert ("filed now it is late, and the answer may come only afterwards." in page) == is_late
    assert ("Before you file" in page) == is_late
    assert "If it is right as it stands, you can file it like this" not in page
    assert "This comes before the day on which the result is expected" not in page
    assert "File the dossier" in page


@pytest.mark.at(SATURDAY)
def test_an_exhibition_that_opens_before_its_licence_is_told_of_on_both_sides(time_machine) -> None:
    raw = story.raw_answers(story.draft_of("alice", SATURDAY, slug=EXHIBITION).version.machine, SATURDAY)
    near = raw | {"opens_on": "02/12/2026", "closes_on": "05/12/2026"}
    story.draft_of("viet-an", SATURDAY, near, EXHIBITION)

    check = read(Visitor("viet-an").get(f"/ho-so/nop/{EXHIBITION}/kiem-tra/")).words()
    dossier = story.file("viet-an", at=SATURDAY, slug=EXHIBITION, answers=near)
    time_machine.move_to(MONDAY)
    file = Visitor("bob").get(f"/mot-cua/{dossier.code}/")

    warned = "This comes before the day on which the result is expected"
    assert warned in check
    assert "Put a later date, or ask the one-stop desk before you file." in check
    assert "you can file it like this" not in check
    told = [sentence for _label, sentence in file.context["answer_warnings"]]
    assert len([one for one in told if one.startswith(f"The form reminds the applicant: {warned}")]) == 1
    assert len([one for one in told if one.startswith("Accepted now, the result is due only after this")]) == 1
    story.take(dossier, "accept", "bob", at=MONDAY)
    told = [sentence for _label, sentence in Visitor("bob").get(f"/mot-cua/{dossier.code}/").context["answer_warnings"]]
    dossier.refresh_from_db()
    assert f"The result is due only after this, on {vn_date(dossier.due_at)}." in told


@pytest.mark.at(SATURDAY)
@pytest.mark.parametrize(("opens_on", "is_told"), [("02/12/2026", True), ("20/12/2026", False)])
def test_that_it_opens_before_its_licence_is_told_in_the_form_as_soon_as_the_day_is_saved(
    opens_on: str, *, is_told: bool
) -> None:
    form, alice = f"/ho-so/nop/{EXHIBITION}/", Visitor("alice")
    machine = ProcedureVersion.objects.current(on=SATURDAY.date()).get(procedure__slug=EXHIBITION).machine
    part = next(each.anchor for each in headings(machine) if "opens_on" in each.names)
    typed = {"opens_on": opens_on, "closes_on": "28/12/2026"}

    page = alice.send(alice.get(form), form, {**typed, "do": f"next:{part}"}, follow=True)
    anew = alice.get(f"{form}tien-do/", {"draft": str(Draft.objects.get().key)}).content.decode()

    warned = "This comes before the day on which the result is expected"
    assert (warned in read(page).words()) is is_told
    assert (warned in anew) is is_told
    assert [one["label"] for one in page.context["going"].behind if one["message"].startswith(warned)] == (
        [one.label.en for one in machine.questions if one.name == "opens_on"] if is_told else []
    )


def test_an_exhibition_that_opens_late_enough_is_no_matter_for_the_officer(time_machine) -> None:
    raw = story.raw_answers(story.draft_of("alice", MONDAY, slug=EXHIBITION).version.machine, MONDAY)
    late = raw | {"opens_on": "20/12/2026", "closes_on": "25/12/2026"}
    dossier = story.file("viet-an", at=MONDAY, slug=EXHIBITION, answers=late)
    time_machine.move_to(MONDAY)

    told = Visitor("bob").get(f"/mot-cua/{dossier.code}/").context["answer_warnings"]

    assert not [sentence for _label, sentence in told if "result" in sentence]


@pytest.mark.parametrize(("language", "is_told"), [("vi", True), ("foreign", False)])
def test_a_paper_that_the_answers_ask_for_no_more_is_told_of(language: str, is_told: bool) -> None:
    machine = ProcedureVersion.objects.filter(procedure__slug="xb-tai-lieu-khong-kinh-doanh").latest("version").machine
    attached = [Attachment(component="ban-dich"), Attachment(component="ban-thao")]

    told = no_longer_asked(machine, {"language": language, "material_form": "printed"}, attached)

    titles = [doubt.label for doubt in told]
    assert titles == (
        [component.title.vi for component in machine.components if component.name == "ban-dich"] if is_told else []
    )
    assert no_longer_asked(machine, {"language": language}, []) == []


@pytest.mark.at(SATURDAY)
def test_a_representative_of_eleven_years_is_told_of_on_both_sides(time_machine) -> None:
    slug = "gp-hoat-dong-in"
    raw = story.raw_answers(story.draft_of("alice", SATURDAY, slug=slug).version.machine, SATURDAY)
    young = raw | {"representative_born_on": "01/01/2015"}
    story.draft_of("viet-an", SATURDAY, young, slug)
    said = "Sinh ngày này thì mới 11 tuổi, chưa đủ 18 tuổi. Xin xem lại năm sinh."

    viet_an = Visitor("viet-an", language="vi")
    pages = [read(viet_an.get(f"/ho-so/nop/{slug}/{page}")).words() for page in ("", "kiem-tra/")]
    dossier = story.file("viet-an", at=SATURDAY, slug=slug, answers=young)
    time_machine.move_to(MONDAY)
    file = read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")).words()

    assert all(said in page for page in [*pages, file])
