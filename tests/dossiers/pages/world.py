"""A world in which each address of ``addresses`` leads somewhere."""

from datetime import datetime

from django.conf import settings
from django.db.models import F

from accounts.models import MailAddress, Unit
from accounts.seats import seats_of
from dossiers import commands
from dossiers.background import relay
from dossiers.bulk import doing
from dossiers.bulk.judging import Act, Chosen, Judge, Person
from dossiers.bulk.kinds import KINDS, Common
from dossiers.filing import corrections
from dossiers.models import Attachment, GatewayCase, InboxItem, Job, Letter, SavedView, Statement
from dossiers.notices.addresses import token_of
from dossiers.notices.channels import site
from dossiers.notices.message import About, Message, Words
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Text
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.pages.addresses import MONDAY, TUESDAY
from tests.dossiers.payments.gateway.made import message, order_of, send

DECIDED = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
"""Under the second edition of the lifecycle."""


def world() -> dict[str, str]:
    """Make alice's dossier with its specialist, viet-an's draft; return what addresses name."""
    walk = story.dossier_in("phan-cong", at=MONDAY)
    internal = story.files.store(story.upload("y-kien.pdf"))
    walk.take("finish-phan-cong", "hoa", files=(internal,))
    event = walk.dossier.events.get(action="accept")
    letter = Letter.objects.create(
        event=event, dossier=walk.dossier, kind="01", number="01/2026/TNHS", token="t0ken", file="x", issued_at=MONDAY
    )
    letter.file.save("x.pdf", story.upload(), save=True)
    draft = story.draft_of("viet-an", MONDAY)
    # As if they were pictures that have been copied.
    Attachment.objects.update(readable=F("file"))
    words = Words(Text("Hồ sơ", "Dossier"), Text("Nội dung", "Text"))
    site.send(Message("<1>", (str(walk.dossier.applicant_id),), words, About("/ho-so/", ()), MONDAY))
    return {
        "code": walk.dossier.code,
        "officer": str(story.person("dung").pk),
        "seat": str(story.person("dung").memberships.order_by("pk")[0].pk),
        "unit": str(Unit.objects.get(slug="mot-cua").pk),
        "notice": str(InboxItem.objects.get().pk),
        "confirming": token_of(MailAddress.objects.order_by("pk")[0]),
        "token": letter.token,
        "paper": str(walk.dossier.attachments.exclude(component="").first().pk),
        "internal": str(internal.id),
        "draft": str(draft.key),
        "drafted": str(draft.attachments.first().pk),
        "asked": asked(),
        "answered": dossier_at("tham-dinh.supplement-answered").dossier.code,
        "job": str(Job.objects.create(kind="calendar-preview", created_at=MONDAY).pk),
        "export": exported_by("bob"),
        "bulk": str(bulk_job().pk),
        "view": str(SavedView.objects.create(owner=story.person("bob"), name="A", query="list=open").pk),
        "decided": decided("result-ready"),
        "returned": decided("returned"),
        "report": Visitor("carol")
        .post("/quan-ly/bao-cao/ii-06a/?start=2026-01-01&end=2026-01-05", {"checked": "1"})
        .url.split("/")[-2],
        "signed": decided("van-thu"),
        "statement": str(statement().pk),
        "case": str(gateway_case().pk),
        "order": order_of(walk.dossier, 15_000).reference,
    }


def statement() -> Statement:
    """Return a bank statement that bob has had read, of no row."""
    agency = Unit.objects.get(agency_code=settings.AGENCY_CODE)
    return Statement.objects.create(agency=agency, name="sao-ke.csv", by=story.person("bob"), at=MONDAY)


def gateway_case() -> GatewayCase:
    """Return what a gateway has reported of an order that nobody knows."""
    send(message("KHONGCO"))
    return GatewayCase.objects.get()


def exported_by(who: str) -> str:
    """Return the number of a file of a list that somebody has had made."""
    return Visitor(who).post("/mot-cua/tep-xuat/?list=open", {"format": "csv"}).url.split("/")[-2]


def bulk_job() -> Job:
    """Return a job of bob's on a dossier of alice's."""
    dossier, act = story.dossier_in("filed", at=MONDAY).dossier, Act(KINDS["accept"], Common())
    found = Judge(act.kind, Person(story.person("bob"), seats_of(story.person("bob"), TUESDAY.date())), None, TUESDAY)
    return doing.begin(act, found.judge([Chosen(dossier.code)]), by=story.person("bob"), at=TUESDAY)


def asked() -> str:
    """Return the number of a dossier of alice's that is asked for a supplement, with a draft of the answer."""
    dossier = dossier_at("tham-dinh.supplement-asked").dossier
    wanted = commands.asked_in(dossier, list(dossier.events.order_by("sequence")))
    draft = corrections.open_draft(dossier, wanted, at=MONDAY)
    corrections.save(draft, wanted, {"lacking-ban-thao": "Bản gốc đã mất."}, at=MONDAY)
    return dossier.code


def decided(state: str) -> str:
    """Return the number of a dossier of alice's with a result."""
    walk = Walk(story.file("alice", at=DECIDED, slug=story.SLUG), DECIDED).until(state)
    relay.run(walk.at)
    return walk.dossier.code
