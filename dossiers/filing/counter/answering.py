"""What an answer on paper to a request must hold, which an officer of the desk enters (ADR 0088).

What comes on line is judged the same way (``filing.corrections``); here a paper may come as copies that are counted.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from accounts.models import User
from accounts.roles import Role
from accounts.seats import Seats
from dossiers import acts, policy
from dossiers.filing import corrections, drafts, opening, overlaps
from dossiers.filing.corrections import LACKING, NOTE, Asked, Checked
from dossiers.filing.counter import checking, intake
from dossiers.filing.counter.intake import Intake
from dossiers.filing.overlaps import Overlap
from dossiers.models import Attachment, Channel, Dossier, Draft
from dossiers.policy import Actor
from procedures.machine import Component, Question, QuestionKind, Text
from procedures.time.calendar import local

TYPED_BY = "typed_by"
"""In what is kept of a draft beside its answers: by the place in which something was typed, by whom last, and when."""
APART = "apart"
"""In the same: by its place, what somebody typed where another desk had typed something else, until one of the two is chosen."""
NOTE_AT_DESK = Text("Lời của người nộp", "What the applicant says")
"""What the place for a word is called where an officer types it: not to the office, but of what was said or posted."""
ORIGINALS, CERTIFIED, COPIES = (
    Text("Bản chính", "Originals"),
    Text("Bản sao chứng thực", "Certified copies"),
    Text("Bản sao", "Copies"),
)

CAME_BY, BY_POST = "came_by", "post"
"""In which field is said by which way it came, and what it says of the post; at the counter it is empty."""
ENVELOPE = tuple(
    Question(name, QuestionKind.TEXT, label)
    for name, label in (
        (CAME_BY, Text("Cách gửi đến", "How it came")),
        (intake.POSTED_ON, Text("Ngày trên phong bì", "Date on the envelope")),
        (intake.POST_NUMBER, Text("Số hiệu bưu gửi", "Number of the postal item")),
    )
)
"""The places in which that is typed."""

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


def is_asked(dossier: Dossier) -> bool:
    """Say whether an answer to a request is open now."""
    return dossier.machine.action(dossier.state, acts.ANSWER) is not None


def officer_for(dossier: Dossier, user: User, seats: Seats) -> Actor | None:
    """Return somebody as the officer of the desk who may record the answer for its applicant; None for whoever may not."""
    action = dossier.machine.action(dossier.state, acts.ANSWER)
    held = (one for one in policy.actors(user, seats) if one.role is Role.ONE_STOP_OFFICER)
    return next((one for one in held if action and policy.may(one, action, dossier)), None)


def save(draft: Draft, asked: Asked, typed: Mapping[str, str], *, at: datetime, by: User | None = None) -> Overlap:
    """Keep what was typed, right or wrong: answers and words like those of an answer on line, and how many of each paper came.

    What another window has saved since the page was made stays (``overlaps``). Who typed what is kept beside, for two desks
    may have one answer open.
    """
    places = places_of(asked)
    overlap = overlaps.lay_beside(places, texts_of(draft), typed)
    known = overlaps.marks(places, texts_of(draft))
    counts = {one.name: overlap.sent[one.name] for one in _beside(asked) if one.name in overlap.sent}
    with opening.dated(draft, at=at):
        draft.answers = drafts.kept(asked.places, draft.answers, overlap.sent)
        draft.counter = {**draft.counter, **{name: text.replace("\x00", "") for name, text in counts.items()}}
        draft.save(update_fields=["answers", "counter"])
    changed = [name for name, mark in overlaps.marks(places, texts_of(draft)).items() if known[name] != mark]
    if changed:
        who = {name: [by.pk if by else None, at.isoformat()] for name in changed}
        draft.counter = {**draft.counter, TYPED_BY: {**draft.counter.get(TYPED_BY, {}), **who}}
        draft.save(update_fields=["counter"])
        opening.changed(draft, at=at)
    _set_apart(draft, overlap, by, at)
    return overlap


def _set_apart(draft: Draft, overlap: Overlap, by: User | None, at: datetime) -> None:
    """Keep what was typed and could not be saved until one of the two is chosen: its page may be left by then."""
    before = draft.counter.get(APART, {})
    chosen = overlap.typed.get("do", "").split(":")[1:2]
    apart = {name: one for name, one in before.items() if name not in chosen}
    for question in overlap.clashing:
        if question.name not in overlap.tables and (text := overlap.typed.get(question.name, "").replace("\x00", "")):
            apart[question.name] = [by.pk if by else None, at.isoformat(), text]
    if apart != before:
        draft.counter = {**draft.counter, APART: apart}
        draft.save(update_fields=["counter"])


def apart_of(draft: Draft) -> dict[str, tuple[int | None, datetime, str]]:
    """Return what was typed and could not be saved, by its place: by whom, when, and the text; nothing that stands there by now."""
    texts = texts_of(draft)
    kept = draft.counter.get(APART, {}).items()
    return {
        name: (key, datetime.fromisoformat(at), text) for name, (key, at, text) in kept if text != texts.get(name, "")
    }


def places_of(asked: Asked) -> list[Question]:
    """Return all places of that page in which somebody types, the numbers of copies among them."""
    said = [replace(one, label=NOTE_AT_DESK) if one.name == NOTE else one for one in asked.places]
    return [*said, *_beside(asked)]


def texts_of(draft: Draft) -> dict[str, str]:
    """Return what a draft holds in all these places."""
    return {**draft.answers, **{name: text for name, text in draft.counter.items() if isinstance(text, str)}}


def is_counted(draft: Draft) -> bool:
    """Say whether a desk has begun to enter what came on paper: an answer that goes out on line goes without it."""
    return any(isinstance(text, str) and text.strip() for text in draft.counter.values())


def typed_by(draft: Draft, place: str) -> tuple[int, datetime] | None:
    """Return the key of the officer who typed last in a place, and when; None where nobody has."""
    key, at = draft.counter.get(TYPED_BY, {}).get(place, (None, ""))
    return (key, datetime.fromisoformat(at)) if key else None


def _beside(asked: Asked) -> list[Question]:
    """Return the places of what is kept beside the answers: the envelope, and how many copies came."""
    return [*ENVELOPE, *counted(asked.components)]


def _channel(typed: Mapping[str, object]) -> Channel:
    """Return by which way an answer came: by post also where only its envelope is typed, which would be lost else."""
    is_posted = typed.get(CAME_BY) == BY_POST or any(typed.get(one) for one in (intake.POSTED_ON, intake.POST_NUMBER))
    return Channel.POST if is_posted else Channel.DESK


def counted(components: Iterable[Component]) -> list[Question]:
    """Return the places in which copies of papers are counted."""
    labels = {intake.ORIGINALS: ORIGINALS, intake.CERTIFIED: CERTIFIED, intake.COPIES: COPIES}
    return [
        Question(
            intake.count_field(one.name, column),
            QuestionKind.TEXT,
            Text(f"{one.title.vi}: {label.vi}", f"{one.title.en}: {label.en}"),
        )
        for one in components
        for column, label in labels.items()
    ]


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
    at: datetime,
) -> tuple[Checked, Intake]:
    """Check what an officer has entered at an instant, and return what came on paper and by which envelope; each fault at its place."""
    channel, on = _channel(draft.counter), local(at).date()
    came, wrong = intake.read(asked.machine, draft.counter, channel=channel, on=on, for_another=False)
    of_asked = {one.name for one in asked.components}
    brought = {name: counts for name, counts in came.brought.items() if name in of_asked}
    attached = list(attached)
    checked = corrections.check(asked, draft.answers, attached, filed, filed_at=filed_at, at=at)
    taken = {one.component for one in attached if not one.problem}
    # Of a paper that another file brings nothing is asked: this one was said to be broken when it came.
    broken = checking.broken((one for one in attached if one.component not in taken), asked.file_fields())
    errors = dict(_at_its_place(checked, brought)) | wrong | broken
    errors |= {LACKING + name: CAME_AND_REASON for name in checked.lacking if name in brought}
    return replace(checked, errors=errors), replace(came, brought=brought)


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
