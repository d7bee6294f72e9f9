"""What happened: drafts, dossiers, their append-only log, and what was made from it."""

from dossiers.models.attachment import Attachment, Awaits, PartialFile
from dossiers.models.counted import CountedCell, CountedDelta, Grain
from dossiers.models.desk import (
    ChosenColumns,
    Export,
    ExportPart,
    Format,
    IssuedReport,
    Occasion,
    Opening,
    ReasonTemplate,
    Remark,
    RemarkKind,
    SavedView,
    UnsentWords,
)
from dossiers.models.dispatch import Counter, Letter, Notice, OutboxEntry
from dossiers.models.dossier import (
    STATUS_LABELS,
    VERDICT_LABELS,
    Channel,
    Dossier,
    DossierQuerySet,
    Origin,
    is_noted,
    unanswered,
)
from dossiers.models.draft import Draft, DraftQuerySet
from dossiers.models.event import Event, EventPayload, Mention, canonical, digested, payload_digest
from dossiers.models.job import Job, JobOutcome, JobQuerySet, JobRun, JobState, Outcome
from dossiers.models.preview import CalendarPreview, Effect, PreviewRow
from dossiers.models.result import Result, ResultFile, Validity
from dossiers.models.seal import Seal, SealLeaf, leaf_content
from dossiers.models.searched import SearchedWords

__all__ = [
    "STATUS_LABELS",
    "VERDICT_LABELS",
    "Attachment",
    "Awaits",
    "CalendarPreview",
    "Channel",
    "ChosenColumns",
    "CountedCell",
    "CountedDelta",
    "Counter",
    "Dossier",
    "DossierQuerySet",
    "Draft",
    "DraftQuerySet",
    "Effect",
    "Event",
    "EventPayload",
    "Export",
    "ExportPart",
    "Format",
    "Grain",
    "IssuedReport",
    "Job",
    "JobOutcome",
    "JobQuerySet",
    "JobRun",
    "JobState",
    "Letter",
    "Mention",
    "Notice",
    "Occasion",
    "Opening",
    "Origin",
    "OutboxEntry",
    "Outcome",
    "PartialFile",
    "PreviewRow",
    "ReasonTemplate",
    "Remark",
    "RemarkKind",
    "Result",
    "ResultFile",
    "SavedView",
    "Seal",
    "SealLeaf",
    "SearchedWords",
    "UnsentWords",
    "Validity",
    "canonical",
    "digested",
    "is_noted",
    "leaf_content",
    "payload_digest",
    "unanswered",
]
