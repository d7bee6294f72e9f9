"""Nothing that is promised is missing: each form that a picture, a page, an act or a mail names has its printer."""

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from dossiers import outbox
from dossiers.background.reactions import REACTIONS
from dossiers.display.diagram.wording import SHEETS as IN_PICTURES
from dossiers.display.labels import PAPER_LABELS
from dossiers.models import OwnPaper
from dossiers.notices.contents.enclosed import ATTACHED
from dossiers.notices.occasions import KINDS
from dossiers.papers.registry import PAPERS
from dossiers.papers.sheets import control, iso
from portal.demo import story
from portal.postgres import BASE_DIR
from procedures.machine import Action, Deed, Machine, Outcome, Paper
from procedures.models import ProcedureVersion, VersionStatus
from procedures.time.calendar import LOCAL
from procedures.time.regimes.book import Days
from procedures.time.regimes.rules import Form
from tests import golden
from tests.dossiers.browsing import Visitor, read
from tests.procedures.time.regimes.law import book

NOTICES = BASE_DIR / "templates" / "django" / "notices"


@pytest.fixture
def machines(db: None) -> list[Machine]:
    published = ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT).order_by("pk")
    return [version.machine for version in published]


def printed(machine: Machine, action: Action, outcome: Outcome | None = None) -> set[Paper | None]:
    """Return the papers that an action has printed, which gives the outcome its number."""
    source, target = machine.states[action.source], machine.states[action.target]
    kinds = outbox.effects_of(action, source, target, outcome=outcome)
    return {paper for paper in Paper if outbox.issue_of(paper) in kinds}


def test_each_act_that_a_picture_shows_with_a_form_has_it_printed(machines: list[Machine]) -> None:
    assert len(machines) > 100
    for machine in machines:
        for action in machine.actions:
            assert printed(machine, action) == ({action.paper} if action.paper else set()), (machine.slug, action.name)


def test_each_outcome_that_a_picture_shows_with_a_form_has_it_printed(machines: list[Machine]) -> None:
    for machine in machines:
        for outcome in machine.outcomes:
            ends = [one for one in machine.actions if one.outcome == outcome.name or one.deed is Deed.NUMBER]
            assert ends
            expected = {outcome.paper} if outcome.paper else set()
            assert all(printed(machine, one, outcome) == expected for one in ends), (machine.slug, outcome.name)


def test_each_form_that_is_named_anywhere_has_a_row_a_reaction_and_a_label() -> None:
    assert set(Paper) == IN_PICTURES.keys() <= PAPERS.keys()
    assert PAPERS.keys() == PAPER_LABELS.keys()
    assert {outbox.issue_of(paper) for paper in PAPERS} <= REACTIONS.keys()


def test_each_form_of_today_has_its_number_and_title() -> None:
    for day in (date(2025, 9, 15), date(2026, 11, 30)):
        forms = [book().ruling(Days(act=day)).form(paper) for paper in Paper]
        assert all(form and form.number and form.title for form in forms), day


def test_a_mail_that_says_that_a_paper_goes_with_it_has_one() -> None:
    says = {path.stem for path in NOTICES.glob("*.txt") if "gửi kèm thư này" in path.read_text()}

    assert says == {"accepted", "base"}
    assert "accepted" in ATTACHED
    assert "{% if news.enclosed %}" in (NOTICES / "base.txt").read_text().split("gửi kèm thư này")[0]
    assert ATTACHED.keys() <= set(KINDS)


