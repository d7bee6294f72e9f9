"""Answers that are sound each by itself and contradict each other, or what is so today: told, never refused."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from procedures.answers.doubts.mails import mail_meant
from procedures.answers.doubts.organisations import organisation_meant
from procedures.answers.doubts.persons import strange_in
from procedures.answers.doubts.published import published_doubt
from procedures.answers.doubts.rows import rows_alike
from procedures.answers.doubts.written import address_meant, asks_for_address, title_meant
from procedures.answers.fields import LINE, cell_field, rows_of
from procedures.answers.identity import Encoded, is_personal
from procedures.answers.places import former_commune
from procedures.answers.reading import clean, shown
from procedures.form import Question, QuestionKind, Text

NOT_OF_AN_ENTERPRISE = Text(
    "Số này là số định danh cá nhân: cá nhân, hộ kinh doanh dùng số này; doanh nghiệp có mã số riêng gồm 10 chữ số. "
    "Nếu là doanh nghiệp, xin xem lại.",
    "This is a personal ID number: people and household businesses use that; an enterprise has a number of its own, of "
    "10 digits. If this is an enterprise, please check it.",
)
"""As the tax code of a household business is its owner's personal ID since 01/07/2025 (TT 86/2024/TT-BTC)."""
HOUSEHOLD = "hộ kinh doanh"
"""As a choice calls it with which a form asks of what kind the applicant is."""
NAMES_OF_PERSONS = frozenset({"keeper_name", "licensed_head"})
"""The questions for a person's name that do not call themselves “Họ và tên”."""
_OF_A_NAME = "họ và tên"
_SMALL = frozenset(
    {"al", "bin", "da", "das", "de", "del", "den", "der", "di", "do", "dos", "du", "e", "el", "ibn", "la", "le", "ter"}
    | {"van", "von", "và", "y"}
)
"""Words that are small in names from elsewhere, and what stands between two names."""
_WORD = re.compile(r"[^\W\d_]+")
_TITLE_ADDED = re.compile(r"[,;(/–]| - ")
"""What stands behind a name: a position, a remark."""
_SEXES = {"male": Text("nam", "male"), "female": Text("nữ", "female")}


def warnings(questions: Sequence[Question], values: Mapping[str, object]) -> dict[str, Text]:
    """Return the doubts about typed answers, by question: a personal ID against the birth date and sex, an old address.

    A personal ID is one of a household business, too, and no enterprise's. A name or title is doubted that looks mistyped, and
    so are rows of a table that say the very same.

    A register may be wrong, and so may a birth date: who filed is asked to look again, the officer decides.
    """
    asked = {question.name: question for question in shown(questions, values)}
    doubts: dict[str, Text] = {}
    for name, question in asked.items():
        value = values.get(name)
        if question.kind is QuestionKind.ADDRESS and isinstance(value, dict) and (doubt := former_commune(value)):
            doubts[name] = doubt
        is_tax_code = question.kind is QuestionKind.TAX_CODE and isinstance(value, str)
        # Who has said that it is a household business does as the form says.
        if is_tax_code and is_personal(str(value)) and not _is_household(asked, values):
            doubts[name] = NOT_OF_AN_ENTERPRISE
        for told in _written(question, value):
            known = doubts.get(name)
            doubts[name] = Text(f"{known.vi} {told.vi}", f"{known.en} {told.en}") if known else told
        if question.kind is QuestionKind.PERSONAL_ID and isinstance(value, str):
            encoded = Encoded.of(value)
            found = [*_birth_date(question, encoded, asked, values), *_sex(question, encoded, asked, values)]
            if found:
                doubts[name] = Text(" ".join(text.vi for text in found), " ".join(text.en for text in found))
    return doubts


def _written(question: Question, value: object) -> Iterator[Text]:
    """Yield what is said of how an answer is written: a name, a site or an ISBN that is none or looks mistyped, rows that are alike."""
    if strange := _strange(question, value) or _of_published(question, value):
        yield strange
    elif slips := _slips(question, value):
        yield _of_slips(slips)
    if alike := rows_alike(question, value):
        yield alike


