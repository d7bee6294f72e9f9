"""Where a procedure is filed, why not wholly on line, and where each part of a definition is from."""

from procedures.form import Text
from procedures.form.offered import Confidence, Source
from procedures.language.errors import Notes
from procedures.language.sheet import Sheet
from procedures.language.tables import Table
from procedures.machine import Machine, Online

PARTS = {
    "code": Text("Mã thủ tục", "National code"),
    "name": Text("Tên thủ tục", "Name"),
    "agency": Text("Cơ quan giải quyết", "The agency that decides"),
    "jurisdiction": Text("Thẩm quyền", "Competence"),
    "audience": Text("Đối tượng thực hiện", "Who can apply"),
    "legal_basis": Text("Căn cứ pháp lý", "Legal basis"),
    "legal_limit": Text("Thời hạn theo luật", "Time limit by law"),
    "committed_limit": Text("Thời hạn cơ quan hẹn", "Time limit that is promised"),
    "supplement": Text("Yêu cầu bổ sung hồ sơ", "Asking for missing papers"),
    "components": Text("Thành phần hồ sơ", "Documents"),
    "sets": Text("Số bộ hồ sơ", "Number of sets"),
    "fees": Text("Phí, lệ phí", "Fees"),
    "channels": Text("Cách nộp", "The way to file"),
    "online": Text("Mức độ trực tuyến", "How far on line"),
    "filed_elsewhere": Text("Nơi nộp", "Where it is filed"),
    "abolished": Text("Việc bãi bỏ thủ tục", "That it is abolished"),
    "requirements": Text("Yêu cầu, điều kiện", "Requirements"),
    "questions": Text("Tờ khai", "Form"),
    "steps": Text("Các bước giải quyết", "Steps"),
    "outcomes": Text("Kết quả", "Outcomes"),
    "iso": Text("Tài liệu ISO", "ISO document"),
    "effective_on": Text("Ngày áp dụng", "Effective date"),
}
"""The parts of a definition of which a source can be named, as they are called."""
CONFIDENCE = {
    Confidence.VERBATIM: Text("đọc trong chính văn bản", "read in the text itself"),
    Confidence.SECONDARY: Text("theo nguồn dẫn lại", "by a source that repeats it"),
    Confidence.RECALLED: Text("theo hiểu biết, chưa tìm được nguồn", "recalled, no source found"),
}
NAMES_A_PART = (
    "ghi tên một phần của tệp: " + ", ".join(PARTS) + "; một mục trong danh sách thì thêm tên, như components.don"
)


def source_of(table: Table) -> Source:
    """Read where a part is from."""
    source = Source(
        of=table.line("of", example="legal_limit"),
        text=table.own_text(),
        confidence=table.one_of("confidence", Confidence),
        doubt=table.text_or_none("doubt"),
    )
    table.close()
    return source


def examine_reach(outline: Machine, notes: Notes) -> None:
    """Note a reason why it is not wholly on line where it is not so in part."""
    if outline.online_reason and outline.online is not Online.PARTIAL:
        right = 'chỉ ghi khi online = "partial"'
        notes.add("online_reason", "nêu lý do chưa trực tuyến toàn trình mà không phải một phần", right)


def examine_sources(sheet: Sheet, notes: Notes) -> None:
    """Note each source that is of no part of the definition."""
    named = _named(sheet)
    for place, source in enumerate(sheet.outline.sources, start=1):
        part, _dot, name = source.of.partition(".")
        if part not in PARTS:
            notes.add(f"sources[{place}].of", f"không có phần “{source.of}”", NAMES_A_PART)
        elif name and name not in named.get(part, {}):
            known = ", ".join(named.get(part, {})) or "không có mục nào có tên"
            notes.add(f"sources[{place}].of", f"“{part}” không có mục “{name}”", f"phải là một trong: {known}")


def place_of(machine: Machine, source: Source) -> Text:
    """Return what a source is of, in words."""
    part, _dot, name = source.of.partition(".")
    of = named_in(machine).get(part, {}).get(name)
    called = PARTS[part]
    return Text(f"{called.vi}: {of.vi}", f"{called.en}: {of.en}") if of else called


def citation(source: Source) -> Text:
    """Return what a source says in one line: itself, how well it is known, and what is to be confirmed yet."""
    text, known, doubt = source.text, CONFIDENCE[source.confidence], source.doubt
    vi, en = f"{text.vi} ({known.vi})", f"{text.en} ({known.en})"
    return Text(f"{vi}. {doubt.vi}", f"{en}. {doubt.en}") if doubt else Text(vi, en)


def named_in(machine: Machine) -> dict[str, dict[str, Text]]:
    """Return the words for what has a name, or a place, in the lists of a machine."""
    return {
        "components": {one.name: one.title for one in machine.components},
        "questions": {one.name: one.label for one in machine.questions},
        "fees": {str(place): one.name for place, one in enumerate(machine.fees, start=1)},
        "outcomes": {one.name: one.label for one in machine.outcomes},
        "steps": {one.name: one.title for one in machine.steps},
    }


def _named(sheet: Sheet) -> dict[str, dict[str, Text]]:
    """Return the same of a definition that is not woven yet, which has rows and no steps."""
    return {**named_in(sheet.outline), "steps": {row.name: row.title for row in sheet.rows}}
