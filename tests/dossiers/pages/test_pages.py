"""Every page, with the demo's dossiers in it: its queries, its size, its language, its variables."""

import logging
import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from dossiers.citizen import my_dossiers
from dossiers.models import Attachment, Dossier, EventPayload, InboxItem, Letter, SavedView
from dossiers.notices import applicants
from dossiers.papers import registry
from dossiers.queries import PAGE
from portal.demo import dossiers, story
from portal.mail import FolderBackend
from portal.postgres import BASE_DIR
from procedures.machine import Paper
from procedures.time.calendar import LOCAL
from tests.dossiers import kept
from tests.dossiers.browsing import Visitor, filing_of, read
from tests.dossiers.listed import listed

NOW = datetime(2026, 9, 17, 15, tzinfo=LOCAL)
FORM = f"/ho-so/nop/{story.SLUG}/"
MOST_QUERIES = 18
MOST_BYTES = 60_000
MOST_BYTES_OF_FILE = 100 * 1024
"""The review screen has a tick and a remark at each paper and answer."""
OFFICERS = ("bob", "hoa", "dung", "lan", "tam", "van", "carol", "admin")
BULK = (
    ("bob", "accept"),
    ("bob", "transfer"),
    ("bob", "return"),
    ("hoa", "assign"),
    ("lan", "decide"),
    ("hoa", "remind"),
)
FIGURES = ("received", "resolved", "early", "on_time", "overdue", "ended_otherwise", "pending", "pending_overdue")
CONCERNS = ("answers_late", "unanswered", "supplements_late", "supplements_beyond", "lapsed")
ACCOUNT = ("login", "signup", "inactive", "confirm-email", "confirm-email/x", "password/reset", "password/reset/done", "password/reset/key/1-x", "password/reset/key/done")  # fmt: skip
OWN_ACCOUNT = ("lich", "logout", "email", "password/change", "reauthenticate")
TEMPLATES = BASE_DIR / "templates" / "django"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def loaded() -> Dossier:
    """Make the demo's dossiers; return the newest."""
    dossiers.load(NOW)
    return Dossier.objects.latest("pk")


def most_bytes(address: str) -> int:
    """Return how large a page may be."""
    is_file = re.match(r"/mot-cua/H26[^/]+/(?!luc/)", address)
    if address.startswith("/mot-cua/?"):
        return MOST_BYTES
    return MOST_BYTES_OF_FILE if is_file else MOST_BYTES


