"""What the officer types beside the answers: how many of each paper came, the envelope, by which paper somebody acts for another."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dossiers.log.effective import Happened
from dossiers.log.handed import come_short, lacking
from dossiers.models import Channel
from procedures.answers import AnswerError, day, plain_text
from procedures.answers.doubts.items import written
from procedures.form import Text
from procedures.machine import Component, Machine

ORIGINALS, CERTIFIED, COPIES = "original", "certified", "copy"
"""The three columns of form 01 (TT 01/2018/TT-VPCP), as the names of fields end."""
COLUMNS = (ORIGINALS, CERTIFIED, COPIES)
MOST_COPIES = 99
MOST_LETTERS = 120
POST_NUMBER, POSTED_ON, SETS = "post_number", "posted_on", "sets"
AUTHORITY, AUTHORISED_UNTIL = "authority", "authorised_until"
BESIDE = (SETS, POST_NUMBER, POSTED_ON, AUTHORITY, AUTHORISED_UNTIL)
TAKEN_FROM = "taken_from"
"""Beside what is typed: the number of the dossier from which what stands there was taken over; no page sends it."""
FOR_ANOTHER = "applicant_organisation"
"""The question whose dossier it is, where somebody else files it."""

NOT_A_COUNT = Text(
    f"Xin ghi số bản, từ 0 đến {MOST_COPIES}.", f"Please give a number of copies, from 0 to {MOST_COPIES}."
)
NOT_SETS = Text(
    f"Xin ghi số bộ hồ sơ đã nhận, từ 1 đến {MOST_COPIES}.",
    f"Please give the number of sets that came, from 1 to {MOST_COPIES}.",
)
FOR_WHOM = Text(
    "Có giấy uỷ quyền, giấy giới thiệu thì ghi chủ hồ sơ ở đây; nếu người này nộp cho chính mình, xoá phần giấy uỷ quyền.",
    "With a power of attorney, say here whose dossier it is; who files for himself needs none: then clear it.",
)
NO_ENVELOPE = Text("Xin ghi ngày trên dấu bưu điện của phong bì.", "Please give the date on the envelope's postmark.")
ENVELOPE_TO_COME = Text(
    "Ngày trên phong bì chưa tới: xin xem lại dấu bưu điện.", "That day is still to come: look at the postmark again."
)
AUTHORITY_ENDED = Text(
    "Giấy uỷ quyền hoặc giấy giới thiệu đã hết hạn trước ngày nộp: người này không nộp thay được nữa. Xin giấy mới, hoặc để chủ "
    "hồ sơ tự nộp.",
    "The power of attorney or letter of introduction ended before today: this person may not file with it. Ask for a new one, or let "
    "the owner file.",
)


def short_of(one: Component, came: int, asked: int) -> Text:
    """Return how a paper is named of which fewer came than are asked for, beside those that did not come."""
    return Text(
        f"{one.title.vi} (cần {asked} bản, đã nhận {came} bản)", f"{one.title.en} ({asked} asked for, {came} received)"
    )


def more_of(came: int, asked: int) -> str:
    """Return what a request says of it unless somebody writes otherwise; it is printed on form 02."""
    return f"Cần {asked} bản, mới nhận {came} bản; đề nghị nộp thêm {asked - came} bản."


def not_come(
    machine: Machine, answers: Mapping[str, object], log: Sequence[Happened], filed: Collection[str]
) -> list[Text]:
    """Return as they are named which papers have not come, and of which fewer than are asked for, by a log that holds."""
    none_came = lacking(machine, answers, log, filed)
    few = [short_of(*found) for found in come_short(machine, answers, log, filed) if found[0] not in none_came]
    return [*(one.title for one in none_came), *few]


@dataclass(frozen=True, slots=True)
class Intake:
    """What was typed, as values."""

    brought: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    """By component: originals, certified copies, copies; none of those of which nothing came."""
    post_number: str = ""
    posted_on: date | None = None
    authority: str = ""
    authorised_until: date | None = None
    sets: int = 0
    """How many sets of papers came; 0 where nobody has said it."""


NOTHING_BROUGHT = Intake()


def count_field(component: str, column: str) -> str:
    """Return the name of the field in which copies of a component are counted."""
    return f"brought-{component}.{column}"


def fields_of(machine: Machine) -> list[str]:
    """Return the names of all fields that are typed beside the answers."""
    counts = [count_field(component.name, column) for component in machine.components for column in COLUMNS]
    return [*counts, *BESIDE]


def is_begun(raw: Mapping[str, str]) -> bool:
    """Say whether somebody has typed anything beside the answers: what was only taken over is not typed."""
    return not raw.keys() <= {AUTHORITY, AUTHORISED_UNTIL, TAKEN_FROM}


def read(
    machine: Machine, raw: Mapping[str, str], *, channel: Channel, on: date, for_another: bool
) -> tuple[Intake, dict[str, Text]]:
    """Return what was typed of a filing on a day as values, and by field what is wrong or missing.

    ``for_another``: the dossier is somebody else's than the applicant's. Who represents an organisation by law needs no
    paper for it, so that none is asked for; one that has ended is refused, and one without whom it is for.
    """
    errors: dict[str, Text] = {}
    brought = dict(_brought(machine, raw, errors))
    posted_on = _day(raw, POSTED_ON, errors)
    if channel is Channel.POST and posted_on is None:
        errors.setdefault(POSTED_ON, NO_ENVELOPE)
    if posted_on is not None and posted_on > on:
        errors[POSTED_ON] = ENVELOPE_TO_COME
    until, authority = _day(raw, AUTHORISED_UNTIL, errors), _line(raw, AUTHORITY, errors)
    if has_ended(raw, on):
        errors[AUTHORISED_UNTIL] = AUTHORITY_ENDED
    if (authority or until) and not for_another:
        errors[FOR_ANOTHER] = FOR_WHOM
    is_posted = channel is Channel.POST
    return (
        Intake(
            brought=brought,
            post_number=written(_line(raw, POST_NUMBER, errors)) if is_posted else "",
            posted_on=posted_on if is_posted else None,
            authority=authority if for_another else "",
            authorised_until=until if for_another else None,
            sets=_sets(raw, errors),
        ),
        errors,
    )


def fewer_than_sets(machine: Machine, raw: Mapping[str, str]) -> tuple[int, list[tuple[Component, int]]]:
    """Return how many sets are said to have come, and each paper of which fewer came, with how many; nothing of wrong numbers.

    The law names the sets (NĐ 61/2018 art. 17), and form 01 says their number beside that of each paper. A paper of which
    nothing came is another question.
    """
    errors: dict[str, Text] = {}
    sets, brought = _sets(raw, errors), dict(_brought(machine, raw, errors))
    came = [(one, sum(brought[one.name])) for one in machine.components if one.name in brought and not one.handed_in]
    return sets, [] if errors else [(one, count) for one, count in came if count < sets]


def brought_of(machine: Machine, raw: Mapping[str, str]) -> dict[str, tuple[int, int, int]]:
    """Return by component how many of it came, of each kind; 0 of a wrong number."""
    return dict(_brought(machine, raw, {}))


def posted_on(raw: Mapping[str, str]) -> date | None:
    """Return the day of the envelope as it was typed; None where it is none."""
    return _day(raw, POSTED_ON, {})


def authorised_until(raw: Mapping[str, str]) -> date | None:
    """Return the last day of the paper by which somebody acts for another, as it was typed; None where none is."""
    return _day(raw, AUTHORISED_UNTIL, {})


def has_ended(raw: Mapping[str, str], on: date) -> bool:
    """Return whether the paper by which somebody acts for another ended before a day: it is refused, whatever else is asked."""
    until = authorised_until(raw)
    return until is not None and until < on


def _brought(
    machine: Machine, raw: Mapping[str, str], errors: dict[str, Text]
) -> Iterator[tuple[str, tuple[int, int, int]]]:
    for component in machine.components:
        names = [count_field(component.name, column) for column in COLUMNS]
        first, second, third = (_count(raw.get(name, ""), name, errors) for name in names)
        if first or second or third:
            yield component.name, (first, second, third)


def _count(typed: str, name: str, errors: dict[str, Text]) -> int:
    text = typed.strip()
    if not text:
        return 0
    if not re.fullmatch("[0-9]{1,2}", text):
        errors[name] = NOT_A_COUNT
        return 0
    return int(text)


def _sets(raw: Mapping[str, str], errors: dict[str, Text]) -> int:
    if SETS not in raw:
        return 0
    found = _count(raw[SETS], SETS, errors)
    if not found:
        errors[SETS] = NOT_SETS
    return found


def _day(raw: Mapping[str, str], name: str, errors: dict[str, Text]) -> date | None:
    text = raw.get(name, "").strip()
    try:
        return day(text) if text else None
    except AnswerError as error:
        errors[name] = error.sentence
        return None


def _line(raw: Mapping[str, str], name: str, errors: dict[str, Text]) -> str:
    try:
        return plain_text(raw.get(name, ""), MOST_LETTERS)
    except AnswerError as error:
        errors[name] = error.sentence
        return ""
