"""What officers remark is seen by no applicant before a request or a refusal says it: pages, mails, papers, look-up."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail

from accounts.seats import seats_of
from dossiers.background import relay
from dossiers.commands.remarks import Finding, places, remark, standing
from dossiers.models import Attachment, Letter
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, content_of
from tests.printed import words_of

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
HANDLERS = ("bob", "hoa", "dung", "lan")
MARK = "Zaqzaqzaq"
"""How every remark begins; no text of ours has it."""

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def seen_by_applicants(walk: Walk) -> Iterator[str]:
    """Yield all that anybody outside the office can see of a dossier."""
    code = walk.dossier.code
    alice, nobody = Visitor("alice"), Visitor()
    addresses = ["/ho-so/", f"/ho-so/{code}/", f"/ho-so/{code}/da-nop/", f"/ho-so/ket-qua/{code}/"]
    addresses += [f"/ho-so/tep/{file.pk}/" for file in Attachment.objects.filter(dossier=walk.dossier)]
    yield from (content_of(alice.get(address)).decode(errors="replace") for address in addresses)
    tokens = list(Letter.objects.filter(dossier=walk.dossier).values_list("token", flat=True))
    public = [f"/tra-cuu/?code={code}", f"/xac-minh/{code}/", *(f"/xac-minh/{token}/" for token in tokens)]
    yield from (nobody.get(address).content.decode() for address in public)
    yield from (words_of(content_of(alice.get(f"/ho-so/giay/{token}/"))) for token in tokens)
    yield from (f"{message.subject} {message.body}" for message in mail.outbox)


def remark_somewhere(walk: Walk, chance: random.Random) -> None:
    """Have somebody of the office tick or remark on something."""
    person = story.person(chance.choice(HANDLERS))
    place = chance.choice(places(walk.dossier.machine))
    before = standing(walk.dossier).get(place)
    found = Finding(text=f"{MARK} {chance.random()}", seen=before.number if before else 0)
    remark(walk.dossier, place, found, seats=seats_of(person, walk.at.date()), by=person, at=walk.at)


@pytest.mark.parametrize("seed", range(3))
def test_no_applicant_sees_a_remark_that_was_not_issued(seed: int) -> None:
    chance = random.Random(seed)
    walk = Walk(story.file("alice", at=MONDAY), MONDAY)
    while walk.dossier.is_open:
        for _n in range(chance.randint(1, 3)):
            remark_somewhere(walk, chance)
        with time_machine.travel(walk.at + timedelta(minutes=10), tick=False):
            relay.run(walk.at + timedelta(minutes=10))
            assert [seen for seen in seen_by_applicants(walk) if MARK in seen] == []
        walk.onward()


def test_what_a_request_says_of_them_is_seen() -> None:
    walk = Walk(story.file("alice", at=MONDAY), MONDAY)
    walk.take("ask-supplement", "bob", components={"ban-thao": f"{MARK} thiếu trang"})
    with time_machine.travel(walk.at + timedelta(minutes=10), tick=False):
        relay.run(walk.at + timedelta(minutes=10))
        assert sum(MARK in seen for seen in seen_by_applicants(walk)) >= 2
