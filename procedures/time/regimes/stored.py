"""The regimes that are published: read from their rows, and added to, all or none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.db import transaction

from procedures import locks
from procedures.language.errors import DefinitionError, DefinitionErrors
from procedures.locks import Lock
from procedures.time.regimes.book import DAY, Regimes, disorders, moved
from procedures.time.regimes.reading import canonical_text, read
from procedures.time.regimes.row import RegimeVersion
from procedures.time.regimes.rules import Regime


@dataclass(frozen=True, slots=True)
class Report:
    """What a publication did, by the names of the regimes."""

    published: tuple[str, ...]
    unchanged: tuple[str, ...]


def stored() -> Regimes:
    """Return all that are published."""
    return Regimes.of([_read(slug, text) for slug, text in RegimeVersion.objects.values_list("slug", "text")])


@lru_cache(maxsize=256)
def _read(slug: str, text: str) -> Regime:
    return read(text, path=f"{slug}.toml")


def publish(
    paths: Sequence[Path], *, at: datetime, used_through: Callable[[], date | None], only_check: bool = False
) -> Report:
    """Publish files, all or none; one that is there word for word is left as it is.

    ``used_through`` answers, while no act is under way, the last day on which something was done by the regimes that are there; up to it no rule may be
    moved. The first publication says by what everything was done. Raises ``DefinitionErrors``.
    """
    texts = _texts(paths)
    with transaction.atomic(durable=True):
        locks.take(Lock.CALENDARS)
        there = dict(RegimeVersion.objects.values_list("slug", "text"))
        _refuse_changed(texts, there)
        new = {slug: (file, text) for slug, (file, text) in texts.items() if slug not in there}
        before = stored()
        added = [read(text, path=file) for file, text in new.values()]
        if added:
            _refuse_disorder(before, added, new, used_through())
        rows = [
            RegimeVersion(
                slug=one.slug, text=new[one.slug][1], digest=one.digest, effective_on=one.begins_on, published_at=at
            )
            for one in added
        ]
        RegimeVersion.objects.bulk_create(rows)
        if only_check:
            transaction.set_rollback(True)
    return Report(tuple(new), tuple(slug for slug in texts if slug in there))


def _texts(paths: Sequence[Path]) -> Mapping[str, tuple[str, str]]:
    """Return each file's name and text by its stem; every mistake in any of them is raised."""
    found: dict[str, tuple[str, str]] = {}
    errors: list[DefinitionError] = []
    for path in paths:
        try:
            raw = path.read_bytes()
            text = canonical_text(raw, path=path.name)
            read(text, path=path.name)
        except OSError as error:
            errors.append(DefinitionError(path.name, "tệp", f"không đọc được: {error.strerror}", "kiểm tra đường dẫn"))
        except DefinitionErrors as refused:
            errors += refused.errors
        else:
            if path.stem in found:
                errors.append(DefinitionError(path.name, "tệp", "có hai tệp cùng tên", "mỗi chế độ một tệp"))
            found[path.stem] = path.name, text
    if errors:
        raise DefinitionErrors(errors)
    return found


def _refuse_changed(texts: Mapping[str, tuple[str, str]], there: Mapping[str, str]) -> None:
    errors = [
        DefinitionError(
            file,
            "tệp",
            "chế độ này đã công bố với nội dung khác và không đổi được",
            f'sửa đổi là một tệp khác với amends = ["{slug}"], từ ngày chưa áp dụng',
        )
        for slug, (file, text) in texts.items()
        if there.get(slug, text) != text
    ]
    if errors:
        raise DefinitionErrors(errors)


def _refuse_disorder(
    before: Regimes, added: Sequence[Regime], new: Mapping[str, tuple[str, str]], used_through: date | None
) -> None:
    """Raise for a gap, an overlap, and a day in use on which something else would rule."""
    after = Regimes.of([*before.all, *added])
    files = {regime.slug: new[regime.slug][0] if regime.slug in new else f"{regime.slug}.toml" for regime in after.all}
    errors = list(disorders(after, files))
    day = moved(before, after, used_through) if used_through and not errors else None
    if day is not None and used_through is not None:
        earliest = min(added, key=lambda regime: regime.begins_on)
        wrong = f"làm đổi quy định của ngày {day:%d/%m/%Y}, mà hồ sơ đã được giải quyết đến ngày {used_through:%d/%m/%Y} theo chế độ đang có"
        errors.append(DefinitionError(files[earliest.slug], "from", wrong, f"từ {used_through + DAY:%d/%m/%Y} trở đi"))
    if errors:
        raise DefinitionErrors(errors)
