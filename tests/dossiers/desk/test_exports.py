"""Files of lists through the pages: what a list shows, for its author alone, whatever happens meanwhile."""

from datetime import date, timedelta

import pytest

from accounts.models import Membership
from accounts.roles import Role
from dossiers import jobs
from dossiers.background import jobs as background
from dossiers.desk.jobs import exports
from dossiers.lists import columns
from dossiers.models import Export, Job, JobState
from dossiers.pages import jobs as pages
from dossiers.reports import export as making
from portal.demo import story
from tests.dossiers.browsing import Visitor, content_of, read, renews_itself
from tests.dossiers.lifecycle import MONDAY, dossier_at, local
from tests.dossiers.listed import listed
from tests.dossiers.officers import officer
from tests.dossiers.reports.sheets import read_csv, read_workbook

NOW = local("2026-01-06 09:00")
FILES = "/mot-cua/tep-xuat/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def ask(visitor: Visitor, query: str = "list=open", form: str = "csv") -> str:
    """Ask for a file of a list; return the address of its page."""
    answer = visitor.post(f"{FILES}?{query}", {"format": form})
    assert answer.status_code == 302
    return answer.url


def lines_of(visitor: Visitor, page: str) -> list[list[str]]:
    """Download a file."""
    answer = visitor.get(f"{page}tai-ve/")
    content = content_of(answer)
    assert int(answer["Content-Length"]) == len(content)
    return read_csv(content)


def test_a_file_of_a_list_is_asked_for_below_it_and_downloaded_from_its_page() -> None:
    codes = [dossier_at(state).dossier.code for state in ("filed", "tham-dinh")]
    bob = Visitor("bob")

    answer = bob.send(bob.get("/mot-cua/?list=open"), "tep-xuat/?list=open", {"format": "csv"}, follow=True)
    page = answer.redirect_chain[-1][0]

    assert "Download ho-so-20260106-0900.csv" in read(answer).words()
    assert {line[0] for line in lines_of(bob, page)[1:]} == set(codes)
    assert "All open" in read(bob.get(FILES)).words()


@pytest.mark.parametrize("name", ["mine", "soon", "late", "behind", "ready", "open", "done", "khong-co", ""])
def test_the_file_has_what_the_list_shows_in_its_order(name: str) -> None:
    for state in ("filed", "tham-dinh", "van-thu", "result-ready", "returned"):
        dossier_at(state)
    bob = Visitor("bob")

    shown = [*listed(bob.get(f"/mot-cua/?list={name}"))]

    found = [line[0] for line in lines_of(bob, ask(bob, f"list={name}"))[1:]]
    assert found == (shown or ["No dossier was found for this list."])


def test_the_file_has_the_filters_the_order_and_the_columns_of_the_list() -> None:
    codes = [dossier_at("filed", at=MONDAY + timedelta(minutes=n)).dossier.code for n in range(3)]
    dossier_at("tham-dinh")
    bob = Visitor("bob")
    query = "list=open&holder=one_stop_officer&sort=-filed&cols=channel,filed"

    shown = [*listed(bob.get(f"/mot-cua/?{query}"))]
    page = ask(bob, query)

    head, *lines = lines_of(bob, page)
    assert [line[0] for line in lines] == shown == codes[::-1]
    always = [
        "Dossier number",
        "Subject",
        "Marks",
        "Proposed",
        "Outcome",
        "Owed",
        "What is due first",
        "Nearest deadline",
    ]
    assert head == [*always, "Filed on", "Filed by way of"]
    assert "Held by: One-stop officer" in read(bob.get(page)).words()


def test_what_is_forged_in_the_address_of_a_list_but_no_filter_is_left_out_as_in_the_list() -> None:
    dossier_at("filed")
    bob = Visitor("bob")

    page = ask(bob, "list=open&sort=%00&cols=x&after=abc&nothing=1")

    assert len(lines_of(bob, page)) == 2


def test_every_column_that_a_list_can_have_can_be_in_its_file() -> None:
    assert {*columns.COLUMNS, *exports.ALWAYS} <= making.COLUMNS.keys()


def test_what_a_search_has_found_becomes_a_file_too() -> None:
    dossier_at("filed")
    bob = Visitor("bob")
    shown = [*listed(bob.get("/mot-cua/?q=nguyen+thi+an"))]

    assert shown
    assert [line[0] for line in lines_of(bob, ask(bob, "q=nguyen+thi+an"))[1:]] == shown


def test_a_workbook_is_handed_out_as_one() -> None:
    code, bob = dossier_at("filed").dossier.code, Visitor("bob")

    answer = bob.get(f"{ask(bob, form='xlsx')}tai-ve/")

    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer["Content-Disposition"] == 'attachment; filename="ho-so-20260106-0900.xlsx"'
    assert read_workbook(content_of(answer))[1]["A"] == code


def test_one_that_takes_long_shows_how_far_it_is_and_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "WAIT_SECONDS", 0)
    dossier_at("filed")
    bob = Visitor("bob")
    page = ask(bob)

    shown = bob.get(page)
    stopped = bob.send(shown, page, {"cancel": "1"}, follow=True)
    background.run(NOW)

    assert renews_itself(shown)
    assert "Stop making the file" in read(shown).words()
    assert "Cancelling was asked for" in read(stopped).words()
    assert Job.objects.get().state == JobState.CANCELLED
    assert "There is no file." in read(bob.get(page)).words()
    assert bob.get(f"{page}tai-ve/").status_code == 404
    again = bob.post(page, {"cancel": "1"}, follow=True)
    assert "the file had come to its end already" in read(again).words()


