"""A result is handed to its applicant, or to another who shows a paper that holds; each original goes back, or stays, by itself."""

import io
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from dossiers import commands
from dossiers.commands.given import Given, Handover
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, EventPayload
from dossiers.notices.message import written
from dossiers.notices.occasions import news_of
from dossiers.refusals import InvalidAnswer
from portal.demo.story import Walk
from procedures.results import Originals, Way
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Page, Visitor, read
from tests.dossiers.proof.records import nothing_written

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
OTHER, PAPER = "Bùi Văn Lạ", "Giấy uỷ quyền số 12 ngày 30/11/2026"
AUTHORITY, UNTIL = "id_return_handover_authority", "id_return_handover_until"
ORIGINALS, ORIGINAL = "id_return_handover_originals", "handover_original-"
REGISTER = "/mot-cua/so-tra-ket-qua/"
BY_ANOTHER = {"handover_recipient": OTHER, "handover_authority": PAPER}

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def ready() -> Dossier:
    return Walk(counter.entered(at=MONDAY).dossier, MONDAY).until("result-ready").dossier


def sent(dossier: Dossier, **typed: object) -> tuple[int, Page]:
    bob = Visitor("bob", language="vi")
    given = {"handover_identity": "CCCD 9999", "handover_originals": "given_back", **typed}
    answer = bob.send(bob.get(f"/mot-cua/{dossier.code}/"), "/return/", given)
    return answer.status_code, read(answer)


def kept_papers(dossier: Dossier) -> list[str]:
    """Return the papers of which originals came, but for the application."""
    return [one.name for one in dossier.machine.components if not one.eform]


def test_who_is_not_the_applicant_is_asked_for_a_paper_and_nothing_typed_is_lost() -> None:
    dossier = ready()

    with nothing_written():
        status, page = sent(dossier, handover_recipient=OTHER, handover_post_number="EB123456785VN")
    [form] = [one for one in page.forms if one.action.endswith("/return/")]

    assert status == 422
    assert f"{OTHER} không phải người nộp hồ sơ này ({counter.NAME})" in page.errors[AUTHORITY]
    kept = ("handover_recipient", "handover_identity", "handover_originals", "handover_post_number")
    assert [form.values[name] for name in kept] == [OTHER, "CCCD 9999", "given_back", "EB123456785VN"]


def test_with_a_paper_another_collects_and_the_record_says_by_which_and_to_whom_originals_went() -> None:
    dossier = ready()

    status, _page = sent(dossier, **BY_ANOTHER, handover_until="31/12/2026")
    event = dossier.events.select_related("payload").get(action="return")
    words = words_of(event.payload)
    bob = Visitor("bob", language="vi")
    told, register = (read(bob.get(path)).words() for path in (f"/mot-cua/{dossier.code}/", REGISTER))
    rows = [
        [cell.value for cell in row] for row in load_workbook(io.BytesIO(bob.get(f"{REGISTER}xlsx/").content)).active
    ]

    assert status == 302
    assert (words.recipient, words.authority, words.authorised_until) == (OTHER, PAPER, date(2026, 12, 31))
    for shown in (told, register):
        assert f"Đã trả lại cho người nhận thay {OTHER}" in shown
        assert PAPER in shown
        assert "31/12/2026" in shown
        assert "Đã trả lại người nộp" not in shown
    assert rows[1][6] == f"{PAPER}, có giá trị đến ngày 31/12/2026"
    notice = written("returned", news_of(event)).body
    assert f"Người nhận: {OTHER}\nGiấy tờ nhận thay: {PAPER}, có giá trị đến ngày 31/12/2026\n" in notice.vi
    assert f"Received by: {OTHER}\nBy which paper: {PAPER}, it holds until 31/12/2026\n" in notice.en
    EventPayload.objects.filter(event=event).erase(at=LATER)
    erased = read(bob.get(REGISTER)).words()
    assert (OTHER in erased, PAPER in erased, "Đã trả lại cho người nhận" in erased) == (False, False, True)


@pytest.mark.parametrize(
    ("typed", "place", "sentence"),
    [
        ({**BY_ANOTHER, "handover_until": "30/11/2026"}, UNTIL, "đã hết hạn"),
        ({**BY_ANOTHER, "handover_until": "32/11/2026"}, UNTIL, "ngày"),
        ({"handover_recipient": OTHER, "handover_until": "31/12/2026"}, AUTHORITY, "giấy nào"),
        ({"handover_authority": PAPER}, "id_return_handover_recipient", "người đến nhận"),
    ],
)
def test_a_paper_that_ended_or_that_nobody_needs_is_refused_at_its_place(
    typed: dict[str, str], place: str, sentence: str
) -> None:
    dossier = ready()

    with nothing_written():
        status, page = sent(dossier, **{"handover_identity": "CCCD 4321", **typed})

    assert status == 422
    assert sentence in page.errors[place]


