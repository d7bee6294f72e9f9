"""One dossier's record as one JSON file, with all that its digests and seals rest on (docs/record.md)."""

from collections import defaultdict
from itertools import groupby

from django.core.exceptions import ObjectDoesNotExist

from dossiers.log.facts import facts_of, reading_of
from dossiers.models import Dossier, Event, Seal, SealLeaf
from dossiers.models.rows.loading import UNLOADABLE
from dossiers.proof import merkle
from dossiers.proof.leaves import leaves
from procedures.models import CalendarVersion

FORMAT = "mot-cua-record/1"

type Json = dict[str, object]


class ExportError(Exception):
    """A record of which something is missing, or that no command has written."""


def record_of(dossier: Dossier) -> Json:
    """Return the record: events with their words, the seals over them with audit paths, definition and calendars.

    Raises ``ExportError`` where that cannot be: what is wrong there is for ``check_dossiers`` to name.
    """
    try:
        return _record(dossier)
    except ObjectDoesNotExist as error:
        raise ExportError(f"something of it is gone ({error})") from error
    except (*UNLOADABLE, ArithmeticError, AttributeError, LookupError, TypeError) as error:
        raise ExportError(f"it holds what no command writes ({type(error).__name__}: {error})") from error


def _record(dossier: Dossier) -> Json:
    log = list(dossier.events.select_related("payload").order_by("sequence"))
    seals = _seals(log)
    return {
        "format": FORMAT,
        "dossier": dossier.code,
        "events": [_event(event) for event in log],
        "seals": seals,
        "public_keys": sorted({str(seal["public_key"]) for seal in seals}),
        "definition": {"digest": dossier.version.digest, "text": dossier.version.text},
        "calendars": _calendars(log),
    }


def _event(event: Event) -> Json:
    payload = event.payload
    words: Json = {"erased_at": payload.erased_at.isoformat()} if payload.erased_at else {}
    if payload.content is not None:
        words = {"salt": payload.salt, "content": payload.content}
    return {**event.digested(), "digest": event.digest, "payload": words}


def _seals(log: list[Event]) -> list[Json]:
    """Return the seals that cover events of a log, each with the path of every such event to its root."""
    covering: dict[int, list[SealLeaf]] = defaultdict(list)
    for leaf in SealLeaf.objects.filter(event_id__in=[event.pk for event in log]).order_by("seal_id", "place"):
        covering[leaf.seal_id].append(leaf)
    trees = groupby(leaves(list(covering)), key=lambda leaf: leaf.seal_id)
    hashes = {seal_id: [leaf.hash for leaf in tree] for seal_id, tree in trees}
    seals = Seal.objects.filter(pk__in=covering).order_by("agency_id", "number")
    return [_seal(seal, covering[seal.pk], hashes[seal.pk]) for seal in seals]


def _seal(seal: Seal, own: list[SealLeaf], hashes: list[bytes]) -> Json:
    if len(hashes) != seal.events or [leaf.place for leaf in own if leaf.place >= len(hashes)]:
        raise ExportError(f"leaves of seal {seal} are missing")
    paths = merkle.paths(hashes)
    proofs = [
        {"sequence": leaf.sequence, "place": leaf.place, "path": [step.hex() for step in paths[leaf.place]]}
        for leaf in own
    ]
    return {**seal.signed(), "digest": seal.digest, "signature": seal.signature, "leaves": proofs}


def _calendars(log: list[Event]) -> Json:
    """Return every calendar that an event names, by digest."""
    named = {digest for event in log for digest in _named(event)}
    return {version.digest: version.content for version in CalendarVersion.objects.filter(digest__in=named)}


def _named(event: Event) -> list[str]:
    """Return the digests of calendars that an event rests on: of the whole limit, and of steps' own units."""
    reading, step = reading_of(event), facts_of(event).step
    digests = (reading.calendar_digest, reading.step_calendar_digest, step.calendar_digest if step else "")
    return [digest for digest in digests if digest]
