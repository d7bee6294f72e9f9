"""What happened: drafts, dossiers, their append-only log, and what was made from it."""

from dossiers.models.attachment import Attachment
from dossiers.models.dispatch import Counter, Letter, Notice, OutboxEntry
from dossiers.models.dossier import STATUS_LABELS, VERDICT_LABELS, Dossier, DossierQuerySet
from dossiers.models.draft import Draft
from dossiers.models.event import Event, EventPayload, canonical, payload_digest

__all__ = [
    "STATUS_LABELS",
    "VERDICT_LABELS",
    "Attachment",
    "Counter",
    "Dossier",
    "DossierQuerySet",
    "Draft",
    "Event",
    "EventPayload",
    "Letter",
    "Notice",
    "OutboxEntry",
    "canonical",
    "payload_digest",
]
