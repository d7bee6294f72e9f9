"""The pages that say where the time went, and why what was late was late: every number leads to its dossiers."""

import re
from html import escape
from urllib.parse import urlencode

import pytest

from dossiers.models import Dossier, Event
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, local
from tests.dossiers.manager.test_figures import TITLE, text_of
from tests.dossiers.manager.test_lived import tables
from tests.dossiers.proof.records import triggers_off
from tests.dossiers.reports.lived.walks import ASKED, SENT_BACK, STRAIGHT, gone, three
from tests.dossiers.undoing import take_back

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-02-02 09:00"))]

PAGE, WHY = "/quan-ly/thoi-gian/", "/quan-ly/vi-sao-tre/"
JANUARY = {"start": "2026-01-01", "end": "2026-01-31"}
NUMBER = re.compile(r'href="(/quan-ly/(?:resolved|overdue)/\?[^"]*)"[^>]*>(?:[^<\d]*: )?(\d+)<')


def late() -> Dossier:
    """Return one that waited in the records office till after its date, which was the 19th."""
    walk = gone(SENT_BACK[:-1])
    act(walk, "finish-van-thu", "tam", "2026-01-20 08:30")
    return walk.dossier


def seen(who: str = "carol", page: str = PAGE, **asked: str) -> str:
    return Visitor(who).get(page, {**JANUARY, **asked}).content.decode()


def test_the_steps_stand_by_the_time_that_they_ate_whatever_the_procedure():
    three()

    rows = {row[0]: row[1:] for row in tables(seen())["Time by step"]}

    # 870 + 1,230 + 720 minutes of work are what the page of the one procedure says too.
    assert rows["Appraise the dossier, draft the result"] == [
        "Case officer",
        "3",
        # 420, 120 + 390 and 60 + 180: of days of eight hours.
        "2,44 working days",
        "27,5 %",
        "0,88 working day",
        "1,06 working days",
        "0/3 (0 %)",
    ]
    waiting = rows["Waiting for the applicant's papers"]
    assert waiting == ["Applicant", "1", "3 working days", "33,8 %", "3 working days", "3 working days", ""]
    assert rows["Total"][2:4] == ["8,88 working days", "100 %"]
    assert [row for row in rows.values() if row[-1] == "1/3 (33,3 %)"]


def test_the_page_says_first_which_step_took_most():
    three()

    assert (
        "Most time went into: Waiting for the applicant's papers, 33,8 % of it"
        in read(Visitor("carol").get(PAGE, JANUARY)).words()
    )


@pytest.mark.parametrize(("who", "narrowed"), [("carol", {}), ("hoa", {"channel": "online"}), ("dung", {})])
def test_every_number_opens_exactly_its_dossiers(who: str, narrowed: dict[str, str]):
    three()
    late()
    visitor = Visitor(who)

    found = NUMBER.findall(seen(who, **narrowed)) + NUMBER.findall(seen(who, WHY, **narrowed))

    assert {
        re.sub(r"=.*", "", part)
        for address, _number in found
        for part in re.findall(r"(?:passed|over|longest)=", address)
    } == {
        "passed",
        "over",
        "longest",
    }
    for address, number in found:
        page = text_of(visitor, address.replace("&amp;", "&"))
        assert TITLE.search(page)[1] == number, address
        assert page.count('<th scope="row" class="code">') == int(number), address


def test_in_whose_hands_the_late_ones_were_and_how_many_were_longest_there():
    three()
    dossier = late()

    rows = tables(seen(page=WHY))["In whose hands the late ones were"]

    # 4,140 minutes of 5,160 in office hours since Monday the 5th at 10:30.
    assert rows[0] == ["Department Office", "8,63", "80,2 %", "1"]
    assert [row[-1] for row in rows[1:-1]] == ["0"] * (len(rows) - 2)
    assert rows[-1] == ["Total", "10,75", "100 %", "1"]
    address = next(address for address, _number in NUMBER.findall(seen(page=WHY)) if "longest" in address)
    page = text_of(Visitor("carol"), address.replace("&amp;", "&"))
    assert dossier.code in page
    assert "longest with: Department Office" in page


def test_it_says_in_which_steps_late_ones_were_late_and_by_how_much():
    dossier = late()

    page = seen(page=WHY)

    rows = tables(page)["Steps over their own limits"]
    assert rows[0][1:3] == ["Records clerk", "1"]
    assert rows[-1] == ["Total", "", "", rows[-1][3], "100 %"]
    assert "1 dossier was resolved late; most of it arose in: " in " ".join(page.split())
    for address, _number in NUMBER.findall(page):
        assert dossier.code in text_of(Visitor("carol"), address.replace("&amp;", "&")), address


def test_the_list_of_what_was_late_and_the_figures_lead_to_why():
    late()

    for address in ("/quan-ly/", "/quan-ly/overdue/"):
        assert 'href="/quan-ly/vi-sao-tre/?start=2026-01-01&amp;end=2026-01-31' in text_of(
            Visitor("carol"), f"{address}?start=2026-01-01&end=2026-01-31"
        )


def test_what_is_late_though_no_step_was_has_its_list_and_nothing_late_is_said():
    late()

    page = text_of(Visitor("carol"), "/quan-ly/overdue/?start=2026-01-01&end=2026-01-31&over=none")

    assert TITLE.search(page)[1] == "0"
    assert "no step over its own limit" in page
    assert "Nothing was resolved late in this period." in seen(page=WHY, start="2025-01-01", end="2025-01-31")


