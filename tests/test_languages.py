"""Every page speaks one language: no English is left in a Vietnamese page, no Vietnamese in an English one.

What is said in one language only is data: names, typed answers, reasons, recorded words, file names, numbers of laws.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import polib
import pytest
import time_machine
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed

from accounts.models import Membership, Unit, User
from dossiers.jobs import HELD, as_json
from dossiers.models import (
    Attachment,
    CalendarPreview,
    Dossier,
    Draft,
    EventPayload,
    Export,
    InboxItem,
    Job,
    JobState,
    Letter,
    OutboxEntry,
    SavedView,
)
from dossiers.notices.channels import site
from dossiers.notices.message import About, Message, Words
from portal.demo import story
from portal.management.commands.collect_messages import CATALOGUE
from portal.requests import errors
from procedures.machine import Paper, Text
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import VOID, Visitor, read
from tests.dossiers.lifecycle import ACTIONS, PLACES, dossier_at

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 22, 10, 0, tzinfo=LOCAL)
"""Late enough for every warning."""
FILING = f"/ho-so/nop/{story.SLUG}/"
STAFF = ("bob", "hoa", "dung", "lan", "tam")
SPOKEN = (
    "title",
    "aria-label",
    "placeholder",
    "alt",
    "data-away",
    "data-out",
    "data-other",
    "data-door",
    "data-not-sent",
    "data-too-large",
    "data-sending",
    "data-none",
    "data-broken",
    "data-no-text",
    "data-page",
)
# What a text is filled in with, a mark of HTML, and a digest, whose letters may spell anything.
FILLED_IN = re.compile(r"%\(\w+\)|\{\w*\}|<[^>]+>|\b[0-9a-f]{64}\b")
LETTERS = re.compile(r"[^\W\d_]+")
VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u0300\u0301\u0303\u0309\u0323À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĩũạ-ỹẠ-Ỹ]")
# A mail's address, a file's name, the number of a law or decision, an amount of đồng, the name of this system.
OF_NO_LANGUAGE = re.compile(r"\S+@\S+|\S+\.(?:pdf|docx)\b|\d+/(?:\d{4}/)?[A-ZĐ]+(?:-[A-ZĐ]+)*|\d\sđ|– Một Cửa$")
# What Django writes into its administration pages without asking for a translation.
NEVER_TRANSLATED = {"Search", "True", "False"}


@pytest.fixture(scope="module", autouse=True)
def _compiled_catalogue():
    call_command("compile_catalogues")
    translation_file_changed(None, Path("django.mo"))


@dataclass
class Reader(HTMLParser):
    """What a page says, shown or read aloud, outside what is marked as another language's or as nobody's to translate."""

    language: str
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        foreign = known.get("lang", self.language) != self.language or known.get("translate") == "no"
        silent = foreign or tag in {"script", "style", "kbd"} or self._silent()
        if tag not in VOID:
            self._open.append((tag, silent))
        if not silent:
            self.said += [known[name] or "" for name in SPOKEN if name in known]

    def handle_endtag(self, tag: str) -> None:
        if tag in (name for name, _silent in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._silent() and data.strip():
            self.said.append(" ".join(data.split()))

    def _silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]


@pytest.fixture
def states(_compiled_catalogue: None) -> Iterator[dict[str, str]]:
    """The number of a dossier in each state, and a time at which they are all late."""
    with time_machine.travel(NOW, tick=False):
        dossiers = {state: dossier_at(state).dossier for state in PLACES}
        for paper in Paper:
            event = dossiers["returned"].events.latest("sequence")
            letter = {"number": "01/2026/TNHS", "token": f"token-{paper}", "sha256": "0" * 64, "issued_at": NOW}
            Letter.objects.create(event=event, dossier=event.dossier, kind=paper, **letter)
        for state in JobState:
            ended = {} if state in (JobState.WAITING, JobState.RUNNING) else {"finished_at": NOW, "why": as_json(HELD)}
            job = Job.objects.create(kind="calendar-preview", created_at=NOW, state=state, total=9, done=5, **ended)
            CalendarPreview.objects.create(job=job, what={}, seen="")
        words = Words(
            Text("Hồ sơ H26.NN-260105-0001: đã nộp", "Dossier H26.NN-260105-0001: filed"), Text("Kính gửi", "Dear")
        )
        people = User.objects.filter(username__in=("alice", "bob")).order_by("pk")
        addresses = tuple(str(person.pk) for person in people)
        site.send(Message("<1>", addresses, words, About("/ho-so/", ()), NOW))
        OutboxEntry.objects.update(attempts=1)
        yield {state: dossier.code for state, dossier in dossiers.items()}


def visits(states: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Name who goes where."""
    papers = (f"/xac-minh/{token}/" for token in ("no", *Letter.objects.values_list("token", flat=True)))
    public = ("/", "/thu-tuc/", "/thu-tuc/?q=zzz", f"/thu-tuc/{story.SLUG}/", *papers)
    looked_up = (
        "/xac-minh/",
        "/xac-minh/?code=x",
        "/xac-minh/?code=01/XN",
        "/xac-minh/?code=H26-261201-0001",
        "/xac-minh/ngoai-mang/",
        "/thong-ke/",
        "/thong-ke/?nam=x",
        "/tra-cuu/",
        "/tra-cuu/?code=",
        "/tra-cuu/?code=H26",
        f"/tra-cuu/?code={states['tham-dinh']}",
    )
    account = ("login/", "signup/", "password/reset/", "password/reset/done/", "password/reset/key/x-set-password/")
    yield from (("", address) for address in (*public, *looked_up, "/khong-co/"))
    yield from (("", f"/tai-khoan/{page}") for page in account)
    yield from (("mallory", address) for address in ("/ho-so/", FILING, "/mot-cua/"))
    yield from (
        ("alice", f"/tai-khoan/{page}")
        for page in ("email/", "password/change/", "logout/", "reauthenticate/", "lich/", "cua-toi/")
    )
    yield from (("alice", address) for address in ("/ho-so/", f"/ho-so/{states['filed']}/da-nop/", FILING))
    yield "alice", f"/thong-bao/dia-chi/sua/?code={states['filed']}"
    yield from (("alice", f"/ho-so/{code}/") for code in states.values())
    yield "alice", f"/ho-so/{states['tham-dinh.supplement-asked']}/bo-sung/"
    yield "alice", f"/ho-so/{states['accepted']}/nhan-ket-qua/"
    yield from (
        ("alice", f"/thong-bao/{page}")
        for page in ("", "tuy-chon/", f"{InboxItem.objects.get(person__username='alice').pk}/noi-dung/")
    )
    yield from (("bob", f"/thong-bao/{page}") for page in ("", "tuy-chon/"))
    yield "alice", f"/ho-so/{states['tham-dinh.supplement-answered']}/bo-sung/da-gui/"
    for state, code in states.items():
        people = {name for step in ACTIONS[state].values() for name in step.by if name in STAFF} or {"bob"}
        yield from ((name, f"/mot-cua/{code}/") for name in sorted(people))
    Visitor("bob").post("/mot-cua/tep-xuat/?list=open", {"format": "csv"})
    Visitor("bob").post("/mot-cua/bo-loc/luu/?list=open&step=tham-dinh&holder=0", {"name": "A"})
    view = SavedView.objects.latest("pk").pk
    yield from (("bob", f"/mot-cua/{page}") for page in ("bo-loc/", "bo-loc/luu/?list=open", f"bo-loc/{view}/xoa/"))
    yield from (("bob", f"/mot-cua/tep-xuat/{name}") for name in ("", f"{Export.objects.latest('pk').pk}/"))
    for who, act in (("bob", "accept"), ("bob", "return"), ("hoa", "assign"), ("lan", "decide"), ("hoa", "remind")):
        yield who, f"/mot-cua/hang-loat/?act={act}&all=1&list=open"
    yield from (("bob", f"/mot-cua/?list={name}") for name in ("mine", "mentioned", "open", "done", "mine&q=zzz"))
    files = Attachment.objects.filter(dossier__isnull=False).values_list("dossier__code", "pk")[:1]
    yield from (("carol", f"/mot-cua/{code}/tep/{pk}/") for code, pk in files)
    yield from (("carol", f"/mot-cua/{code}/tep/{pk}/9/anh/") for code, pk in files)
    yield "bob", "/mot-cua/giay-cho-gui/"
    yield from (("carol", page) for page in ("/mot-cua/tim-trong-tep/", "/tai-khoan/lich/", "/tai-khoan/vang-mat/"))
    officer = User.objects.get(username="dung").pk
    yield from (("hoa", page) for page in ("/mot-cua/phong/", f"/mot-cua/phong/?who={officer}"))
    yield from ((who, f"/mot-cua/ban-giao/{of}") for who in ("hoa", "admin") for of in ("", f"{officer}/"))
    yield from (("dung", f"/mot-cua/{code}/lien-quan/") for code in [states["tham-dinh"]])
    period = "?start=2026-01-01&end=2026-01-31"
    yield from (
        ("carol", f"/quan-ly/{page}") for page in ("", period, f"overdue/{period}", "?start=2026-05-05&end=2026")
    )
    ever = "?start=2020-01-01&end=2030-12-31"
    yield from (("carol", f"/quan-ly/quy-trinh/{page}/{ever}") for page in ("thuc-te", "xb-tai-lieu-khong-kinh-doanh"))
    report = Visitor("carol").post(f"/quan-ly/bao-cao/ii-06a/{period}&merged=1", {"checked": "2026-01-22"}).url
    yield from (("carol", page) for page in ("/quan-ly/bao-cao/", report, f"/quan-ly/bao-cao/ii-06a/{period}&merged=1"))
    yield "carol", f"/quan-ly/bao-cao/so-theo-doi/{period}"
    yield from (("admin", f"/admin/{page}") for page in ("", "accounts/user/", "accounts/", "procedures/"))
    yield from (
        ("admin", f"/van-hanh/{page}")
        for page in (
            "",
            "?state=done",
            "chua-gui/",
            "con-thieu/",
            "tu-tim-kiem/",
            "che-do/",
            "co-quan/",
            "tam-dung/",
            "bao-tin/",
            "da-xem/",
            "tien-trinh/",
            "da-xem/quay/",
            "quan-tri/",
            "nguoi/",
            "nguoi/?loai=nguoi-dan",
            "nguoi/moi/",
            "don-vi/",
            "don-vi/moi/",
            "dang-nhap/",
            "lich-su/",
            "gan-tai-khoan/",
        )
    )
    seat = Membership.objects.filter(user__username="dung").order_by("pk")[0]
    person = f"/van-hanh/nguoi/{seat.user_id}/"
    yield from (("admin", f"{person}{page}") for page in ("", "sua/", "vi-tri/", f"vi-tri/{seat.pk}/"))
    yield "admin", f"/van-hanh/don-vi/{seat.unit_id}/"
    yield from (("admin", f"/van-hanh/tac-vu/{pk}/") for pk in Job.objects.values_list("pk", flat=True))


