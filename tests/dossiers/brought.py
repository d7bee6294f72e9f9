"""A dossier that was brought to a receiving point, as the record of years before has them."""

from datetime import datetime
from uuid import uuid4

from accounts.models import Unit
from accounts.roles import Role
from dossiers.commands.replay import Act, Life, replay
from dossiers.models import Channel, Dossier
from dossiers.policy import Actor
from portal.demo import story
from procedures.time.calendars import current_calendar


def brought(point: str, *, at: datetime, accepted: bool = False) -> Dossier:
    """Return alice's dossier, entered by bob at a receiving point; raises ``PointClosed`` where that takes none."""
    draft = story.draft_of("alice", at)
    papers = list(draft.attachments.all())
    for paper in papers:
        paper.pk, paper.draft, paper._state.adding = None, None, True
    desk = Unit.objects.get(slug="mot-cua")
    bob = Actor(story.person("bob"), Role.ONE_STOP_OFFICER, desk.pk, desk.parent_id)
    acts = [Act("accept", at, bob)] if accepted else []
    life = Life(uuid4(), draft.version, draft.owner, at, Channel.DESK, bob, draft.answers, papers, acts, point)
    return replay(life, current_calendar())
