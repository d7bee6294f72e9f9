"""The ten questions of docs/questions.md: each is answered by presses alone, and in no more of them than stand there."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from dossiers.models import Dossier
from portal.demo import story
from portal.postgres import BASE_DIR
from procedures.time.calendar import local
from tests.journeys.people import Someone, go

DOCUMENT = (BASE_DIR / "docs" / "questions.md").read_text()
LIMITS = {
    int(number): int(presses) for number, presses in re.findall(r"^\| (\d+) \|.*\| (\d+) \|$", DOCUMENT, re.MULTILINE)
}
SLOW = timedelta(days=30)
"""Far more than the ten working days that the procedure has."""

type Meet = Callable[[str], Someone]


class Reader:
    """A manager on the page of figures, whose presses are counted."""

    def __init__(self, someone: Someone) -> None:
        self.page: Page = someone.visit("/quan-ly/")
        self.someone = someone
        self.presses = 0

    def press(self, place: Locator) -> None:
        """Press what opens a page, and look at it."""
        self.presses += 1
        go(place)
        self.someone.look()

    def link(self, name: str) -> Locator:
        """Return a link of the page by its words."""
        return self.page.get_by_role("link", name=name, exact=True).first

    def shows(self, words: str) -> None:
        """Expect words on the page."""
        expect(self.page.locator("main")).to_contain_text(words)


@pytest.fixture
def office(site: str) -> None:
    """Make what there is to ask about: one resolved late last month, one overdue now, one that was asked for more, one new."""
    now = timezone.now()
    late = story.Walk(story.file("alice", at=now - timedelta(days=75)), now - timedelta(days=75))
    late.until("tham-dinh")
    late.at = now - timedelta(days=75) + SLOW
    late.until("result-ready")
    overdue = story.Walk(story.file("viet-an", at=now - SLOW), now - SLOW)
    overdue.until("tham-dinh")
    # In the month that runs, in its first hours too.
    lately = max(now - timedelta(hours=3), local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0))
    asked = story.Walk(story.file("alice", at=lately), lately)
    asked.take("ask-supplement", "bob")
    new = story.Walk(story.file("alice", at=lately), lately)
    new.take("accept", "bob")


@pytest.fixture
def ask(office: None, meet: Meet) -> Callable[[str], Reader]:
    """Let somebody begin at the page of figures."""
    return lambda who: Reader(meet(who))


def late_one() -> Dossier:
    return Dossier.objects.get(verdict="overdue")


def test_the_document_has_ten_questions_of_three_presses_at_most() -> None:
    assert sorted(LIMITS) == list(range(1, 11))
    assert max(LIMITS.values()) <= 3


def test_1_and_2_on_time_now_and_what_is_overdue(ask: Callable[[str], Reader]) -> None:
    carol = ask("carol")

    carol.shows("Tháng này")
    assert carol.presses == LIMITS[1]
    carol.press(carol.page.locator(".lead-figure a"))

    overdue = Dossier.objects.get(applicant__username="viet-an")
    expect(carol.page.locator("tbody tr")).to_have_count(1)
    carol.shows(overdue.code)
    carol.shows(story.person("dung").get_full_name())
    expect(carol.page.locator("td.is-late")).to_have_text(re.compile(r"^\d+$"))
    assert carol.presses == LIMITS[2]


def test_3_what_is_due_by_tomorrow(ask: Callable[[str], Reader]) -> None:
    carol = ask("carol")

    carol.press(carol.page.locator(".chart__bars tr", has_text="Ngày mai").get_by_role("link"))

    carol.shows("Ngày mai")
    assert carol.presses == LIMITS[3]


def test_4_and_5_and_8_periods_and_groups(ask: Callable[[str], Reader]) -> None:
    carol = ask("carol")
    carol.press(carol.link("Quý trước"))
    expect(carol.page.locator(".figure--resolved .figure__then")).to_contain_text("kỳ trước")
    expect(carol.page.locator(".figure--resolved .figure__then")).to_contain_text("năm trước")
    assert carol.presses == LIMITS[4]

    carol = ask("carol")
    carol.press(carol.link("Năm nay"))
    expect(carol.page.locator("#by ~ .table-scroll tbody tr").first).to_contain_text("%")
    assert carol.presses == LIMITS[5]

    carol.press(carol.link("Hình thức nộp"))
    expect(carol.page.locator("#by ~ .table-scroll tbody tr", has_text="Nộp trực tuyến")).to_have_count(1)
    assert carol.presses == LIMITS[8]


def test_6_what_was_late_and_where_it_lay(ask: Callable[[str], Reader]) -> None:
    carol = ask("carol")
    start = timezone.localdate(late_one().resolved_at)

    # In January what was resolved a month ago is of last year.
    carol.press(carol.link("Năm nay" if start.year == timezone.localdate().year else "Năm trước"))
    carol.press(carol.page.locator(".figure--overdue a.value"))

    carol.shows(late_one().code)
    carol.shows("Lâu nhất ở")
    carol.shows("Phòng Báo chí - Xuất bản:")
    assert carol.presses == LIMITS[6]


def test_7_the_step_that_cost_most_in_the_worst_month(ask: Callable[[str], Reader]) -> None:
    carol = ask("carol")
    month = f"{local(late_one().resolved_at):%m/%Y}"

    carol.page.locator("#on-time-title").locator("xpath=ancestor::figure").locator("summary").click()
    worst = carol.page.locator("figure[aria-labelledby='on-time-title'] tr", has_text=month).get_by_role("link").first
    carol.press(worst)
    carol.press(carol.link("Thời gian mất ở đâu"))

    steps = carol.page.get_by_role("table", name="Thời gian theo bước")
    expect(steps.locator("tbody tr").first).to_contain_text("Thẩm định hồ sơ")
    assert carol.presses == LIMITS[7]


def test_9_who_was_asked_for_more(ask: Callable[[str], Reader]) -> None:
    carol = ask("carol")

    carol.press(carol.page.locator(".figure--supplemented a.value"))

    expect(carol.page.locator("tbody tr")).to_have_count(1)
    assert carol.presses == LIMITS[9]


def test_10_which_case_officer_has_most_that_is_overdue(ask: Callable[[str], Reader]) -> None:
    lan = ask("lan")

    lan.press(lan.link("Chuyên viên thụ lý"))

    row = lan.page.locator("#by ~ .table-scroll tbody tr", has_text=story.person("dung").get_full_name())
    expect(row.locator("td.is-late").last).to_have_text("1")
    assert lan.presses == LIMITS[10]


def test_the_keys_of_a_work_list_move_in_a_list_of_figures_too(ask: Callable[[str], Reader]) -> None:
    carol = ask("carol")
    carol.press(carol.page.locator(".lead-figure a"))

    carol.page.keyboard.press("?")
    expect(carol.page.locator("[data-keys-sheet]")).to_be_visible()
    expect(carol.page.locator("[data-keys-sheet]")).not_to_contain_text("/")
    carol.page.keyboard.press("Escape")
    expect(carol.page.locator("[data-keys-sheet]")).to_be_hidden()
    carol.page.keyboard.press("j")

    expect(carol.page.locator("tbody th a")).to_be_focused()


def test_a_key_pressed_before_the_closed_sheet_gave_the_focus_back_is_one_of_the_list(
    ask: Callable[[str], Reader],
) -> None:
    carol = ask("carol")
    carol.press(carol.page.locator(".lead-figure a"))
    carol.page.keyboard.press("?")
    expect(carol.page.locator("[data-keys-sheet]")).to_be_visible()

    # In one go, so that the page is not drawn between the two.
    carol.page.evaluate("""() => {
        const sheet = document.querySelector("[data-keys-sheet]");
        sheet.close();
        sheet.querySelector("[data-keys-close]").dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
    }""")

    expect(carol.page.locator("tbody th a")).to_be_focused()
