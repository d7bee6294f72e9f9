"""A draft in two windows: what one has saved is never written over by a page that does not know it."""

import html
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.http import HttpResponse

from dossiers.filing import arriving
from dossiers.models import Attachment, Draft
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor, form_of, known, read
from tests.dossiers.lifecycle import act, dossier_at

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-01-07T09:00:00+07:00")]

FORM = f"/ho-so/nop/{story.SLUG}/"
EARLIER = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
TITLE, EXTENT = "material_name", "extent"
CLASH = "Not saved: another window or device has saved something else here. Please choose which of the two stays."
LINE = (
    "Not saved: “Title of the material”. Another window or device has saved something else there. "
    "What you typed still stands here; press a button that saves to choose which of the two stays."
)


def two_windows(alice: Visitor, address: str = FORM, **first: object) -> HttpResponse:
    """Return a page that was opened before another had saved."""
    second = alice.get(address)
    alice.send(alice.get(address), address, {"do": "save", **first})
    return second


def answers() -> dict[str, str]:
    return Draft.objects.get().answers


def button(page: HttpResponse, address: str, does: str) -> str:
    return next(value for _name, value in form_of(page, address).buttons if value.startswith(does))


def test_the_background_names_the_questions_at_which_the_draft_holds_another_windows_answer() -> None:
    alice = Visitor("alice")
    second = two_windows(alice, **{TITLE: "Tên của cửa sổ một"})

    unread = alice.send(second, FORM, {"do": "autosave", EXTENT: "120"})
    clashing = alice.send(second, FORM, {"do": "autosave", TITLE: "Tên của cửa sổ hai"})
    alone = alice.send(alice.get(FORM), FORM, {"do": "autosave", EXTENT: "121"})

    assert (unread["X-Elsewhere"], clashing["X-Elsewhere"].split()[0]) == (TITLE, TITLE)
    assert "X-Elsewhere" not in alone


def test_what_this_page_did_not_change_stays_as_the_other_window_saved_it() -> None:
    alice = Visitor("alice")
    second = two_windows(alice, **{TITLE: "Tên của cửa sổ một"})

    saved = alice.send(second, FORM, {"do": "autosave", EXTENT: "120"})

    said = (
        "Another window or device has saved something newer at “Title of the material”: load this page again to see it."
    )
    assert (saved.status_code, saved.content.decode()) == (200, f"Saved at 09:00. {said}")
    assert (answers()[TITLE], answers()[EXTENT]) == ("Tên của cửa sổ một", "120")
    # It shows the old title still, and knows that it does.
    alice.send(second, FORM, {"do": "autosave", EXTENT: "121", **known(saved)})
    assert (answers()[TITLE], answers()[EXTENT]) == ("Tên của cửa sổ một", "121")


def test_what_both_have_changed_is_not_saved_in_the_background_and_the_line_says_so_each_time() -> None:
    alice = Visitor("alice")
    second = two_windows(alice, **{TITLE: "Một"})

    told = alice.send(second, FORM, {"do": "autosave", TITLE: "Hai", EXTENT: "120"})
    again = alice.send(second, FORM, {"do": "autosave", TITLE: "Hai rưỡi", EXTENT: "121", **known(told)})

    assert (told.status_code, told["Content-Type"]) == (409, "text/plain")
    assert told.content.decode() == again.content.decode() == LINE
    assert (answers()[TITLE], answers()[EXTENT]) == ("Một", "121")


@pytest.mark.parametrize("do", ["save", "check"])
def test_the_page_shows_both_and_keeps_what_was_typed_in_its_field(do: str) -> None:
    alice = Visitor("alice")
    second = two_windows(alice, **{TITLE: "Một"})

    page = alice.send(second, FORM, {"do": do, TITLE: "Hai"})

    assert page.status_code == 409
    assert read(page).errors == {"id_material_name": CLASH}
    assert form_of(page, FORM).values[TITLE] == "Hai"
    assert "Saved in the other place: Một" in read(page).words()
    assert "data-autosave-status>Not all saved: choose above which of the two stays.<" in page.content.decode()
    assert answers()[TITLE] == "Một"
    # Until one of the two is chosen, nothing is saved over the other.
    assert alice.send(page, FORM, {"do": "autosave", EXTENT: "7"}).status_code == 409
    assert (answers()[TITLE], answers()[EXTENT]) == ("Một", "7")


