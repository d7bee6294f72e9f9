"""Recording that a paper was issued: an event beside the procedure, which moves nothing and tells nobody anything."""

from datetime import datetime

from dossiers import acts
from dossiers.commands import written
from dossiers.commands.advance import choose
from dossiers.commands.locked import Locked
from dossiers.commands.record import Happening, compose
from dossiers.log.facts import NO_WORDS, Facts
from dossiers.log.parts.issued import Issued
from dossiers.models import Event
from dossiers.policy import Actor


def enter(found: Locked, paper: Issued, *, at: datetime) -> Event:
    """Record a paper on a dossier that is locked, in the caller's transaction, and return its event, the last of ``found``.

    Where the paper says itself when it was issued, it is one of before that is taken in.
    """
    dossier, log, steady = found
    name = acts.TAKE_IN_PAPER if paper.issued_at else acts.ISSUE_PAPER
    chosen = choose(dossier, name, log, actor=Actor.system(), at=at)
    sequence = dossier.sequence
    dossier.take(chosen)
    happening = Happening(chosen.source, chosen.target, at, Facts(unit=None, paper=paper), name)
    made = compose(dossier, log, happening, actor=Actor.system(), words=NO_WORDS, steady=steady)
    written.act(dossier, made, seen=sequence)
    log.append(made.event)
    return made.event