def refused(states: Mapping[str, str], language: str) -> Iterator[tuple[str, HttpResponse]]:
    """Send forms that are not in order, and come to a page of a broken server."""
    nobody = Visitor(language=language)
    wrong = {"username": "ă â", "email": "an", "password1": "1234567", "password2": "1"}
    for page, typed in (
        ("login/", {}),
        ("login/", {"login": "an", "password": "x"}),
        ("signup/", {}),
        ("signup/", wrong),
    ):
        yield f"POST {page} {typed}", nobody.post(f"/tai-khoan/{page}", typed)
    alice = Visitor("alice", language=language)
    bad = {
        "organisation_name": "a" * 6000,
        "establishment_decided_on": "31/02/2026",
        "print_run": "x",
        "applicant_phone": "1",
    }
    yield "POST filing", alice.post(FILING, {**bad, "do": "check"})
    files = {"component-don-de-nghi": [story.upload("a.pdf", b"x"), story.upload("a.exe"), story.upload("b.pdf", b"")]}
    yield "POST files", alice.post(FILING, {"do": "save", **files})
    yield from wrong_actions(states, language)
    yield "stale", Visitor("bob", language=language).post(f"/mot-cua/{states['accepted']}/transfer/", {"seen": "0"})
    with translation.override(language):
        yield "500", errors.server_error(RequestFactory().get("/"))