def test_of_an_empty_list_there_is_a_file_that_says_so() -> None:
    bob = Visitor("bob")
    page = ask(bob, "list=late")

    assert "No dossier was found for this list." in read(bob.get(page)).words()
    assert lines_of(bob, page)[1:] == [["No dossier was found for this list."]]


def test_of_everything_the_page_says_where_it_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MOST", 1)
    for _ in range(2):
        dossier_at("filed")
    bob = Visitor("bob")
    page = ask(bob)

    assert "a file has at most its first 1 dossiers" in read(bob.get(page)).words()
    assert len(lines_of(bob, page)) == 3


def test_nobody_else_has_it_not_even_who_sees_the_same_list() -> None:
    dossier_at("filed")
    page = ask(Visitor("bob"))

    for who in ("lan", "carol", "tam", "admin", "alice"):
        visitor = Visitor(who)
        assert [visitor.get(address).status_code for address in (page, f"{page}tai-ve/")] == [404, 404], who
        assert visitor.post(page, {"cancel": "1"}).status_code == 404
    assert page not in Visitor("carol").get(FILES).content.decode()


def test_an_administrator_sees_how_large_it_is_and_no_dossier_of_it() -> None:
    code = dossier_at("filed").dossier.code
    ask(Visitor("bob"))

    page = Visitor("admin").get(f"/van-hanh/tac-vu/{Job.objects.get().pk}/")

    assert "CSV · 1" in read(page).words()
    assert code not in page.content.decode()


def test_an_author_who_has_changed_seats_is_told_so_and_gets_no_file() -> None:
    user = officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua")
    dossier_at("filed")
    phuc = Visitor("phuc")
    page = ask(phuc)
    user.memberships.update(until=date(2026, 1, 5))
    assert phuc.get(f"{page}tai-ve/").status_code == 404
    Membership.objects.create(
        user=user, role=Role.CLERK, unit=story.person("tam").memberships.get().unit, since=date(2026, 1, 6)
    )

    answer = Visitor("phuc").get(f"{page}tai-ve/")

    sentence = "This file was made with a role or a unit that you no longer have"
    assert answer.status_code == 403
    assert sentence in read(answer).words()
    shown = read(Visitor("phuc").get(page)).words()
    assert sentence in shown
    assert "Download" not in shown


def test_too_many_at_a_time_are_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "WAIT_SECONDS", 0)
    bob = Visitor("bob")
    for _ in range(making.MOST_UNDER_WAY):
        ask(bob)

    answer = bob.post(f"{FILES}?list=open", {"format": "csv"})

    assert answer.status_code == 409
    assert "3 files of yours are still being made." in read(answer).words()
    assert Export.objects.count() == making.MOST_UNDER_WAY


@pytest.mark.parametrize("typed", [{}, {"format": "pdf"}, {"format": "\x00"}])
def test_a_form_that_no_page_has_makes_nothing(typed: dict[str, str]) -> None:
    assert Visitor("bob").post(f"{FILES}?list=open", typed).status_code == 404
    assert not Export.objects.exists()


def test_it_goes_with_its_job() -> None:
    page = ask(Visitor("bob"))

    jobs.forget(MONDAY + jobs.KEPT + timedelta(days=2))

    assert Visitor("bob").get(page).status_code == 404


def test_the_file_says_who_has_a_dossier_as_its_list_does() -> None:
    states = ("filed", "tham-dinh", "xem-xet", "van-thu", "result-ready", "tham-dinh.supplement-asked", "returned")
    for state in states:
        dossier_at(state)
    bob = Visitor("bob", language="vi")

    for name in ("open", "done"):
        shown = {code: line.holder for code, line in listed(bob.get(f"/mot-cua/?list={name}")).items()}
        head, *lines = lines_of(bob, ask(bob, f"list={name}"))
        assert {line[0]: line[head.index("Người đang xử lý")] for line in lines} == shown
    assert "Hoàng Tiến Dũng" in lines_of(bob, ask(bob, "list=open&step=tham-dinh"))[1]


@pytest.mark.parametrize("gone", ["step=gone", "holder=999999", "procedure=khong-co", "filed_from=99/99/9999", "fee=x"])
def test_no_file_is_made_of_more_than_was_meant_because_a_filter_is_gone(gone: str) -> None:
    dossier_at("filed")
    bob = Visitor("bob")

    answer = bob.post(f"{FILES}?list=open&{gone}", {"format": "csv"}, follow=True)

    assert answer.redirect_chain[-1][0] == "/mot-cua/?list=open"
    assert "Nothing was done: a part of the filters means nothing any more" in read(answer).words()
    assert not Export.objects.exists()


def test_the_file_of_a_list_with_its_whole_deadline_has_a_column_for_what_is_past_it() -> None:
    dossier_at("tham-dinh")
    bob = Visitor("bob")

    head, _line = lines_of(bob, ask(bob, "list=open"))

    assert head[head.index("Return date") + 1] == "Verdict"
