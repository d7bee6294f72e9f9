"""A person of the counter whose account is joined and does on line what is the applicant's (ADR 0093)."""

from datetime import datetime, timedelta

from django.http import HttpResponse

from accounts.models import User
from accounts.roles import Role
from dossiers.background import relay
from dossiers.log.facts import facts_of
from dossiers.log.whole import log_of
from dossiers.models import Attachment, Dossier, Event
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, content_of, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
JOINED, LATER = MONDAY + timedelta(minutes=30), MONDAY + timedelta(hours=2)
PAPER = "ban-thao"
WISH = "ask-withdrawal"


def account() -> User:
    """Return the account that Mai has made later."""
    return User.objects.create(username="mai", full_name=counter.NAME, email="mai@example.vn")


def filer() -> User:
    """Return the same account with what a form of its own asks for."""
    mai = account()
    mai.personal_id, mai.phone, mai.address = counter.NUMBER, counter.SHOWN.phone, counter.SHOWN.address
    mai.save(update_fields=["personal_id", "phone", "address"])
    return mai


def asked(mai: User, *, accept: bool = False) -> Walk:
    """Return a dossier of the counter whose person is joined with an account, and is asked for a paper."""
    dossier = counter.entered(at=MONDAY, accept=accept).dossier
    counter.joined(dossier, mai, at=JOINED)
    walk = Walk(dossier, JOINED)
    if accept:
        return walk.until("tham-dinh").take("propose-supplement", "dung").take("issue-supplement", "bob")
    walk.take("ask-supplement", "bob", components={PAPER: "Đóng dấu giáp lai."})
    relay.run(walk.at + timedelta(minutes=5))
    return walk


def page_of(dossier: Dossier) -> str:
    return f"/ho-so/{dossier.code}/"


def answered(visitor: Visitor, dossier: Dossier, typed: dict[str, object] | None = None) -> HttpResponse:
    """Answer what was asked for on line: the form with a file, its check, the last press."""
    address = f"{page_of(dossier)}bo-sung/"
    typed = {f"component-{PAPER}": story.upload("moi.pdf")} if typed is None else typed
    check = visitor.send(visitor.get(address), address, {**typed, "do": "check"}, follow=True)
    assert check.status_code == 200, read(check).summary
    return visitor.send(check, "/kiem-tra/", follow=True)


def done_by(visitor: Visitor, dossier: Dossier, action: str, typed: dict[str, object]) -> HttpResponse:
    """Press an act of the dossier's page."""
    page = visitor.get(page_of(dossier))
    return visitor.send(page, f"/{action}/", typed)


def opens(visitor: Visitor, file: Attachment) -> bool:
    """Say whether somebody is handed out a file; nobody but those whom it concerns learns that there is one."""
    answer = visitor.get(f"/ho-so/tep/{file.pk}/")
    content_of(answer)
    assert answer.status_code in (200, 404)
    return answer.status_code == 200


def last_of(dossier: Dossier) -> Event:
    return log_of(Dossier.objects.get(pk=dossier.pk))[0][-1]


def is_of(event: Event, mai: User, dossier: Dossier, since: datetime = JOINED) -> bool:
    """Say whether an event says by itself that the joined account did it for the applicant, and when that was joined."""
    who = (event.actor, event.role, event.unit_id, event.on_behalf_of_id)
    return who == (mai, Role.CITIZEN, None, dossier.applicant_id) and facts_of(event).joined_at == since