def test_on_its_last_day_a_paper_holds() -> None:
    assert sent(ready(), **BY_ANOTHER, handover_until="01/12/2026")[0] == 302


@pytest.mark.parametrize("name", [counter.NAME, "TRẦN  THỊ MAI", "Tran Thi Mai"])
def test_the_applicant_needs_no_paper_however_the_name_is_spelt(name: str) -> None:
    assert sent(ready(), handover_recipient=name, handover_identity="CCCD 4321", handover_name_meant="on")[0] == 302


def test_the_applicant_in_small_letters_is_asked_about_the_name_alone() -> None:
    status, page = sent(ready(), handover_recipient="trần  thị mai", handover_identity="CCCD 4321")

    assert status == 422
    assert set(page.errors) == {"id_return_handover_recipient"}


def test_what_goes_by_post_needs_no_paper() -> None:
    posted = {"handover_way": "by_post", "handover_way_meant": "on", "handover_post_number": "EB123456785VN"}

    assert sent(ready(), handover_recipient=OTHER, **posted)[0] == 302


@pytest.mark.parametrize(("above", "by_itself"), [("given_back", "surrendered"), ("surrendered", "given_back")])
def test_each_original_is_kept_or_given_back_by_itself(above: str, by_itself: str) -> None:
    dossier = ready()
    first, second, *others = kept_papers(dossier)
    own = {f"{ORIGINAL}{name}": by_itself for name in (first, second)}

    status, _page = sent(dossier, handover_identity="CCCD 4321", handover_originals=above, **own)
    facts = facts_of(dossier.events.get(action="return"))
    kept = (first, second) if by_itself == "surrendered" else tuple(others)
    titles = ", ".join(dossier.machine.component(name).title.vi for name in kept)

    assert status == 302
    assert (facts.originals, facts.kept_here) == ("given_back", kept)
    shown = read(Visitor("bob", language="vi").get(REGISTER)).words()
    assert f"Đã trả lại cho {counter.NAME}; cơ quan thu lại: {titles}" in shown


@pytest.mark.parametrize("said", ["given_back", "surrendered"])
def test_that_the_same_is_said_of_each_is_that_it_is_said_of_all(said: str) -> None:
    dossier = ready()
    other = "surrendered" if said == "given_back" else "given_back"
    own = {f"{ORIGINAL}{name}": said for name in kept_papers(dossier)}

    status, _page = sent(dossier, handover_identity="CCCD 4321", handover_originals=other, **own)
    facts = facts_of(dossier.events.get(action="return"))

    assert (status, facts.originals, facts.kept_here) == (302, said, ())


def test_what_was_chosen_of_each_comes_back_with_a_refusal_and_with_the_page_after_it() -> None:
    dossier = ready()
    first, second, *_others = kept_papers(dossier)
    own = {f"{ORIGINAL}{name}": "surrendered" for name in (first, second)}
    bob = Visitor("bob", language="vi")

    with nothing_written():
        status, page = sent(dossier, handover_originals="none", **own)
    later = read(bob.get(f"/mot-cua/{dossier.code}/"))

    assert status == 422
    assert ORIGINALS in page.errors
    for shown in (page, later):
        [form] = [one for one in shown.forms if one.action.endswith("/return/")]
        assert {name: form.values[name] for name in own} == own


@pytest.mark.parametrize(("originals", "kept"), [(Originals.SURRENDERED, "ban-thao"), (Originals.GIVEN_BACK, "x")])
def test_the_command_keeps_nothing_that_did_not_come_and_nothing_apart_of_what_all_is_kept(
    originals: Originals, kept: str
) -> None:
    dossier = ready()
    given = Given(handover=Handover(counter.NAME, Way.IN_PERSON, "CCCD 4321", originals=originals, kept_here=(kept,)))

    with nothing_written(), pytest.raises(InvalidAnswer):
        commands.advance(dossier, "return", actor=counter.at_desk(LATER), given=given, seen=dossier.sequence, at=LATER)


def test_where_one_original_came_nothing_is_asked_paper_by_paper() -> None:
    draft = counter.begun(at=MONDAY)
    only = {name: "" for name in counter.papers(draft) if ".original" in name and "don-de-nghi" not in name}
    copies = {name.replace(".original", ".copy"): "1" for name in list(only)[1:]}
    more = only | copies | {next(iter(only)): "1"}
    dossier = Walk(counter.entered(at=MONDAY, more=more).dossier, MONDAY).until("result-ready").dossier

    page = Visitor("bob").get(f"/mot-cua/{dossier.code}/").content.decode()

    assert "handover_originals" in page
    assert ORIGINAL not in page