def test_one_or_the_other_is_chosen_by_a_button() -> None:
    alice = Visitor("alice")
    page = alice.send(two_windows(alice, **{TITLE: "Một"}), FORM, {"do": "save", TITLE: "Hai"})

    taken = alice.send(page, FORM, {"do": button(page, FORM, "take-saved:")})
    assert taken["Location"] == f"{FORM}#div_id_{TITLE}"
    assert answers()[TITLE] == "Một"
    alice.send(page, FORM, {"do": button(page, FORM, "take-mine:")})
    assert answers()[TITLE] == "Hai"
    assert form_of(alice.get(FORM), FORM).values[TITLE] == "Hai"


def test_mine_is_not_taken_over_something_that_was_saved_later_still() -> None:
    alice = Visitor("alice")
    page = alice.send(two_windows(alice, **{TITLE: "Một"}), FORM, {"do": "save", TITLE: "Hai"})
    alice.send(alice.get(FORM), FORM, {"do": "save", TITLE: "Ba"})

    again = alice.send(page, FORM, {"do": button(page, FORM, "take-mine:")})

    assert again.status_code == 409
    assert "Saved in the other place: Ba" in read(again).words()
    assert answers()[TITLE] == "Ba"


def test_a_choice_at_one_place_keeps_what_was_typed_at_another() -> None:
    alice = Visitor("alice")
    second = two_windows(alice, **{TITLE: "Một", EXTENT: "1"})
    page = alice.send(second, FORM, {"do": "save", TITLE: "Hai", EXTENT: "2"})

    page = alice.send(page, FORM, {"do": f"take-saved:{TITLE}"})

    assert page.status_code == 409
    assert set(read(page).errors) == {"id_extent"}
    assert (form_of(page, FORM).values[TITLE], form_of(page, FORM).values[EXTENT]) == ("Một", "2")
    assert (answers()[TITLE], answers()[EXTENT]) == ("Một", "1")


def test_files_of_both_windows_stay_and_none_makes_a_page_old() -> None:
    alice = Visitor("alice")
    second = two_windows(alice, **{"component-ban-thao": story.upload("mot.pdf"), TITLE: "Một"})

    page = alice.send(second, FORM, {"do": "save", TITLE: "Hai", "component-ban-thao": story.upload("hai.pdf")})

    assert page.status_code == 409
    assert {row.name for row in Attachment.objects.all()} == {"mot.pdf", "hai.pdf"}
    third = two_windows(alice, **{"component-ban-thao": story.upload("ba.pdf")})
    assert alice.send(third, FORM, {"do": "autosave", TITLE: "Bốn"}).status_code == 200


@pytest.mark.parametrize("wrong", ["", "x", "[]", "[" * 100_000, '{"material_name":{"a":1}}', "null"])
def test_marks_that_are_none_harm_nothing(wrong: str) -> None:
    alice = Visitor("alice")

    answer = alice.send(alice.get(FORM), FORM, {"do": "autosave", TITLE: "Hai", "kept_version": wrong})

    assert answer.status_code in (200, 409)


def test_questions_in_many_fields_are_each_kept_whole(tmp_path: Path) -> None:
    every_kind.published(tmp_path)
    form, alice = every_kind.FORM, Visitor("alice")
    table = {"machines.rows": "2", "machines.0.model": "SM-74", "machines.1.model": "Bizhub"}
    ticked = {"aims": "", "aims.announce": "on"}
    venue = {"venue.province": "01", "venue.commune": every_kind.BA_DINH, "venue.line": "Số 2 Hùng Vương"}
    second = two_windows(alice, form, **table, **ticked, **venue)

    merged = alice.send(second, form, {"do": "autosave", "title": "Triển lãm"})

    assert merged.status_code == 200
    assert answers().items() >= {**table, "aims.announce": "on", **venue, "title": "Triển lãm"}.items()
    typed = {"machines.0.model": "Khác", "aims.explain": "on", "venue.line": "Số 9"}
    page = alice.send(second, form, {"do": "add-row:machines", **typed})
    assert page.status_code == 409
    assert answers().items() >= {**table, "aims.announce": "on", **venue}.items()
    assert "aims.explain" not in answers()
    shown = form_of(page, form).values
    assert (shown["machines.0.model"], shown["machines.rows"], shown["venue.line"]) == ("Khác", "2", "Số 9")
    assert "SM-74" in read(page).words()
    assert "Số 2 Hùng Vương" in read(page).words()


def asked() -> Walk:
    walk = dossier_at("tham-dinh.supplement-proposed")
    components, questions = {"ban-thao": "Đóng dấu."}, {TITLE: "Tên sai."}
    act(walk, "issue-supplement", "bob", "2026-01-06 10:00", components=components, questions=questions)
    return walk


