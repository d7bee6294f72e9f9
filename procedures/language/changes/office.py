"""What an officer must know of a new version beyond what applicants are told (``language.differences``)."""

from collections.abc import Iterator

from procedures.form import Text
from procedures.iso import IsoDocument
from procedures.language.changes.outcomes import outcome_changes
from procedures.language.changes.sentences import about, joined, now, plain, quoted, spoken
from procedures.language.changes.steps import Roles, step_changes
from procedures.language.sources import citation, place_of
from procedures.language.wording import APPLICANTS, NAMED, supplement
from procedures.machine import Level, Machine

LEVELS = {
    Level.MINISTRY: Text("cấp bộ", "ministry"),
    Level.PROVINCE: Text("cấp tỉnh", "province"),
    Level.COMMUNE: Text("cấp xã", "commune"),
}


def office_changes(old: Machine, new: Machine, roles: Roles) -> tuple[Text, ...]:
    """Return what is different for those who work on dossiers: the steps first, what describes the procedure last."""
    work = [*step_changes(old, new, roles), *outcome_changes(old, new), *_supplement(old, new)]
    return (*work, *_law(old, new), *_description(old, new), *_origin(old, new))


def _supplement(old: Machine, new: Machine) -> Iterator[Text]:
    if old.supplement != new.supplement:
        what = Text("Quy định yêu cầu bổ sung hồ sơ", "The rule for asking for missing papers")
        yield now(what, supplement(new.supplement), supplement(old.supplement))


def _law(old: Machine, new: Machine) -> Iterator[Text]:
    """Compare the wording in Vietnamese: a better translation is no other law."""
    yield from _list(old.legal_basis, new.legal_basis, "căn cứ pháp lý", "legal basis")


def _list(before: tuple[Text, ...], after: tuple[Text, ...], vi: str, en: str) -> Iterator[Text]:
    were, are = {text.vi for text in before}, {text.vi for text in after}
    for text in after:
        if text.vi not in were:
            yield about(f"Thêm {vi}", f"New {en}", text)
    for text in before:
        if text.vi not in are:
            yield about(f"Bỏ {vi}", f"Former {en}", text)


def _description(old: Machine, new: Machine) -> Iterator[Text]:
    pairs = (
        (Text("Mã thủ tục", "The national code"), plain(old.code or ""), plain(new.code or "")),
        (Text("Lĩnh vực", "The sector"), _sector(old), _sector(new)),
        (Text("Câu tóm tắt", "The summary"), quoted(old.summary), quoted(new.summary)),
        (Text("Kết quả ghi trên trang thủ tục", "The result on the page"), quoted(old.result), quoted(new.result)),
        (Text("Cấp thực hiện", "The level"), LEVELS[old.level], LEVELS[new.level]),
        (Text("Đối tượng trong danh mục", "Who it is listed for"), _applicants(old), _applicants(new)),
        (Text("Câu phân biệt các hồ sơ", "What tells dossiers apart"), _subject(old), _subject(new)),
    )
    yield from (now(what, after, before) for what, before, after in pairs if before.vi != after.vi)
    yield from _list(old.audience, new.audience, "đối tượng thực hiện", "kind of applicant")


def _subject(machine: Machine) -> Text:
    """Return what a subject takes in, by what it is called; a question of the name ``reason`` is one like others."""
    return spoken(machine, machine.subject, {name: text for name, text in NAMED.items() if name != "reason"})


def _sector(machine: Machine) -> Text:
    name = machine.sector_name
    return Text(f"{name.vi} ({machine.sector})", f"{name.en} ({machine.sector})")


def _applicants(machine: Machine) -> Text:
    return joined((APPLICANTS[one] for one in machine.applicants), ", ")


def _origin(old: Machine, new: Machine) -> Iterator[Text]:
    if old.iso != new.iso:
        before, after = _document(old.iso), _document(new.iso)
        if before == after:
            yield Text("Nội dung tài liệu ISO có thay đổi.", "The contents of the ISO document have changed.")
        else:
            yield now(Text("Tài liệu ISO", "The ISO document"), after, before)
    yield from _list(old.uncertain, new.uncertain, "điểm nguồn còn để ngỏ", "open point of the source")
    yield from _list(_sources(old), _sources(new), "nguồn", "source")


def _sources(machine: Machine) -> tuple[Text, ...]:
    """Return the sources of a machine in words, each with what it is of."""
    return tuple(joined((place_of(machine, one), citation(one)), " – ") for one in machine.sources)


def _document(iso: IsoDocument) -> Text:
    """Return the ISO document by its code, its revision and the decision behind it."""
    parts = [plain(iso.code)] if iso.code else []
    if iso.revision is not None:
        parts.append(Text(f"lần ban hành {iso.revision}", f"revision {iso.revision}"))
    if iso.issued_on:
        day = f"{iso.issued_on:%d/%m/%Y}"
        parts.append(Text(f"ngày {day}", f"of {day}"))
    return joined([*parts, *([plain(iso.decision)] if iso.decision else [])], ", ")