NAMES: dict[str, Paper | OwnPaper | Form] = {
    "giấy tiếp nhận": Paper.RECEIPT,
    "phiếu yêu cầu bổ sung": Paper.SUPPLEMENT_REQUEST,
    "phiếu từ chối": Paper.REFUSAL,
    "phiếu xin lỗi": Paper.APOLOGY,
    "văn bản xin lỗi": Paper.APOLOGY,
    "thư xin lỗi": Paper.APOLOGY,
    "thông báo dừng": Paper.STOP_NOTICE,
    "bản ghi nhận nộp hồ sơ": OwnPaper.FILING,
    "phiếu gửi": OwnPaper.COVER_NOTE,
    "phiếu kiểm soát": Form.CONTROL,
    "sổ theo dõi hồ sơ": Form.REGISTER,
}
"""What papers of ours are called, however the sentence goes on; of each is asked that there is one."""
NO_PAPERS = (
    "phiếu tổng hợp ngày", "phiếu hoặc thư", "phiếu chờ ký", "phiếu lý lịch tư pháp", "phiếu này", "phiếu kê", "phiếu khai",
    "phiếu thẩm định", "phiếu hoặc báo cáo thẩm định", "phiếu chuyển hồ sơ",
)  # fmt: skip
"""What is no paper of ours for an applicant: the sheet of an officer's day, papers in general, what an
applicant brings, and what the holder of a step writes for the file."""
NAMED = re.compile(
    r"(?:phiếu|giấy tiếp nhận|(?:thông báo|văn bản|thư) (?:dừng|xin lỗi)|bản ghi nhận|sổ theo dõi) \w+(?: \w+){0,4}",
    re.IGNORECASE,
)
PROMISES = re.compile(
    r"(?:sẽ nhận được(?!;)|sẽ gửi|sẽ được gửi|được gửi kèm|gửi kèm thư này)(?: \w+){0,4}", re.IGNORECASE
)
# Who "sẽ nhận được;" gets the message that is typed there: nothing is promised by it.
KEPT = ("được gửi kèm thư này", "gửi kèm thư này", "sẽ được gửi đến địa chỉ này", "sẽ gửi lúc", "sẽ gửi thư xin lỗi")
"""Promises, by how they begin, each kept by something else that is tested: enclosed papers, confirmed addresses, the outbox."""
FORM = re.compile(r"[Mm]ẫu (?:số )?(0\d)(?:, (?:Thông tư|TT))")
"""A form of the one-stop mechanism: those of a procedure are of other circulars and stand in its definition."""
THERE = {*PAPERS, Form.CONTROL, Form.REGISTER}


def squeezed(words: str) -> str:
    return "".join(words.lower().split())


def unmet(text: str) -> Iterator[str]:
    """Yield what a text says will come and nothing prints or sends."""
    said = " ".join(text.split())
    for found in NAMED.findall(said):
        # The lines of a picture have no room between them.
        name = squeezed(found)
        paper = next((paper for words, paper in NAMES.items() if name.startswith(squeezed(words))), None)
        if paper not in THERE and not name.startswith(tuple(map(squeezed, NO_PAPERS))):
            yield found
    yield from (found for found in PROMISES.findall(said) if not found.lower().startswith(KEPT))


def test_a_paper_that_nobody_prints_is_noticed() -> None:
    assert [*unmet("Ông/Bà sẽ nhận được Phiếu hẹn làm việc.")] == [
        "Phiếu hẹn làm việc",
        "sẽ nhận được Phiếu hẹn làm việc",
    ]
    assert not [*unmet("Phiếu từ chối tiếp nhận giải quyết hồ sơ số 01/2026 được gửi kèm thư này và có trên trang.")]


def test_each_paper_that_a_mail_names_has_its_row() -> None:
    texts = sorted((golden.FOLDER / "notices").rglob("*.txt"))

    assert len(texts) > 50
    assert {path.name: found for path in texts if (found := [*unmet(path.read_text())])} == {}


def test_each_paper_that_a_page_of_a_procedure_names_has_its_row(machines: list[Machine]) -> None:
    there = {machine.slug for machine in machines}
    asked = {"/", "/thu-tuc/", "/tra-cuu/", "/xac-minh/"} | {f"/thu-tuc/{slug}/" for slug in there}

    pages = {address: Visitor(language="vi").get(address) for address in sorted(asked)}

    shown = {address: read(page).words() for address, page in pages.items() if page.status_code == 200}
    assert len(shown) > 20
    assert {address: found for address, words in shown.items() if (found := [*unmet(words)])} == {}
    forms = {number for words in shown.values() for number in FORM.findall(words)}
    numbers = {form.number for paper in Form if (form := book().ruling(Days(act=date(2026, 11, 30))).form(paper))}
    assert forms <= numbers


@pytest.mark.django_db
@pytest.mark.at(datetime(2026, 11, 30, 10, 0, tzinfo=LOCAL))
@pytest.mark.parametrize("state", ["tham-dinh", "result-ready"])
def test_each_paper_that_the_page_of_a_dossier_names_to_anybody_has_its_row(state: str) -> None:
    dossier = story.dossier_in(state, at=datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)).dossier
    asked = [("alice", f"/ho-so/{dossier.code}/"), *((who, f"/mot-cua/{dossier.code}/") for who in OFFICERS)]

    pages = {who: Visitor(who, language="vi").get(address) for who, address in asked}

    shown = {who: read(page).words() for who, page in pages.items() if page.status_code == 200}
    assert shown.keys() >= {"alice", "bob", "carol"}
    assert {who: found for who, words in shown.items() if (found := [*unmet(words)])} == {}


OFFICERS = ("bob", "dung", "hoa", "lan", "tam", "carol")


def test_what_is_printed_and_never_issued_has_its_template() -> None:
    for template in (control.TEMPLATE, iso.TEMPLATE, *(kind.template for kind in PAPERS.values())):
        assert (BASE_DIR / "templates" / "django" / template).is_file()