def test_a_step_that_was_taken_back_was_not_gone_through():
    walk = gone(ASKED[: [action for action, _who, _when in ASKED].index("finish-tham-dinh")])
    before = walk.dossier.sequence
    act(walk, "finish-tham-dinh", "dung", "2026-01-09 09:30")
    take_back(walk.dossier, "dung", at=local("2026-01-09 09:31"))
    assert walk.dossier.sequence == before + 2
    act(walk, "ask-withdrawal", "alice", "2026-01-09 10:00")
    act(walk, "confirm-withdrawal", "bob", "2026-01-09 10:30")

    rows = {row[0] for row in tables(seen())["Time by step"]}
    found = NUMBER.findall(seen())

    assert "Appraise the dossier, draft the result" in rows
    for address, number in found:
        assert TITLE.search(text_of(Visitor("carol"), address.replace("&amp;", "&")))[1] == number, address


def test_of_too_many_it_is_of_the_newest_whole_days_and_so_are_its_lists(monkeypatch: pytest.MonkeyPatch):
    three()
    monkeypatch.setattr("dossiers.reports.lived.steps.MOST", 1)

    page = seen()

    assert "What is shown is of the days from 08/01/2026 on." in page
    assert "start=2026-01-08" in NUMBER.search(page)[1]


def test_a_log_that_does_not_fit_is_counted_apart():
    gone(STRAIGHT)
    wrong = gone(SENT_BACK).dossier
    with triggers_off():
        Event.objects.filter(dossier=wrong, action="finish-xem-xet").update(target="van-thu")

    assert "The log of 1 dossiers does not fit" in " ".join(seen().split())


@pytest.mark.parametrize(
    "part", ["longest=division-999999", "longest=x", "longest=desk-99999999999", "passed=x", "over=%00"]
)
def test_a_part_that_there_is_not_narrows_nothing(part: str):
    late()

    page = text_of(Visitor("carol"), f"/quan-ly/overdue/?start=2026-01-01&end=2026-01-31&{part}")

    assert TITLE.search(page)[1] == "1"


def test_nothing_resolved_is_said():
    assert "Nothing was resolved in this period" in read(Visitor("carol").get(PAGE)).words()


def test_questions_do_not_grow_with_dossiers(django_assert_max_num_queries):
    three()
    late()
    seen()

    with django_assert_max_num_queries(32):
        seen()


def apologised() -> Dossier:
    """Return a late one for which another date was set, with its reason, before it was resolved."""
    walk = gone(SENT_BACK[:-1])
    day = local("2026-01-22 00:00").date()
    act(walk, "reappoint", "lan", "2026-01-16 09:00", date=day, reason="Công chức thụ lý nghỉ ốm.")
    act(walk, "finish-van-thu", "tam", "2026-01-23 08:30")
    return walk.dossier


def test_why_the_office_apologised_for_late_ones_stands_with_how_many_had_no_apology():
    without, late_one = late(), apologised()

    page = seen(page=WHY)

    assert tables(page)["Why the office apologised"] == [
        ["Công chức thụ lý nghỉ ốm.", "1"],
        ["Nobody apologised", "1"],
    ]
    links = [address.replace("&amp;", "&") for address, _number in NUMBER.findall(page) if "apology=" in address]
    lists = [text_of(Visitor("carol"), address) for address in links]
    assert [TITLE.search(one)[1] for one in lists] == ["1", "1"]
    assert [[one.code in page for one in (late_one, without)] for page in lists] == [[True, False], [False, True]]
    assert "apologised for one reason" in lists[0]
    assert "nobody apologised" in lists[1]


def test_the_case_officers_of_late_ones_are_for_those_alone_to_whom_people_are_shown():
    dossier = late()

    shown, hidden = tables(seen("lan", WHY)), tables(seen("carol", WHY))

    title = "Case officers of the late ones"
    assert shown[title] == [[dossier.assignee.get_full_name(), "1"]]
    assert title not in hidden
    [address] = [one for one, _number in NUMBER.findall(seen("lan", WHY)) if "person=" in one]
    page = text_of(Visitor("lan"), address.replace("&amp;", "&"))
    assert (TITLE.search(page)[1], dossier.code in page) == ("1", True)


def test_a_dossier_that_was_opened_from_a_list_of_figures_leads_back_to_it():
    dossier, visitor = late(), Visitor("lan")
    for address in (
        "/quan-ly/overdue/?start=2026-01-01&end=2026-01-31&sort=-late",
        "/quan-ly/bao-cao/so-theo-doi/?start=2026-01-01&end=2026-01-31",
    ):
        [opened] = re.findall(rf'href="(/mot-cua/{dossier.code}/[^"]*)"', text_of(visitor, address))

        page = text_of(visitor, opened.replace("&amp;", "&"))

        assert f'class="back" href="{escape(address)}"' in page
        assert visitor.get(address).status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        "https://evil.example/quan-ly/overdue/",
        "//evil.example/quan-ly/overdue/",
        "/quan-ly/",
        "/\\evil",
        "javascript:1",
        "[",
        "//[",
    ],
)
def test_no_other_address_is_followed_back(given: str):
    page = text_of(Visitor("lan"), f"/mot-cua/{late().code}/?{urlencode({'from': given})}")

    assert re.search(r'class="back" href="([^"]*)"', page)[1] == "/mot-cua/"


def test_the_list_of_late_ones_names_their_case_officers_to_those_who_are_shown_people():
    name = late().assignee.get_full_name()
    cell = f'data-label="Case officer">{name}</td>'
    overdue = {who: seen(who, "/quan-ly/overdue/") for who in ("lan", "carol")}

    assert [cell in overdue[who] for who in ("lan", "carol")] == [True, False]
    assert cell not in seen("lan", "/quan-ly/received/")