def demo() -> list[tuple[str, str]]:
    """Load the demo; return every page that shows something of it, each with a person who may see it."""
    kept.once(loaded)
    story.draft_of("viet-an", NOW)
    accepted = Dossier.objects.filter(accepted_at__isnull=False).order_by("id").first()
    event = accepted.events.select_related("payload", "dossier__version", "dossier__agency__parent", "dossier__applicant").get(action="accept")  # fmt: skip
    registry.issue(event, Paper.RECEIPT, at=NOW)
    applicants.send(event, "accepted", at=NOW)
    pages = [
        ("", "/"),
        ("", "/thu-tuc/"),
        ("", "/thu-tuc/?q=xuat+ban"),
        ("", "/thu-tuc/?q=nothing"),
        ("", f"/thu-tuc/{story.SLUG}/"),
    ]
    pages += [
        ("", "/tra-cuu/"),
        ("", "/thong-ke/"),
        ("", "/thong-ke/?nam=2026"),
        ("", f"/tra-cuu/?code={accepted.code}"),
        ("", "/tra-cuu/?code=nothing"),
        ("", "/khong-co/"),
    ]
    pages += [("", f"/xac-minh/{Letter.objects.get().token}/"), ("", "/xac-minh/nothing/"), ("", "/demo/thu/")]
    pages += [("", f"/tai-khoan/{name}/") for name in ACCOUNT]
    pages += [
        ("viet-an", "/ho-so/"),
        ("viet-an", "/ho-so/?list=ended"),
        ("viet-an", "/ho-so/?q=so+tay"),
        ("mallory", "/ho-so/"),
        ("mallory", "/thong-bao/"),
        *(
            (accepted.applicant.username, f"/thong-bao/{page}")
            for page in ("", f"{InboxItem.objects.get().pk}/noi-dung/")
        ),
        ("mallory", FORM),
        ("viet-an", FORM),
        ("viet-an", f"{FORM}1/"),
        ("viet-an", f"{FORM}kiem-tra/"),
        ("viet-an", f"{FORM}?muc=section-material_name&sua=1"),
        ("viet-an", f"{FORM}ban-nhap/"),
    ]
    pages += [("viet-an", f"/tai-khoan/{name}/") for name in OWN_ACCOUNT]
    pages += [
        (who, f"/mot-cua/?list={name}")
        for who in OFFICERS
        for name in ("mine", "soon", "late", "behind", "ready", "mentioned", "open", "done")
    ]
    for query in ("list=open&state=2", "list=done&sort=-filed"):
        Visitor("bob").post(f"/mot-cua/bo-loc/luu/?{query}", {"name": query})
        pages += [("bob", f"/mot-cua/?{query}"), ("bob", "/mot-cua/bo-loc/"), ("hoa", f"/mot-cua/bo-loc/luu/?{query}")]
    pages += [("bob", f"/mot-cua/bo-loc/{pk}/xoa/") for pk in SavedView.objects.values_list("pk", flat=True)]
    for name in ("xlsx", "csv"):
        made = Visitor("bob").post("/mot-cua/tep-xuat/?list=open", {"format": name}).url
        pages += [("bob", "/mot-cua/tep-xuat/"), ("bob", made), ("hoa", "/mot-cua/tep-xuat/")]
    pages += [
        ("hoa", "/mot-cua/ly-do-mau/"),
        *((who, "/mot-cua/phong/") for who in ("hoa", "lan", "carol")),
        ("hoa", f"/mot-cua/phong/?who={story.person('dung').pk}"),
        *((who, f"/mot-cua/ban-giao/{story.person('dung').pk}/") for who in ("hoa", "admin")),
        *(("lan", f"/mot-cua/ngay/dong-nghiep/{end}") for end in ("", f"{story.person('bob').pk}/")),
        *((who, f"/mot-cua/hang-loat/?act={act}&all=1&list=open") for who, act in BULK),
        ("carol", "/quan-ly/"),
        ("lan", "/quan-ly/?start=2020-01-01&end=2020-12-31"),
        ("carol", "/quan-ly/quy-trinh/thuc-te/?start=2020-01-01&end=2030-12-31"),
        ("carol", f"/quan-ly/quy-trinh/{story.SLUG}/?start=2020-01-01&end=2030-12-31"),
        ("carol", f"/quan-ly/quy-trinh/{story.SLUG}/?start=2020-01-01&end=2020-12-31"),
        ("carol", "/quan-ly/bao-cao/so-theo-doi/?start=2020-01-01&end=2030-12-31"),
        *(("carol", f"/quan-ly/{name}/") for name in (*FIGURES, *CONCERNS)),
        *(("carol", f"/mot-cua/{code}/luc/") for code in Dossier.objects.values_list("code", flat=True)),
    ]
    files = Attachment.objects.filter(dossier__isnull=False).values_list("dossier__code", "pk")[:3]
    pages += [("carol", f"/mot-cua/{code}/tep/{pk}/") for code, pk in files]
    pages += [("carol", "/mot-cua/tim-trong-tep/")]
    return pages + _of_each_state()


def _of_each_state() -> list[tuple[str, str]]:
    """Return the pages of one dossier in each state: the applicant's, the desk's, and its holder's."""
    found = {dossier.state: dossier for dossier in Dossier.objects.select_related("applicant").order_by("id")}
    holders = {"division_head": "hoa", "specialist": "dung", "department_leader": "lan", "clerk": "tam"}
    return [
        (who, address)
        for dossier in found.values()
        for who, address in (
            (dossier.applicant.username, f"/ho-so/{dossier.code}/"),
            (dossier.applicant.username, f"/ho-so/{dossier.code}/da-nop/"),
            (dossier.applicant.username, f"/ho-so/{dossier.code}/nhan-ket-qua/"),
            (dossier.applicant.username, f"/ho-so/{dossier.code}/{_answering(dossier.state)}"),
            (holders.get(dossier.holder, "bob"), f"/mot-cua/{dossier.code}/"),
        )
    ]


def _answering(state: str) -> str:
    """Return the page that matters most to an applicant in a state: the answer to a request, and that it was sent."""
    ends = {"supplement-asked": "bo-sung/", "supplement-answered": "bo-sung/da-gui/"}
    return next((page for end, page in ends.items() if state.endswith(end)), "")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_is_small_asks_little_and_speaks_one_language(language: str, undefined: set[str]) -> None:
    pages = demo()
    visitors = {who: Visitor(who, language=language) for who, _address in pages}
    # What a process remembers of the published machines and calendars is asked once.
    visitors["bob"].get("/mot-cua/")
    visitors["carol"].get("/quan-ly/")
    # And what a head's own procedures lack.
    visitors["hoa"].get("/mot-cua/")
    too_much: dict[tuple[str, str], object] = {}

    for who, address in pages:
        with CaptureQueriesContext(connection) as queries:
            response = visitors[who].get(address)
        if address.endswith("/nhan-ket-qua/") and response.status_code == 302:
            # What can be changed no more leads to the dossier.
            assert response["location"] == address.removesuffix("nhan-ket-qua/")
            continue
        assert response.status_code in (200, 404), address
        assert f'<html lang="{language}">'.encode() in response.content, address
        if len(queries) > MOST_QUERIES or len(response.content) > most_bytes(address):
            too_much[who, address] = (len(queries), len(response.content))

    assert too_much == {}
    assert undefined == set()


