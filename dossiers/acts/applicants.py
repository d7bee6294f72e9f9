"""The applicant's own acts that the desk does for an applicant who has no account to do them (ADR 0088)."""

from procedures.language.lifecycle.first import ASK_WITHDRAWAL

ANSWER = "answer-supplement"
AT_DESK = frozenset({ANSWER, ASK_WITHDRAWAL})
"""In all editions the applicant's alone: an officer's event of such a name is done for the applicant."""
