"""A page that somebody left open: the system's remarks make it no older, what somebody did meanwhile does."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
import time_machine

from dossiers.background import sweeps
from dossiers.calendars import changes
from dossiers.models import Dossier
from portal.demo import story
from procedures.time.corrections import Correction
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.calendars.test_changes import changed, day_off
from tests.dossiers.lifecycle import act, dossier_at, local

pytestmark = pytest.mark.usefixtures("committed_db")

OPENED, SENT = "2026-01-13 10:00", "2026-01-21 09:00"
"""A dossier that was accepted on 05/01 is due on 19/01; meanwhile the person signs in again in another tab."""
REASON = "Lý do viết rất lâu mới xong."


def _sweep() -> set[str]:
    sweeps.run(local("2026-01-16 09:00"))
    sweeps.run(local("2026-01-20 09:00"))
    return {"note-due-soon", "note-overdue"}


def _sweep_the_desk() -> set[str]:
    sweeps.run(local("2026-01-20 09:00"))
    return {"note-unanswered"}


def _recount() -> set[str]:
    changed(Correction(put=(day_off(),)), at="2026-01-14 09:00")
    changes.run(local("2026-01-14 09:00"))
    return {"recount"}


@pytest.fixture
def clock() -> Iterator[Callable[[str], object]]:
    """Let the clock stand at an instant, and later at another."""
    with time_machine.travel(local(OPENED), tick=False) as traveller:
        yield lambda when: traveller.move_to(local(when))


class Post(NamedTuple):
    """What is sent from the page of a dossier in a state, by whom, and where it leads."""

    state: str
    who: str
    audience: str
    action: str
    target: str


FINISHES = Post("tham-dinh", "dung", "mot-cua", "finish-tham-dinh", "xem-xet")
ACCEPTS = Post("filed", "bob", "mot-cua", "accept", "accepted")
WITHDRAWS = Post("tham-dinh", "alice", "ho-so", "ask-withdrawal", "tham-dinh")


@pytest.mark.parametrize(
    ("post", "remark"),
    [
        (FINISHES, _sweep),
        (FINISHES, _recount),
        (ACCEPTS, _sweep_the_desk),
        (WITHDRAWS, _sweep),
        (WITHDRAWS, _recount),
        (WITHDRAWS._replace(state="filed", target="filed"), _sweep_the_desk),
    ],
)
def test_a_page_that_was_open_while_the_system_noted_something_is_taken(clock, post, remark):
    dossier = dossier_at(post.state).dossier
    visitor = Visitor(post.who)
    page = visitor.get(f"/{post.audience}/{dossier.code}/")
    before = set(dossier.events.values_list("action", flat=True))
    noted = remark()
    clock(SENT)
    visitor.logout()
    visitor.force_login(story.person(post.who))

    answer = visitor.send(page, f"/{post.action}/", {"reason": REASON})

    after = list(dossier.events.order_by("sequence").values_list("action", flat=True))
    assert answer.status_code == 302, read(answer).words()
    assert set(after) - before == noted | {post.action}
    assert (after[-1], Dossier.objects.get(pk=dossier.pk).state) == (post.action, post.target)


# Still open in the state of today, and no action of that state any more.
@pytest.mark.parametrize("post", [WITHDRAWS, FINISHES._replace(action="propose-supplement")])
def test_a_page_that_somebody_overtook_is_old_by_what_was_done_and_loses_nothing(clock, post):
    walk = dossier_at(post.state)
    visitor = Visitor(post.who)
    page = visitor.get(f"/{post.audience}/{walk.dossier.code}/")
    act(walk, "finish-tham-dinh", "dung", "2026-01-13 11:00")
    _sweep()
    clock(SENT)
    visitor.logout()
    visitor.force_login(story.person(post.who))

    answer = visitor.send(page, f"/{post.action}/", {"reason": REASON})

    words = read(answer).words()
    assert answer.status_code == 409
    if post.who == "alice":
        assert "The office has gone on with this dossier since you opened the page." in words
    elif post.who == "dung":
        assert "on this dossier in another window" in words
    else:
        assert "This dossier has changed since you opened it" in words
    assert ("at 11:00 13/01/2026" in words) == (post.who != "alice")
    assert REASON in words
    assert not walk.dossier.events.filter(action=post.action).exists()
