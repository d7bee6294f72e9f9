"""Every way in which a dossier changes. Only this package writes dossiers and events."""

from dossiers.commands.advance import advance, advance_within, refuse_old_page, stale
from dossiers.commands.corrections import ANSWER, asked_in, correct, correct_at_desk, filed_for
from dossiers.commands.given import Correction, Fee, Given
from dossiers.commands.recount import DATES, Cause, Moves, moves, recount
from dossiers.commands.replay import Act, Life, replay
from dossiers.commands.submission import Entered, enter, submit
from dossiers.commands.taking_back import Undoing, offered, take_back, take_back_within

__all__ = [
    "ANSWER",
    "DATES",
    "Act",
    "Cause",
    "Correction",
    "Entered",
    "Fee",
    "Given",
    "Life",
    "Moves",
    "Undoing",
    "advance",
    "advance_within",
    "asked_in",
    "correct",
    "correct_at_desk",
    "enter",
    "filed_for",
    "moves",
    "offered",
    "recount",
    "refuse_old_page",
    "replay",
    "stale",
    "submit",
    "take_back",
    "take_back_within",
]
