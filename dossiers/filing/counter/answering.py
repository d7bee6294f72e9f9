"""What an answer on paper to a request must hold, which an officer of the desk enters (ADR 0088).

What comes on line is judged the same way (``filing.corrections``); here a paper may come as copies that are counted.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from dossiers.filing import corrections, drafts
from dossiers.filing.corrections import LACKING, NOTE, Asked, Checked
from dossiers.filing.counter import intake
from dossiers.models import Attachment, Channel, Draft
from procedures.form import Text

type Came = Mapping[str, tuple[int, int, int]]
"""By component: originals, certified copies, copies."""

NOTHING_CAME = Text(
    "Chưa có bản nào của giấy tờ này: ghi số bản đã nhận, đính kèm bản quét, hoặc ghi vì sao không có.",
    "Nothing of this paper came: give the number that was brought, attach a scan, or say why there is none.",
)
NOTHING = Text(
    "Chưa có gì để ghi nhận: ghi số bản đã nhận, đính kèm bản quét, sửa câu trả lời, hoặc ghi lời của người nộp.",
    "There is nothing to record: give what was brought, attach a scan, correct an answer, or put down what was said.",
)
CAME_AND_REASON = Text(
    "Đã ghi số bản đã nhận mà vẫn ghi vì sao không có: hãy xoá số bản, hoặc xoá lời giải thích này.",
    "Copies are counted, and this says why there is none: clear their number, or these words.",
)


def save(draft: Draft, asked: Asked, typed: Mapping[str, str], *, at: datetime) -> None:
    """Keep what was typed, right or wrong: answers and words like those of an answer on line, and how many of each paper came."""
    corrections.save(draft, asked, typed, at=at)
    counts = [name for one in asked.components for name in count_fields(one.name)]
    draft.counter = {**draft.counter, **{name: typed[name].replace("\x00", "") for name in counts if name in typed}}
    draft.save(update_fields=["counter"])


def count_fields(component: str) -> list[str]:
    """Return the names of the fields in which the copies of a component are counted."""
    return [intake.count_field(component, column) for column in intake.COLUMNS]


def check(
    asked: Asked,
    draft: Draft,
    attached: Iterable[Attachment],
    filed: Collection[str],
    *,
    filed_at: datetime,
    on: date,
) -> tuple[Checked, Came]:
    """Check what an officer has entered on a day, and return what came on paper; each fault at its place on that page."""
    came, wrong = intake.read(asked.machine, draft.counter, channel=Channel.DESK, on=on, for_another=False)
    of_asked = {one.name for one in asked.components}
    brought = {name: counts for name, counts in came.brought.items() if name in of_asked}
    checked = corrections.check(asked, draft.answers, attached, filed, filed_at=filed_at)
    errors = dict(_at_its_place(checked, brought)) | wrong
    errors |= {LACKING + name: CAME_AND_REASON for name in checked.lacking if name in brought}
    return replace(checked, errors=errors), brought


def _at_its_place(checked: Checked, brought: Came) -> Iterator[tuple[str, Text]]:
    """Yield the faults that count where papers come as copies, by field."""
    for field, fault in checked.errors.items():
        name = field.removeprefix(drafts.component_field(""))
        if fault in (corrections.NOTHING, corrections.NOT_BROUGHT):
            if not brought:
                yield NOTE, NOTHING
        elif fault not in (corrections.NOT_SENT, drafts.MISSING_COMPONENT) or name == field:
            yield field, fault
        elif name not in brought:
            yield intake.count_field(name, intake.ORIGINALS), NOTHING_CAME