def test_forms_that_come_back_and_refusals_ask_little_too(undefined: set[str]) -> None:
    draft = story.draft_of("viet-an", NOW)
    dossier = story.dossier_in("tham-dinh", at=NOW - timedelta(days=1)).dossier
    file, desk = f"/ho-so/{dossier.code}/", f"/mot-cua/{dossier.code}/"
    sent = [
        ("viet-an", FORM, {"do": "check", "extent": "x"}, 422),
        ("viet-an", FORM, {"do": "save", "component-ban-dich": story.upload("x.exe")}, 422),
        ("viet-an", f"{FORM}kiem-tra/", filing_of(draft), 302),
        ("alice", f"{file}ask-withdrawal/", {"seen": dossier.sequence, "reason": "x" * 4001}, 422),
        ("dung", f"{desk}propose-supplement/", {"seen": dossier.sequence}, 422),
        ("dung", f"{desk}propose-supplement/", {"seen": 1, "reason": "x"}, 409),
        ("bob", f"{desk}propose-supplement/", {"seen": dossier.sequence}, 403),
    ]

    for who, address, typed, status in sent:
        visitor = Visitor(who)
        # What a process remembers is asked once.
        visitor.get(desk if address.startswith(desk) else "/ho-so/")
        with CaptureQueriesContext(connection) as queries:
            response = visitor.post(address, typed)
        assert response.status_code == status, address
        assert len(response.content) <= most_bytes(address), address
        # A filing writes its event, its numbers and its outbox besides.
        assert len(queries) <= (30 if status == 302 else MOST_QUERIES), (address, len(queries))
    assert undefined == set()


def test_a_dossier_whose_words_were_erased_is_still_a_page() -> None:
    walk = story.dossier_in("tham-dinh", at=NOW - timedelta(days=1))
    walk.take("propose-supplement", "dung").take("issue-supplement", "bob")
    EventPayload.objects.filter(event__dossier=walk.dossier).erase(at=NOW)

    desk, own = (
        read(Visitor(who).get(f"/{audience}/{walk.dossier.code}/"))
        for who, audience in (("bob", "mot-cua"), ("alice", "ho-so"))
    )

    # The applicant is told what is asked for, and not what a case officer proposed to ask for.
    for page, hidden in ((desk, 0), (own, 1)):
        erased = page.words().count("The text was erased on request; the record of the action stays.")
        assert erased == walk.dossier.sequence - hidden
        assert "001185012345" not in page.text


class Undefined(logging.Handler):
    """Keeps what our own templates asked for and nobody gave, in conditions too.

    Left out are the elements that allauth's pages fill: each gives only the attributes that it has.
    """

    def __init__(self) -> None:
        super().__init__()
        names = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}
        self.ours = {name for name in names if not name.startswith("allauth/elements/")}
        self.found: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        variable, template = record.args
        if template in self.ours:
            self.found.add(f"{template}: {variable}")


@pytest.fixture
def undefined() -> Iterator[set[str]]:
    logger, handler = logging.getLogger("django.template"), Undefined()
    before = logger.level, logger.propagate, logger.disabled
    logger.addHandler(handler)
    # A command that configured the logs anew in an earlier test has switched this logger off.
    logger.level, logger.propagate, logger.disabled = logging.DEBUG, False, False
    yield handler.found
    logger.removeHandler(handler)
    logger.level, logger.propagate, logger.disabled = before


def copies(dossier: Dossier, number: int) -> None:
    """Put many rows like a dossier into the lists: what pages show in rows are columns, not the log."""
    rows = []
    for n in range(number):
        row = Dossier.objects.get(pk=dossier.pk)
        row.pk, row.code, row.draft_key = None, f"{dossier.code[:-4]}{7000 + n}", uuid.uuid4()
        row.deadline_at += timedelta(minutes=n)
        rows.append(row)
    Dossier.objects.bulk_create(rows)


LISTS = [
    ("alice", "/ho-so/"),
    ("dung", "/mot-cua/"),
    ("bob", "/mot-cua/?list=open"),
    ("carol", "/quan-ly/received/?start=2026-01-01&end=2026-12-31"),
]


