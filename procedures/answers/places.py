"""Addresses of the two tiers since 01/07/2025: a province, a commune in it, and a line before them."""

from collections.abc import Mapping

from procedures import addresses
from procedures.addresses.former import Former, former, former_district, former_district_of_any, former_of_any
from procedures.answers.fields import COMMUNE, LINE, PROVINCE, part_field
from procedures.answers.refusals import AnswerError
from procedures.answers.texts import plain_text
from procedures.form import Question, Text

LINE_LENGTH = 255

NO_PROVINCE = Text("Xin chọn tỉnh, thành phố trong danh sách.", "Please choose a province or city from the list.")
NO_COMMUNE = Text(
    "Xin chọn phường, xã, đặc khu trong danh sách.",
    "Please choose a ward, commune or special zone from the list.",
)
OTHER_PROVINCE = Text(
    "Phường, xã, đặc khu này không thuộc tỉnh, thành phố đã chọn. Xin chọn lại.",
    "This ward, commune or special zone is not in the chosen province or city. Please choose again.",
)
NO_LINE = Text(
    "Xin ghi số nhà, đường phố hoặc thôn, xóm, tổ dân phố.",
    "Please give the house number and street, or the hamlet.",
)


def address(question: Question, raw: Mapping[str, str], field: str) -> tuple[dict[str, str] | None, dict[str, Text]]:
    """Return an address, and the sentences by field where something is wrong with it.

    It is left out as a whole or given as a whole. A province alone is not an answer: forms come with
    one chosen.
    """
    codes = {part: raw.get(part_field(field, part), "").strip() for part in (PROVINCE, COMMUNE)}
    try:
        line, bad_line = _line(question, raw.get(part_field(field, LINE), "")), None
    except AnswerError as error:
        line, bad_line = "", error.sentence
    if not (question.required or codes[COMMUNE] or line or bad_line):
        return None, {}
    place = addresses.province(codes[PROVINCE])
    if not codes[COMMUNE] and place and line and (before := former(place.code, line)):
        return None, {part_field(field, COMMUNE): _belongs_to(before)}
    if not codes[COMMUNE] and place and line and (district := former_district(place.code, line)):
        return None, {part_field(field, COMMUNE): _is_no_more(district)}
    inside = addresses.commune(codes[PROVINCE], codes[COMMUNE])
    if line and place and inside:
        text = f"{line}, {inside.name}, {place.name}"
        return {PROVINCE: place.code, COMMUNE: inside.code, LINE: line, "text": text}, {}
    wrong = {
        PROVINCE: None if place else NO_PROVINCE,
        COMMUNE: None if inside else _bad_commune(codes[COMMUNE], place),
        LINE: None if line else bad_line or NO_LINE,
    }
    return None, {part_field(field, part): sentence for part, sentence in wrong.items() if sentence}


def former_commune(answer: Mapping[str, object]) -> Text | None:
    """Return what is doubtful in an address whose line names a commune with its district, or a district, of before 01/07/2025."""
    before = former(str(answer[PROVINCE]), str(answer[LINE]))
    if before is None:
        district = former_district(str(answer[PROVINCE]), str(answer[LINE]))
        return _too_much(district) if district else None
    if any(place.code == answer[COMMUNE] for place in before.now):
        return _too_much(before.name)
    return Text(
        f"“{before.name}” nay thuộc {_or(before, 'hoặc')}, không phải nơi đã chọn. Xin xem lại.",
        f"“{before.name}” now belongs to {_or(before, 'or')}, not to what was chosen. Please check it.",
    )


def former_in_line(line: str) -> Text | None:
    """Return what is doubtful in an address that is one line and names a commune with its district, or a district, of before."""
    before = former_of_any(line)
    if before:
        return Text(
            f"“{before.name}” từ 01/07/2025 thuộc {_or(before, 'hoặc')}. Xin ghi địa chỉ theo tên mới, không còn quận, huyện.",
            f"Since 01/07/2025 “{before.name}” belongs to {_or(before, 'or')}. Please write the address as it is now, without a district.",
        )
    district = former_district_of_any(line)
    if not district:
        return None
    return Text(
        f"“{district}” không còn từ 01/07/2025: địa chỉ nay chỉ có phường, xã, đặc khu và tỉnh, thành phố. Xin xem lại.",
        f"Since 01/07/2025 there is no “{district}” any more: an address has a ward, commune or special zone and its province. "
        "Please check it.",
    )


def _too_much(name: str) -> Text:
    return Text(
        f"Địa chỉ còn ghi “{name}” theo địa giới trước 01/07/2025; nay chỉ cần số nhà, đường phố hoặc thôn, "
        "xóm trước tên phường, xã.",
        f"The address still names “{name}”, as it was before 01/07/2025; house number and street, or the "
        "hamlet, are enough before the name of the ward or commune.",
    )


def _is_no_more(district: str) -> Text:
    """Return what is said of a line that names a district alone: which commune it is now is nowhere in it."""
    return Text(
        f"“{district}” không còn từ 01/07/2025: địa chỉ nay chỉ có phường, xã, đặc khu và tỉnh, thành phố. "
        "Xin chọn phường, xã của số nhà này trong danh sách; không rõ nay là phường, xã nào thì hỏi Ủy ban nhân dân nơi đó hoặc bộ phận một cửa.",
        f"Since 01/07/2025 there is no “{district}” any more: an address has a ward, commune or special zone and its "
        "province. Please choose the one of this house from the list; if you do not know it, ask the People’s Committee there "
        "or the one-stop desk.",
    )


def _belongs_to(before: Former) -> Text:
    return Text(
        f"“{before.name}” từ 01/07/2025 thuộc {_or(before, 'hoặc')}. Xin chọn nơi đó trong danh sách.",
        f"Since 01/07/2025 “{before.name}” belongs to {_or(before, 'or')}. Please choose it from the list.",
    )


def _or(before: Former, word: str) -> str:
    *some, last = (place.name for place in before.now)
    return f"{', '.join(some)} {word} {last}" if some else last


def _line(question: Question, typed: str) -> str:
    return plain_text(typed, question.max_length or LINE_LENGTH)


def _bad_commune(code: str, place: addresses.Place | None) -> Text | None:
    """Return what is wrong with a commune; nothing is known against a true one where the province is missing."""
    if not addresses.is_commune(code):
        return NO_COMMUNE
    return OTHER_PROVINCE if place else None
