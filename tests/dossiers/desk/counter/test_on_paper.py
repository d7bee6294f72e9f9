"""What comes on paper is asked, counted and shown as paper, for whom it is filed always in sight."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from dossiers.background import relay
from dossiers.filing import composed
from dossiers.filing.counter import checking, intake, people
from dossiers.filing.known import own_names
from dossiers.log.answers import standing_of
from dossiers.log.facts import facts_of
from dossiers.models import Channel, Dossier, Draft, Result
from dossiers.papers.receipt import receipt_of
from portal.demo import story
from portal.demo.story import Walk
from procedures.addresses import DEFAULT_PROVINCE
from procedures.composing import GAP
from procedures.machine import QuestionKind
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.proof.records import differences_of

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
DESK = "/mot-cua/quay/"
FOLDED = "Nội dung đã có trên giấy, không bắt buộc nhập"
POSTAL, MATERIAL = "gp-buu-chinh", "xb-tai-lieu-khong-kinh-doanh"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


def at(draft: Draft) -> str:
    return f"{DESK}{draft.key}/"


def form_of(draft: Draft) -> str:
    return next(one.name for one in draft.version.machine.components if one.eform)


def test_the_form_of_the_application_is_a_paper_that_must_come(bob: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    field = intake.count_field(form_of(draft), intake.ORIGINALS)
    typed = {**counter.pressed(draft, MONDAY), field: "", intake.count_field(form_of(draft), intake.COPIES): "1"}

    page = bob.post(at(draft), {**typed, "do": "accept"})

    assert checking.NO_FORM.vi in read(page).errors[f"id_{field}"]
    assert not Dossier.objects.exists()


def test_the_form_can_be_scanned_as_the_other_papers(bob: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    name = form_of(draft)
    typed = {**counter.pressed(draft, MONDAY), f"component-{name}": story.upload()}

    assert f'name="component-{name}"' in bob.get(at(draft)).content.decode()
    bob.post(at(draft), {**typed, "do": "accept"})

    assert Dossier.objects.get().attachments.get().component == name


@pytest.mark.parametrize("channel", [Channel.DESK, Channel.POST])
def test_the_file_says_at_each_paper_what_lies_at_the_desk(bob: Visitor, channel: Channel) -> None:
    dossier = counter.entered(at=MONDAY, channel=channel).dossier

    words = read(bob.get(f"/mot-cua/{dossier.code}/")).words()

    assert words.count("Bản giấy, lưu tại Bộ phận Một cửa: Bản chính: 1") == len(dossier.machine.components)
    for untrue in ("Khai trực tuyến", "Không có tệp", "Hồ sơ này không kèm tệp nào"):
        assert untrue not in words, untrue
    assert "Hồ sơ nộp bản giấy, không có bản quét" in words


def test_the_file_of_what_came_on_line_says_as_ever(bob: Visitor) -> None:
    dossier = story.file("alice", at=MONDAY)

    words = read(bob.get(f"/mot-cua/{dossier.code}/")).words()

    assert "Khai trực tuyến: nội dung trả lời chính là giấy tờ này." in words
    assert "Bản giấy" not in words


def test_for_whom_stands_beside_the_power_of_attorney_and_is_not_folded_away(bob: Visitor) -> None:
    page = bob.get(at(counter.begun(at=MONDAY))).content.decode()

    whom, paper, folded = (page.index(part) for part in ('name="applicant_organ', 'name="authority"', FOLDED))
    assert whom < paper < folded


@pytest.mark.parametrize("typed", [{"authority": "Giấy uỷ quyền số 5"}, {"authorised_until": "31/12/2026"}])
def test_a_power_of_attorney_without_whom_it_is_for_is_refused_there(bob: Visitor, typed: dict[str, str]) -> None:
    draft = counter.begun(POSTAL, at=MONDAY)
    named = {**counter.pressed(draft, MONDAY), "applicant_organisation": "", "business_name": "Công ty A", **typed}

    page = bob.post(at(draft), {**named, "do": "accept"})

    assert intake.FOR_WHOM.vi in read(page).errors["id_applicant_organisation"]
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(("slug", "name"), [(POSTAL, "business_name"), (MATERIAL, "organisation_name")])
def test_the_licence_is_drafted_for_the_owner_and_never_for_who_stood_there(slug: str, name: str) -> None:
    owned = counter.entered(slug, at=MONDAY, more={"applicant_organisation": "Công ty Sao Mai"}).dossier
    alone = counter.entered(slug, at=MONDAY).dossier

    for dossier in (owned, alone):
        issued = next(filter(None, (one.issues for one in dossier.machine.outcomes)))
        values = standing_of(dossier)
        draft = composed.composed(dossier.machine, issued.document_for(values), values)
        assert f"Cho phép: {values.get(name) or GAP}\n" in draft
        assert counter.NAME not in draft
    assert standing_of(owned)[name], "the owner stands there, typed or as named beside the power of attorney"


def test_who_is_named_as_the_owner_is_the_organisation_that_the_procedure_asks_about() -> None:
    owned = counter.entered(MATERIAL, at=MONDAY, more={"applicant_organisation": "Công ty Sao Mai"}).dossier

    assert standing_of(owned)["organisation_name"] == "Công ty Sao Mai"


@pytest.mark.parametrize("slug", [POSTAL, MATERIAL])
def test_what_the_paper_of_the_result_says_is_asked_unfolded_and_not_required(bob: Visitor, slug: str) -> None:
    draft = counter.begun(slug, at=MONDAY)

    page = bob.get(at(draft)).content.decode()

    asked = checking.asked(draft.version.machine, draft.answers)
    assert "Cần cho văn bản kết quả" in page
    assert asked.of_result
    for question in asked.of_result:
        assert page.index(f"div_id_{question.name}") < page.index(FOLDED), question.name
    bob.post(at(draft), {**counter.pressed(draft, MONDAY), "do": "record"})
    assert Dossier.objects.exists()


def test_questions_stand_under_the_heading_of_their_part(bob: Visitor) -> None:
    draft = counter.begun(POSTAL, at=MONDAY)

    form = bob.get(at(draft)).context["form"]

    shown = [one.heading for one in (*form.for_the_result(), *form.left_to_paper()) if one.heading]
    known = {one.heading.vi for one in draft.version.machine.questions if one.heading}
    assert shown
    assert set(shown) <= known


def test_the_number_of_sets_is_prefilled_recorded_and_asked_right(bob: Visitor) -> None:
    draft = counter.begun(POSTAL, at=MONDAY)
    typed = counter.pressed(draft, MONDAY)

    form = next(one for one in read(bob.get(at(draft))).forms if "sets" in one.values)
    assert form.values["sets"] == str(draft.version.machine.sets)
    for wrong in ("", "0", "ba", "100"):
        page = bob.post(at(draft), {**typed, "sets": wrong, "do": "record"})
        assert "id_sets" in read(page).errors, wrong
    bob.post(at(draft), {**typed, **dict.fromkeys(counter.papers(draft), "2"), "sets": "2", "do": "record"})

    assert facts_of(Dossier.objects.get().events.get(sequence=1)).sets == 2


def test_an_address_begins_with_the_province_whose_communes_are_listed(bob: Visitor) -> None:
    draft = counter.begun("dk-may-photocopy-mau", at=MONDAY)
    asked = [one.name for one in draft.version.machine.questions if one.kind is QuestionKind.ADDRESS]

    found = read(bob.get(at(draft)))

    values = next(one for one in found.forms if "sets" in one.values).values
    assert asked
    assert {values[f"{name}.province"] for name in asked} == {DEFAULT_PROVINCE}


def test_a_result_on_line_is_neither_offered_nor_taken(bob: Visitor) -> None:
    draft = counter.begun(at=MONDAY)

    assert 'name="result_way" value="online"' not in bob.get(at(draft)).content.decode()
    page = bob.post(at(draft), {**counter.pressed(draft, MONDAY), "result_way": "online", "do": "accept"})

    assert checking.NO_ACCOUNT.vi in read(page).errors["id_result_way"]
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(("channel", "label"), [(Channel.DESK, "tại quầy"), (Channel.POST, "qua bưu chính")])
def test_the_log_says_how_and_for_whom_it_was_filed(bob: Visitor, channel: Channel, label: str) -> None:
    dossier = counter.entered(at=MONDAY, channel=channel, more={"applicant_organisation": "Hội A"}).dossier

    words = read(bob.get(f"/mot-cua/{dossier.code}/")).words()

    assert f"Nộp hồ sơ {label}" in words
    assert f"Người nộp: {counter.NAME}" in words
    assert "Nộp thay cho: Hội A" in words


def test_no_notices_on_the_site_are_promised_to_who_has_no_account(bob: Visitor) -> None:
    of_counter, of_account = counter.entered(at=MONDAY).dossier, story.file("alice", at=MONDAY)
    relay.run(MONDAY + timedelta(minutes=5))

    words = read(bob.get(f"/mot-cua/{of_counter.code}/")).words()

    assert "Người nộp cũng không có tài khoản" in words
    assert "Các thông báo vẫn chờ trên cổng" not in words
    assert "không có tài khoản" not in read(bob.get(f"/mot-cua/{of_account.code}/")).words()
    assert [people.served(one) is None for one in (of_counter, of_account)] == [False, True]


def test_by_post_the_button_and_the_end_say_that_no_paper_is_in_hand(bob: Visitor) -> None:
    person = counter.mai(MONDAY)
    begun = bob.post(f"{DESK}nguoi/{person.pk}/", {"slug": story.SLUG, "channel": "post", "key": str(uuid4())})
    where, draft = begun.headers["Location"], Draft.objects.get()

    assert "Nhận hồ sơ và in giấy tiếp nhận" not in read(bob.get(where)).words()
    done = bob.post(where, {**counter.pressed(draft, MONDAY), "do": "accept"}, follow=True)

    assert "Giấy tiếp nhận đang được lập" in read(done).words()


def test_the_office_is_told_that_who_has_no_account_reads_nothing_of_fees_and_messages(bob: Visitor) -> None:
    of_counter = counter.entered("gp-buu-chinh", at=MONDAY, accept=False).dossier
    of_account = story.file("alice", at=MONDAY)

    words = read(bob.get(f"/mot-cua/{of_counter.code}/")).words()

    told = "Người nộp không có tài khoản nên không trả lời được ở đây: xin"
    assert (
        f"{told} gọi thêm số" in words or f"{told} gửi thêm văn bản qua bưu chính đến {counter.SHOWN.address}." in words
    )
    assert "người nộp hồ sơ được báo là nộp khi" not in words
    assert "không trả lời được ở đây" not in read(bob.get(f"/mot-cua/{of_account.code}/")).words()


@pytest.mark.parametrize("slug", [POSTAL, MATERIAL])
def test_where_no_person_applies_the_organisation_is_asked_for(bob: Visitor, slug: str) -> None:
    draft = counter.begun(slug, at=MONDAY)
    unnamed = dict.fromkeys((own_names.OWNER, *own_names.QUESTIONS, intake.AUTHORITY), "")
    nameless = {**counter.pressed(draft, MONDAY), **unnamed}

    shown = read(bob.get(at(draft))).words()
    page = bob.post(at(draft), {**nameless, "do": "record"})

    assert "Cơ quan, tổ chức, doanh nghiệp (chủ hồ sơ)" in shown
    assert own_names.UNNAMED.vi in read(page).errors["id_applicant_organisation"]
    assert not Dossier.objects.exists()


def test_where_a_person_may_apply_no_owner_is_asked_for(bob: Visitor) -> None:
    draft = counter.begun("gcn-diem-tro-choi", at=MONDAY)

    bob.post(at(draft), {**counter.pressed(draft, MONDAY), "do": "record"})

    assert Dossier.objects.get().organisation == ""


@pytest.mark.parametrize("more", [{}, {"applicant_organisation": "", "organisation_name": counter.ORGANISATION}])
def test_licence_register_and_form_01_name_the_same_holder(more: dict[str, str]) -> None:
    dossier = Walk(counter.entered(MATERIAL, at=MONDAY, more=more).dossier, MONDAY).until("result-ready").dossier

    values = standing_of(dossier)
    issued = next(filter(None, (one.issues for one in dossier.machine.outcomes)))
    draft = composed.composed(dossier.machine, issued.document_for(values), values)
    assert Result.objects.get(dossier=dossier).holder == counter.ORGANISATION
    assert f"Cho phép: {counter.ORGANISATION}\n" in draft
    assert receipt_of(dossier.events.get(sequence=2), "01/2026/TNHS", "").applicant.represented == counter.ORGANISATION
    assert dossier.organisation == counter.ORGANISATION
    assert differences_of(dossier) == []


def test_what_is_recorded_without_its_form_says_so_in_the_file_and_not_that_it_came(bob: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    field = intake.count_field(form_of(draft), intake.ORIGINALS)
    typed = {**counter.pressed(draft, MONDAY), field: "", "sets": "1"}

    assert bob.post(at(draft), {**typed, "do": "accept"}).status_code == 422
    assert bob.post(at(draft), {**typed, "do": "record"}).status_code == 302

    dossier = Dossier.objects.get()
    words = read(bob.get(f"/mot-cua/{dossier.code}/")).words()
    title = next(one.title.vi for one in dossier.machine.components if one.eform)
    assert f"{title}ĐạtChưa nhận Góp ý" in words
    assert f"{title}ĐạtBản giấy" not in words