@pytest.mark.parametrize(("who", "address"), LISTS)
def test_a_list_asks_no_more_with_more_rows_and_fits_a_page(who: str, address: str) -> None:
    dossier = story.dossier_in("tham-dinh", at=NOW - timedelta(days=1)).dossier
    visitor = Visitor(who)
    visitor.get(address)
    asked = []

    for more in (0, 5, PAGE):
        copies(dossier, more) if more else None
        with CaptureQueriesContext(connection) as queries:
            page = visitor.get(address)
        asked.append(len(queries))
        Dossier.objects.exclude(pk=dossier.pk).delete()

    assert asked == [asked[0]] * 3
    # A row of the applicant's has several lines.
    assert read(page).words().count("H26.NN-260916-") == (my_dossiers.PAGE if address == "/ho-so/" else PAGE)
    assert len(page.content) <= MOST_BYTES


@pytest.mark.parametrize(
    ("who", "address", "most_queries"),
    [
        # The session, the person, the seats and whom one stands in for; then the rows and the counts of all tabs.
        ("bob", "/mot-cua/?list=open", 6),
        ("dung", "/mot-cua/", 6),
        ("carol", "/quan-ly/received/?start=2026-01-01&end=2026-12-31", 6),
        ("alice", "/ho-so/", 5),
    ],
)
def test_a_whole_page_of_a_list_asks_a_handful_of_questions_and_is_light(
    who: str, address: str, most_queries: int
) -> None:
    dossier = story.dossier_in("tham-dinh", at=NOW - timedelta(days=1)).dossier
    copies(dossier, 2 * PAGE)
    visitor = Visitor(who)
    visitor.get(address)

    with CaptureQueriesContext(connection) as queries:
        page = visitor.get(address)

    asked = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= most_queries, asked
    assert page.content.count(b"260916-") >= (my_dossiers.PAGE if address == "/ho-so/" else PAGE)
    assert len(page.content) <= MOST_BYTES


def test_the_pages_of_a_list_hold_every_row_once_both_ways() -> None:
    dossier = story.dossier_in("tham-dinh", at=NOW - timedelta(days=1)).dossier
    copies(dossier, 2 * PAGE)
    bob, shown = Visitor("bob"), []
    address, previous = "/mot-cua/?list=open", ""

    while address:
        page = bob.get(address)
        shown.append([*listed(page)])
        previous = page.context["page"]["previous_url"]
        address = page.context["page"]["next_url"] and f"/mot-cua/{page.context['page']['next_url']}"

    assert [len(codes) for codes in shown] == [PAGE, PAGE, 1]
    assert len({code for codes in shown for code in codes}) == 2 * PAGE + 1
    back = bob.get(f"/mot-cua/{previous}")
    assert [*listed(back)] == shown[1]


def test_the_counts_of_the_tabs_are_those_of_their_lists() -> None:
    kept.once(loaded)
    for who in OFFICERS:
        if who == "admin":
            continue
        page = Visitor(who).get("/mot-cua/")
        for tab in page.context["tabs"]:
            rows = listed(Visitor(who).get(tab.url))
            assert tab.count in ("", str(len(rows))), (who, tab)


def test_each_figure_opens_the_list_that_it_counts() -> None:
    kept.once(loaded)
    carol = Visitor("carol")

    page = carol.get("/quan-ly/").context
    for tile in [*page["tiles"], *page["concerns"]]:
        listed = carol.get(tile.url).context
        assert (listed["total"], len(listed["rows"])) == (tile.value, tile.value), tile.key


def test_the_mails_of_a_demo_are_no_page_anywhere_else(settings: Settings) -> None:
    assert Visitor().get("/demo/thu/").status_code == 200

    settings.IS_DEMO = False

    assert Visitor().get("/demo/thu/").status_code == 404
    assert "/demo/thu/" not in Visitor().get("/").content.decode()


def test_a_mail_is_shown_whole_with_its_attachments(settings: Settings, tmp_path: Path) -> None:
    settings.MAIL_DIR = tmp_path
    mail = EmailMessage("Hồ sơ <b>đã nhận</b>", "Xem https://example.vn/x\n<script>", "a@b.vn", ["alice@example.vn"])
    mail.attach("giấy hẹn.pdf", story.pdf(), "application/pdf")
    FolderBackend(alias="default").send_messages([mail])

    [listed] = Visitor().get("/demo/thu/").context["listed"].rows
    page = Visitor().get(listed.url)

    words = read(page).words()
    for part in ("Hồ sơ <b>đã nhận</b>", "alice@example.vn", "https://example.vn/x", "<script>", "giấy hẹn.pdf"):
        assert part in words
    assert b"<script>" not in page.content.replace(b"<script src", b"")
