"""What is put down to be sent as a text message, in the transaction of what it tells of; never anything personal.

An SMS has the subject of the notice in plain letters, and the address of the dossier; Zalo gets the number of a template that
the operator has approved, and what fills it. Who wants none, or has confirmed no phone, is sent none: the notice waits on the
site, and the mail goes as always.
"""

from datetime import datetime

from django.conf import settings

from accounts.models import Phone, User
from dossiers.display.links import absolute
from dossiers.filing.counter import joining
from dossiers.models import Event, TextMessage
from dossiers.models.dispatch import SMS, ZALO
from dossiers.notices.message import Words, message_id
from dossiers.notices.preferences import chosen_by
from dossiers.notices.texts.plain import one_sms

TEMPLATES = {"notice": "mot-cua-thong-bao", "code": "mot-cua-ma-xac-nhan"}
"""The templates of Zalo, by what they say, as the operator knows them."""
CODE = "code"
MOST_IN_FIELD = 100
"""Characters of what fills a field of a template."""


def put_down(event: Event, kind: str, words: Words, *, at: datetime) -> None:
    """Put down the text message of a notice to an applicant who wants one; the same once, however often it is tried."""
    if not settings.TEXTS_URL:
        return
    person = joining.account_of(event.dossier)
    choice = chosen_by([person])[person.pk]
    if not choice.wants_text(kind):
        return
    phone = Phone.objects.filter(person=person, confirmed_at__isnull=False).first()
    if phone is None:
        return
    url, channel = absolute("dossier", event.dossier.code), choice.texts
    subject = words.subject.en if choice.language == "en" else words.subject.vi
    filled = {"code": event.dossier.code, "news": subject[:MOST_IN_FIELD], "url": url}
    row = TextMessage(
        key=message_id(event, kind, channel).strip("<>"),
        event=event,
        person=person,
        channel=channel,
        kind=kind,
        phone=phone.number,
        text=one_sms(f"{subject}.", url) if channel == SMS else "",
        template=TEMPLATES["notice"] if channel == ZALO else "",
        parameters=filled if channel == ZALO else {},
        put_down_at=at,
        due_at=at,
    )
    TextMessage.objects.bulk_create([row], ignore_conflicts=True)


def put_down_code(person: User, number: str, code: str, *, at: datetime) -> None:
    """Put down the SMS with the code that confirms a phone."""
    text = one_sms(f"Mot cua: ma xac nhan so dien thoai / code: {code}.", "Het han sau 10 phut. Khong dua ma cho ai.")
    TextMessage.objects.create(
        key=f"{CODE}.{person.pk}.{at:%Y%m%d%H%M%S%f}@{settings.MAIL_DOMAIN}",
        person=person,
        channel=SMS,
        kind=CODE,
        phone=number,
        text=text,
        put_down_at=at,
        due_at=at,
    )