def wrong_actions(states: Mapping[str, str], language: str) -> Iterator[tuple[str, HttpResponse]]:
    """Send each form of an officer once, with too much and too little in it."""
    too_much = {"note": "x" * 5000, "date": "1", "fee_amount": "-1", "assignee": "x", "division": "x"}
    sent = set()
    visitors = {name: Visitor(name, language=language) for name in STAFF}
    for code, name in product(states.values(), STAFF):
        visitor, home = visitors[name], f"/mot-cua/{code}/"
        for form in read(visitor.get(home)).forms:
            action = form.action.removeprefix(home)
            if action not in sent and action != form.action and len(form.values) > 2:
                sent.add(action)
                empty = dict.fromkeys(form.values.keys() - {"seen"}, "")
                yield f"{name} {action}", visitor.post(form.action, {**form.values, **empty, **too_much})


def said_in(states: Mapping[str, str], language: str) -> Iterator[tuple[str, str]]:
    """Yield what each page says, bit by bit, without the data in it."""
    people: dict[str, Visitor] = {}
    pages = [
        (f"{name} {place}", people.setdefault(name, Visitor(name, language=language)).get(place))
        for name, place in visits(states)
    ]
    for label, response in [*pages, *refused(states, language)]:
        if "text/html" not in response.headers.get("Content-Type", "") or response.status_code == 302:
            continue
        html = response.content.decode()
        assert f'<html lang="{language}"' in html, label
        reader = Reader(language)
        reader.feed(html)
        yield from ((label, without_data(text)) for text in reader.said)