@pytest.mark.parametrize("field", [TITLE, "lacking-ban-thao", "note"])
def test_an_answer_to_a_request_is_not_written_over_either(field: str) -> None:
    address, alice = f"/ho-so/{asked().dossier.code}/bo-sung/", Visitor("alice")
    second = two_windows(alice, address, **{field: "Một"})

    other = next(name for name in (TITLE, "note") if name != field)
    line = alice.send(second, address, {"do": "autosave", field: "Hai", other: "Khác"})
    page = alice.send(second, address, {"do": "check", field: "Hai", other: "Khác", **known(line)})

    assert (line.status_code, page.status_code) == (409, 409)
    assert (answers()[field], answers()[other]) == ("Một", "Khác")
    assert read(page).errors == {f"id_{field}": CLASH}
    assert form_of(page, address).values[field] == "Hai"
    assert "Saved in the other place: Một" in html.unescape(read(page).words())
    taken = alice.send(page, address, {"do": button(page, address, "take-mine:")})
    assert taken["Location"] == f"{address}#div_id_{field}"
    assert answers()[field] == "Hai"


def test_a_save_that_changes_nothing_leaves_the_check_of_another_window_as_it_was() -> None:
    alice = Visitor("alice")
    draft = story.draft_of("alice", EARLIER)
    form, second = alice.get(FORM), two_windows(alice, **{TITLE: "Một"})
    alice.send(form, FORM, {"do": "save"})
    saved_at = Draft.objects.get().saved_at
    check = alice.get(f"{FORM}kiem-tra/")

    with time_machine.travel(saved_at + timedelta(minutes=1), tick=False):
        assert alice.send(second, FORM, {"do": "autosave", TITLE: "Hai"}).status_code == 409
        assert alice.send(alice.get(FORM), FORM, {"do": "save"}).status_code == 302
        assert Draft.objects.get().saved_at == saved_at
        filed = alice.send(check, "kiem-tra/", {"do": "submit"})

    assert filed["Location"].endswith("/da-nop/")
    assert not Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize(
    "change",
    [
        {TITLE: "Tên khác"},
        {"component-ban-thao": story.upload("phụ lục.pdf", story.pdf(2))},
        {"remove": "ban-thao.pdf"},
    ],
)
def test_what_would_be_filed_otherwise_is_looked_at_once_more(change: dict[str, object]) -> None:
    alice = Visitor("alice")
    story.draft_of("alice", EARLIER)
    arriving.add_file(
        Draft.objects.get(), "ban-thao", story.upload("b.pdf", story.pdf(3)), by=story.person("alice"), at=EARLIER
    )
    alice.send(alice.get(FORM), FORM, {"do": "save"})
    check = alice.get(f"{FORM}kiem-tra/")
    if "remove" in change:
        change = {"remove": str(Attachment.objects.get(name="b.pdf").pk)}

    with time_machine.travel(Draft.objects.get().saved_at + timedelta(minutes=1), tick=False):
        alice.send(alice.get(FORM), FORM, {"do": "save", **change})
        again = alice.send(check, "kiem-tra/", {"do": "submit"})

    assert again.status_code == 409
    assert "Your draft has changed" in read(again).words()


def test_a_row_more_makes_another_draft_of_it(tmp_path: Path) -> None:
    every_kind.published(tmp_path)
    alice = Visitor("alice")
    alice.send(alice.get(every_kind.FORM), every_kind.FORM, {"do": "save", **every_kind.ANSWERS})
    saved_at = Draft.objects.get().saved_at

    with time_machine.travel(saved_at + timedelta(minutes=1), tick=False):
        alice.send(alice.get(every_kind.FORM), every_kind.FORM, {"do": "add-row:machines"})

    assert Draft.objects.get().saved_at > saved_at


def test_the_check_names_what_another_window_has_changed_since_and_links_it() -> None:
    story.draft_of("alice", EARLIER, None, story.SLUG)
    alice, check = Visitor("alice"), f"{FORM}kiem-tra/"
    shown = alice.get(check)
    alice.send(alice.get(FORM), FORM, {"do": "save", TITLE: "Tên khác", "applicant_phone": "0987 654 321"})

    refused = alice.send(shown, check)

    assert refused.status_code == 409
    text = refused.content.decode()
    listed = text[text.index("Changed since:") : text.index("</ul>", text.index("Changed since:"))]
    assert re.findall(r'href="#answer-(\w+)"', listed) == ["applicant_phone", TITLE]
    assert "Title of the material" in listed
    assert alice.send(refused, check).status_code == 302