def asks_capitals(question: Question) -> bool:
    """Say whether a question asks for capital letters in its own words."""
    return question.help is not None and "chữ in hoa" in question.help.vi


def name_meant(question: Question, value: object) -> str:
    """Return how a name would be written that looks mistyped: "đỗ mai ly", "NGUYễN An", "sở tài chính"; "" of any other answer.

    So of a title, a place, the domain of an e-mail address and the line of an address, which is all that is written anew of it.
    A person's name that is all in capitals is none: many write theirs so in forms. One for which capitals are asked is none
    either as soon as it begins with one: an enterprise may be registered as it is written.
    """
    if question.kind is QuestionKind.ADDRESS and isinstance(value, Mapping):
        return address_meant(str(value[LINE]))
    if question.kind is QuestionKind.EMAIL and isinstance(value, str):
        return mail_meant(value)
    if question.kind is not QuestionKind.TEXT or not isinstance(value, str):
        return ""
    if asks_capitals(question):
        return value.upper() if value[:1].islower() else ""
    if not _asks_for_person(question):
        named = organisation_meant(question, value) or title_meant(question, value)
        return named or (address_meant(value) if asks_for_address(question) else "")
    return person_meant(value)


def person_meant(value: str) -> str:
    """Return how a person's name would be written that looks mistyped, whoever typed it; "" of any other."""
    added = _TITLE_ADDED.search(value)
    name = value[: added.start()] if added else value
    if strange_in(name):
        return ""
    is_broken = any(_is_broken(word) for word in _WORD.findall(name))
    meant = _WORD.sub(lambda word: _as_in_names(word.group(), anew=is_broken, is_first=word.start() == 0), name)
    return meant + value[len(name) :] if meant != name else ""


def names_meant_in_rows(table: Question, raw: Mapping[str, str]) -> dict[str, str]:
    """Return by field how the names are meant that look mistyped in the cells of a table; nothing of any other question."""
    if table.kind is not QuestionKind.TABLE:
        return {}
    cells = [
        (cell_field(table.name, row, column.name), name_meant(column, clean(table.columns, typed)[0].get(column.name)))
        for row, typed in rows_of(table.name, raw).items()
        for column in table.columns
    ]
    return {field: meant for field, meant in cells if meant}


def _asks_for_person(question: Question) -> bool:
    return question.label.vi.casefold().startswith(_OF_A_NAME) or question.name in NAMES_OF_PERSONS


def _is_broken(word: str) -> bool:
    """Say whether the key for capitals has missed some letters of a word: "NGUYễN", "VăN", "đỖ"; not "McDonald"."""
    is_mixed = not (word.isupper() or word.islower())
    return is_mixed and (word[:2].isupper() or word[-1].isupper())


def _as_in_names(word: str, *, anew: bool, is_first: bool) -> str:
    """Return a word of a name with its capital; one that has its own stays, unless all are written ``anew``."""
    is_small = word[0].islower() and (is_first or word not in _SMALL)
    return word.capitalize() if is_small or (anew and word not in _SMALL) else word


def _slips(question: Question, value: object) -> list[tuple[Question, str]]:
    """Return how names are meant that look mistyped, with what asks for each: that of an answer, or those in a table's rows."""
    if question.kind is not QuestionKind.TABLE or not isinstance(value, list):
        return [(question, meant)] if (meant := name_meant(question, value)) else []
    cells = [(column, row.get(column.name)) for row in value if isinstance(row, dict) for column in question.columns]
    return [(column, meant) for column, cell in cells if (meant := name_meant(column, cell))]


def _cells(question: Question, value: object) -> list[tuple[Question, object]]:
    """Return an answer with its question, and those in a table's rows with theirs."""
    rows = value if isinstance(value, list) else []
    cells = [(column, row.get(column.name)) for row in rows if isinstance(row, dict) for column in question.columns]
    return [(question, value), *cells]


def _of_published(question: Question, value: object) -> Text | None:
    """Return what is said of the first domain name or ISBN that looks mistyped."""
    doubts = (published_doubt(one, cell) for one, cell in _cells(question, value) if isinstance(cell, str))
    return next(filter(None, doubts), None)