def without_data(text: str) -> str:
    for datum in data():
        text = text.replace(datum, " ")
    return OF_NO_LANGUAGE.sub(" ", text)


@cache
def data() -> tuple[str, ...]:
    """Everything that somebody wrote, longest first."""
    people = User.objects.values_list("username", "full_name", "address", "organisation")
    written = [text for person in people for text in person]
    written += [user.get_short_name() for user in User.objects.all()]
    written += [*Attachment.objects.values_list("name", flat=True)]
    # Composed once, in the language of the record.
    written += [*Dossier.objects.values_list("subject", flat=True)]
    for content in (
        *EventPayload.objects.values_list("content", flat=True),
        *Draft.objects.values_list("answers", flat=True),
    ):
        written += texts_in(content)
    lines = {" ".join(line.split()) for text in written for line in text.splitlines()}
    return tuple(sorted((line for line in lines if len(line) > 1), key=len, reverse=True))


def texts_in(content: object) -> list[str]:
    match content:
        case str():
            return [content]
        case Mapping():
            return [text for part in content.values() for text in texts_in(part)]
        case list():
            return [text for part in content for text in texts_in(part)]
    return []


@cache
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def english_words() -> set[str]:
    """Return the words of our English texts that no Vietnamese text of ours has; two letters are too few to tell."""
    english = words_of(" ".join(entry.msgid for entry in catalogue()))
    vietnamese = words_of(
        " ".join(text for entry in catalogue() for text in (entry.msgstr, *entry.msgstr_plural.values()))
    )
    return {word for word in english - vietnamese if len(word) > 2}


def words_of(text: str) -> set[str]:
    return {word.lower() for word in LETTERS.findall(FILLED_IN.sub(" ", text))}


def test_vietnamese_pages_hold_no_english(states):
    data.cache_clear()
    words, texts = english_words(), {entry.msgid for entry in catalogue() if entry.msgid != entry.msgstr}
    found = {
        text: label
        for label, text in said_in(states, "vi")
        if text not in NEVER_TRANSLATED and (text in texts or words & words_of(text))
    }

    assert found == {}


def test_english_pages_hold_no_vietnamese(states):
    data.cache_clear()
    # An address and a currency stand in English texts as they are.
    written = [entry.msgid for entry in catalogue() if VIETNAMESE.search(entry.msgid)]
    written += Unit.objects.exclude(address="").values_list("address", flat=True)
    known = re.compile("|".join(map(re.escape, written)))
    found = {text: label for label, text in said_in(states, "en") if VIETNAMESE.search(known.sub(" ", text))}

    assert found == {}
