"""Each agency's newest seal, noted in a file outside the database (ADR 0021).

No seal can be forged, but the newest ones can be removed with their leaves, and what they covered be rewritten and
sealed anew. Then the chain no longer holds the seal that is noted here: nothing more is signed for that agency.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from dossiers.models import Seal
from dossiers.proof import signing

type Databases = dict[str, dict[str, dict[str, object]]]
"""The file: by database, then by the agency's id, a seal's name, number and digest."""


class AnchorError(Exception):
    """The file is there and cannot be read, or cannot be written."""


class Anchor(NamedTuple):
    """A seal that was made."""

    number: int
    digest: str


def noted() -> dict[int, Anchor] | None:
    """Return what is noted of this database by agency, None where nothing is yet. Raises ``AnchorError``."""
    agencies = _read().get(_database())
    if agencies is None:
        return None
    try:
        return {int(pk): Anchor(int(str(seal["number"])), str(seal["digest"])) for pk, seal in agencies.items()}
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise AnchorError(f"{settings.SEAL_ANCHOR_FILE} holds no seals: {error}") from error


def breaks(anchors: Mapping[int, Anchor]) -> dict[int, str]:
    """Return why an agency's chain does not go on from the seal that is noted; no agency where all is well."""
    return {agency: why for agency, anchor in anchors.items() if (why := _break(agency, anchor))}


def note() -> None:
    """Note the newest seal of each agency whose chain goes on; what is noted never goes back. Raises ``AnchorError``."""
    try:
        with _alone():
            anchors = noted() or {}
            broken = breaks(anchors)
            newest = Seal.objects.order_by("agency", "-number").distinct("agency")
            seals = [seal for seal in newest if seal.agency_id not in broken]
            seals = [seal for seal in seals if (old := anchors.get(seal.agency_id)) is None or old.number < seal.number]
            if seals or noted() is None:
                _add({str(seal.agency_id): _row(seal) for seal in seals})
    except OSError as error:
        raise AnchorError(f"{settings.SEAL_ANCHOR_FILE} cannot be written: {error.strerror}") from error


def _break(agency_id: int, anchor: Anchor) -> str | None:
    """Follow the chain from the noted seal to its end."""
    chain = list(Seal.objects.filter(agency=agency_id, number__gte=anchor.number).order_by("number"))
    if not chain or chain[0].number != anchor.number:
        return f"its seal {anchor.number} is gone, which {settings.SEAL_ANCHOR_FILE} has noted as {anchor.digest}"
    if chain[0].compute_digest() != anchor.digest:
        return f"its seal {anchor.number} is not the one that {settings.SEAL_ANCHOR_FILE} has noted as {anchor.digest}"
    for before, seal in pairwise(chain):
        follows = seal.number == before.number + 1 and seal.previous_digest == before.compute_digest()
        ours = seal.public_key in signing.known_keys()
        if not (follows and ours and signing.verifies(seal.public_key, seal.signature, seal.signed_content())):
            return f"its seal {seal.number} does not follow the seal before it by a signature of ours"
    return None


def _row(seal: Seal) -> dict[str, object]:
    return {"seal": str(seal), "number": seal.number, "digest": seal.digest}


def _database() -> str:
    """Return which database it is about, by the address that this installation knows it under."""
    known = connection.settings_dict
    return f"{known['HOST']}:{known['PORT']}/{known['NAME']}"


def _read() -> Databases:
    path: Path = settings.SEAL_ANCHOR_FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise AnchorError(f"{path} cannot be read: {error.strerror}") from error
    except (RecursionError, ValueError) as error:
        raise AnchorError(f"{path} holds no JSON: {error}") from error
    if not isinstance(found, dict) or not all(isinstance(agencies, dict) for agencies in found.values()):
        raise AnchorError(f"{path} holds no seals")
    return found


def _add(rows: Mapping[str, dict[str, object]]) -> None:
    """Write the file anew, at once or not at all, for nobody else to read."""
    found = _read()
    found[_database()] = {**found.get(_database(), {}), **rows}
    path: Path = settings.SEAL_ANCHOR_FILE
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(found, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


@contextmanager
def _alone() -> Iterator[None]:
    """Let nobody else on this machine write the file meanwhile."""
    folder = Path(settings.SEAL_ANCHOR_FILE).parent
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