def _strange(question: Question, value: object) -> Text | None:
    """Return what is said of the first person's name that is none: of an answer, or in a table's rows."""
    asked = _cells(question, value)
    names = [str(cell) for one, cell in asked if one.kind is QuestionKind.TEXT and cell and _asks_for_person(one)]
    return next(filter(None, (strange_in(_TITLE_ADDED.split(name)[0]) for name in names)), None)


def _of_slips(slips: Sequence[tuple[Question, str]]) -> Text:
    """Return what is said of names that look mistyped, those of one kind in one sentence."""
    said: dict[Callable[[str], Text], list[str]] = {}
    for asking, meant in slips:
        kind = _elsewhere if asking.kind is QuestionKind.EMAIL else _mistyped if _asks_for_person(asking) else _small
        said.setdefault(_not_in_capitals if asks_capitals(asking) else kind, []).append(f"“{meant}”")
    texts = [say(", ".join(dict.fromkeys(names))) for say, names in said.items()]
    return Text(" ".join(text.vi for text in texts), " ".join(text.en for text in texts))


def _mistyped(names: str) -> Text:
    return Text(
        f"Tên người chưa viết hoa đúng chỗ. Viết: {names}? Giấy tờ ghi tên đúng như ở đây.",
        f"A person's name has its capitals in unusual places. Is it {names}? Papers bear the name as it stands here.",
    )


def _elsewhere(addresses: str) -> Text:
    return Text(
        f"Có phải {addresses}? Thư báo chỉ đến được khi địa chỉ đúng từng chữ.",
        f"Is it {addresses}? Mail arrives only where the address is right to the letter.",
    )


def _small(names: str) -> Text:
    return Text(
        f"Ở đây chỉ có chữ thường. Viết: {names}? Giấy tờ ghi đúng như ở đây.",
        f"There are small letters only. Is it {names}? Papers bear it as it stands here.",
    )


def _not_in_capitals(names: str) -> Text:
    return Text(
        f"Mục này xin ghi bằng chữ in hoa. Viết: {names}?",
        f"This is asked for in capital letters. Is it {names}?",
    )


def _is_household(asked: Mapping[str, Question], values: Mapping[str, object]) -> bool:
    """Say whether a choice of the form says that it is about a household business."""
    return any(
        choice.value == values.get(name) and choice.label.vi.casefold() == HOUSEHOLD
        for name, question in asked.items()
        for choice in question.choices
    )


def _birth_date(
    question: Question, encoded: Encoded, asked: Mapping[str, Question], values: Mapping[str, object]
) -> list[Text]:
    other = asked.get(question.birth_date or "")
    given = values.get(question.birth_date or "")
    if other is None or other.kind is not QuestionKind.DATE or not isinstance(given, str):
        return []
    born_on = date.fromisoformat(given)
    if born_on.year == encoded.birth_year:
        return []
    shown_date = f"{born_on:%d/%m/%Y}"
    return [
        Text(
            f"Theo số định danh, năm sinh là {encoded.birth_year}, nhưng mục “{other.label.vi}” ghi {shown_date}. "
            "Xin xem lại.",
            f"By the personal ID the year of birth is {encoded.birth_year}, but “{other.label.en}” says {shown_date}. "
            "Please check them.",
        )
    ]


def _sex(
    question: Question, encoded: Encoded, asked: Mapping[str, Question], values: Mapping[str, object]
) -> list[Text]:
    other = asked.get(question.sex or "")
    given = values.get(question.sex or "")
    answered = _SEXES.get(given) if isinstance(given, str) else None
    meant = _SEXES["female" if encoded.is_female else "male"]
    if other is None or answered is None or answered == meant:
        return []
    return [
        Text(
            f"Theo số định danh, giới tính là {meant.vi}, nhưng mục “{other.label.vi}” ghi {answered.vi}. Xin xem lại.",
            f"By the personal ID the sex is {meant.en}, but “{other.label.en}” says {answered.en}. Please check them.",
        )
    ]
