"""Why a definition that is in order in itself cannot be published beside what is there."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from operator import itemgetter

from procedures.language import compiler
from procedures.language.errors import DefinitionError
from procedures.language.lifecycle import FIRST, newest
from procedures.language.source import tables_of
from procedures.machine import Machine
from procedures.models import CatalogueEntry, Procedure, ProcedureVersion
from procedures.publication.definition import Definition
from procedures.publication.unnamed import UNNAMED
from procedures.time.calendar import LOCAL
from procedures.time.regimes.stored import stored

FORMER = 1000
"""Versions of earlier years begin here: the year and month of their effect, such as 1806. All others count from 1."""
AHEAD = timedelta(days=366)
"""So far ahead the day of a version may lie: a year."""


def found(
    definition: Definition, procedure: Procedure, *, beside: Collection[Definition], at: datetime
) -> Iterator[DefinitionError]:
    """Yield every reason; ``procedure`` is locked. A version that cannot follow at all is told nothing of its date.

    ``beside`` are all that are published in the same act.
    """
    yield from _unnamed(definition)
    yield from [*_conflicts(definition, procedure)] or _untimely(definition, procedure, at=at)
    yield from _code_taken(definition)
    yield from _sector_renamed(definition, [other.machine for other in beside])
    yield from _licences_of_nothing(definition, {other.machine.slug for other in beside})


def _unnamed(definition: Definition) -> Iterator[DefinitionError]:
    """Say so where a new text names no edition of the lifecycle although there are several to choose from (ADR 0030)."""
    is_named = "lifecycle" in tables_of(definition.text)
    if newest() > FIRST and not is_named and definition.machine.digest not in UNNAMED.values():
        right = f"thêm một dòng ở đầu tệp: lifecycle = {newest()} (vòng đời mới nhất)"
        yield definition.error("lifecycle", "thiếu, văn bản mới phải ghi rõ vòng đời mà nó đi theo", right)


def _conflicts(definition: Definition, procedure: Procedure) -> Iterator[DefinitionError]:
    """Say why a definition cannot follow the versions that are there."""
    machine = definition.machine
    if machine.version >= FORMER:
        yield definition.error(
            "version", f"phiên bản {machine.version} dành cho bản của những năm trước", f"dưới {FORMER}"
        )
    last = _last(procedure)
    if last is None:
        return
    same = procedure.versions.filter(version=machine.version).first()
    if same is not None and _is_but_for_blocks(definition.written, same.text):
        wrong = f"khối câu hỏi dùng chung đã đổi, phiên bản {same.version} đã công bố với khối cũ"
        yield definition.error("blocks", wrong, "trả khối về như cũ; nội dung mới là một khối mang tên khác")
    elif machine.version <= last.version:
        wrong = f"phiên bản {machine.version} không mới hơn phiên bản {last.version} đã công bố, nội dung khác"
        yield definition.error("version", wrong, f"sửa đổi là một phiên bản mới: version = {last.version + 1}")


def _untimely(definition: Definition, procedure: Procedure, *, at: datetime) -> Iterator[DefinitionError]:
    """Say so where a definition would take effect before it may, the latest of the days that bind it is told, or far ahead.

    A day far ahead is a slip in the year, and whatever came next would have to wait for it.
    """
    machine = definition.machine
    bounds = [*_after_the_last(procedure), *_under_the_present_law(at), *_not_in_the_past(definition, procedure, at)]
    earliest, why = max(bounds, key=itemgetter(0))
    if machine.effective_on < earliest:
        wrong = f"{machine.effective_on:%d/%m/%Y} {why}"
        yield definition.error("effective_on", wrong, f"từ {earliest:%d/%m/%Y} trở đi")
        return
    soonest = machine.effective_on - AHEAD
    if at.astimezone(LOCAL).date() < soonest and not _is_shipped(definition):
        wrong = f"{machine.effective_on:%d/%m/%Y} còn hơn một năm nữa mới tới"
        right = f"xem lại năm; nếu đúng là ngày đó thì công bố từ {soonest:%d/%m/%Y} trở đi"
        yield definition.error("effective_on", wrong, right)


def _after_the_last(procedure: Procedure) -> Iterator[tuple[date, str]]:
    """A version that was retired before its day came never was in force, and bars nothing."""
    versions = procedure.versions.filter(version__lt=FORMER).order_by("-version")
    last = next((version for version in versions.defer("text") if not _never_in_force(version)), None)
    if last is not None:
        yield last.effective_on, f"trước ngày hiệu lực của phiên bản {last.version}"


def _never_in_force(version: ProcedureVersion) -> bool:
    return version.retired_at is not None and version.retired_at.astimezone(LOCAL).date() < version.effective_on


def _under_the_present_law(at: datetime) -> Iterator[tuple[date, str]]:
    """What applied before it is kept by ``keep_former``, so that nobody files under it any more."""
    law = stored().law_on(at.astimezone(LOCAL).date())
    if law is not None:
        yield law.begins_on, f"trước ngày cơ chế một cửa hiện hành có hiệu lực ({law.name.vi})"


def _not_in_the_past(definition: Definition, procedure: Procedure, at: datetime) -> Iterator[tuple[date, str]]:
    """A version that replaces one in force does so from its publication on: nobody has filed under it before.

    What the project ships keeps its date, for an installation that is upgraded later publishes it later; so does a version
    whose predecessor is published in the same act.
    """
    today = at.astimezone(LOCAL).date()
    before = procedure.versions.filter(published_at__lt=at)
    replaced = before.published().filter(effective_on__lte=today).order_by("-version").first()
    if replaced is not None and not _is_shipped(definition):
        yield today, f"trước ngày công bố, mà phiên bản {replaced.version} đang có hiệu lực"


def _is_shipped(definition: Definition) -> bool:
    """Say whether a definition is, word for word, one that comes with the project."""
    machine = definition.machine
    path = compiler.SHIPPED / machine.slug / f"v{machine.version}.toml"
    return path.is_file() and compiler.canonical_text(path.read_bytes(), path=path.name) == definition.text


def _code_taken(definition: Definition) -> Iterator[DefinitionError]:
    """Say so where another procedure that somebody can file under has the national code of a definition."""
    machine = definition.machine
    if machine.code is None:
        return
    others = ProcedureVersion.objects.current().filter(procedure__code=machine.code)
    other = others.exclude(procedure__slug=machine.slug).select_related("procedure").first()
    if other is not None:
        wrong = f"mã {machine.code} là mã của thủ tục “{other.machine.name.vi}” ({other.procedure.slug})"
        yield definition.error("code", wrong, "mỗi thủ tục một mã quốc gia; chưa biết mã thì bỏ khoá này")


def _sector_renamed(definition: Definition, beside: Iterable[Machine]) -> Iterator[DefinitionError]:
    """Say so where the sector has another name than under the other procedures that somebody can file under.

    The name is read off them all, so that one alone would rename the sector of the others; in one act all may change it.
    """
    machine = definition.machine
    coming = {other.slug: other for other in beside if other.sector == machine.sector}
    others = CatalogueEntry.objects.filter(sector=machine.sector, version__in=ProcedureVersion.objects.current())
    there = [(entry.slug, entry.sector_name) for entry in others.exclude(slug__in=coming)]
    for slug, name in [*there, *((slug, other.sector_name) for slug, other in coming.items())]:
        if name != machine.sector_name:
            language = "vi" if name.vi != machine.sector_name.vi else "en"
            wrong = f"là “{machine.sector_name.of(language)}”, mà lĩnh vực {machine.sector} đã có tên “{name.of(language)}” ({slug})"
            right = "viết giống tên đã có; là lĩnh vực khác thì sửa sector; đổi tên thì công bố một lượt bản mới của mọi thủ tục thuộc lĩnh vực"
            yield definition.error(f"sector_name.{language}", wrong, right)
            return


def _licences_of_nothing(definition: Definition, coming: Collection[str]) -> Iterator[DefinitionError]:
    """Say so where a question asks for a result of a procedure that there is not: no paper would be looked up for it.

    One that is retired counts, for what it granted may still be in force.
    """
    asked = [question for question in definition.machine.questions if question.of]
    known = sorted({*coming, *Procedure.objects.values_list("slug", flat=True)}) if asked else []
    for question in asked:
        table = f"blocks.{question.block}" if question.block else "questions"
        for slug in question.of:
            if slug not in known:
                near = get_close_matches(slug, known, n=1)
                right = f"có phải ý là “{near[0]}”?" if near else "ghi slug của thủ tục đã cấp giấy đó"
                yield definition.error(f"{table}.{question.name}.of", f"không có thủ tục “{slug}”", right)


def _last(procedure: Procedure) -> ProcedureVersion | None:
    """Return the newest version that counts from 1, retired or not."""
    return procedure.versions.filter(version__lt=FORMER).order_by("-version").first()


def _is_but_for_blocks(written: str, stored: str) -> bool:
    """Say whether a stored text is what was written and nothing but blocks of questions below it."""
    own = written.rstrip("\n")
    below = stored.removeprefix(own).lstrip()
    return stored.startswith(own) and (not below or tables_of(below) == {"blocks"})
