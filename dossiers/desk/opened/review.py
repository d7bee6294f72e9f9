"""What an officer goes through: each paper with its versions, each answer, and what was remarked on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.roles import Role
from dossiers.commands.remarks import Place, content_of, standing, words_sent
from dossiers.display.agency import handed
from dossiers.display.agency.handed import Handed
from dossiers.display.formats import localized, vn_date
from dossiers.filing import drafts
from dossiers.filing.lookups.words import of_log
from dossiers.filing.tables.as_files import as_files
from dossiers.log.answers import standing as answers_of
from dossiers.log.facts import facts_of, words_of
from dossiers.log.handed import came_on_paper, come_short, filed_in, is_counted, lacking
from dossiers.models import Attachment, Dossier, Event, ReasonTemplate, Remark, RemarkKind
from dossiers.pages.answers import AnswerRow, AnswerSection
from dossiers.pages.logged import intake
from dossiers.pages.logged.intake import OnPaper
from procedures.machine import Machine, QuestionKind


def key_of(place: Place) -> str:
    """Return the name of a place in forms and anchors."""
    return f"{place.kind}.{place.name}"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of a version, and whether the one before had just the same."""

    file: Attachment
    is_same: bool


@dataclass(frozen=True, slots=True)
class Version:
    """What was sent for a paper at one time."""

    label: str
    """``lần 1``, ``bổ sung 02/12``."""
    at: datetime
    sequence: int
    papers: list[Paper]
    is_new: bool
    """Whether nobody has ticked or remarked on it since it came."""


@dataclass(frozen=True, slots=True)
class Item:
    """A paper or an answer, with the remark that stands on it."""

    place: Place
    title: str
    row: AnswerRow | None = None
    versions: list[Version] = field(default_factory=list)
    """The newest first."""
    is_eform: bool = False
    remark: Remark | None = None
    asked: str = ""
    """What the applicant was asked for since the remark that stands."""
    looked: str = ""
    """What came of looking it up in a database when it was filed."""
    handed: Handed | None = None
    """What is said of it, where it is brought to the receiving point."""
    came: OnPaper | None = None
    """Of what came on paper: how many originals and copies of it lie at the desk, and what went back."""
    few: str = ""
    """That fewer of it came on paper than are asked for."""
    is_on_paper: bool = False
    came_later: bool = False
    """Whether some of it came on paper after the filing."""
    given_as: str = ""
    """The question at which it was given as a file, where the answers may be this paper."""
    is_missing: bool = False
    """Of a filing on paper that was counted: whether neither copies nor a file came of it."""
    may_note: bool = False
    """Whether the reader notes there that it came."""
    lacking: str = ""
    """Why the applicant answered the last request for it with neither a file nor a new answer."""
    content: int = 0
    """The event that what is shown came with, where it came after the filing or with files."""
    error: str = ""
    typed: str | None = None
    """What was typed and not saved."""
    seen_before: int | None = None
    """The number that the page showed which was not taken: a second press of it is not taken either."""
    replaces: int = 0
    """The number of somebody else's remark that can be replaced knowingly."""
    reasons: Sequence[ReasonTemplate] = ()
    """The templates to choose from, where somebody asked for them."""

    @property
    def key(self) -> str:
        """Its name in forms and anchors."""
        return key_of(self.place)

    @property
    def seen(self) -> int:
        """The number of the remark that is shown."""
        if self.seen_before is not None:
            return self.seen_before
        return self.remark.number if self.remark else 0

    @property
    def is_old(self) -> bool:
        """Whether something newer came since the tick or the words that stand, so that it is to be looked at again."""
        row = self.remark
        return row is not None and bool(row.is_fine or row.text) and row.sequence < self.content

    @property
    def is_fine(self) -> bool:
        """Whether what is there now was ticked."""
        return self.remark is not None and self.remark.is_fine and not self.is_old

    @property
    def text(self) -> str:
        """What stands to be put right and was not said yet, or what is being typed."""
        if self.typed is not None:
            return self.typed
        return self.remark.text if self.remark and not self.asked else ""

    @property
    def is_supplied(self) -> bool:
        """Whether the applicant has sent it anew or corrected it, and not said last that nothing comes."""
        is_later = bool(self.versions) and self.versions[0].sequence > 1
        # A form on paper that lies there is not sent anew by an answer that is corrected.
        return not self.lacking and (is_later or self.came_later or bool(self.row and self.row.before))

    @property
    def state(self) -> str:
        """Return ``again``, ``fine``, ``remarked``, or nothing."""
        if self.is_old and self.typed is None:
            return "again"
        return "fine" if self.is_fine else "remarked" if self.text else ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A remark that was not taken: why, and what was typed."""

    sentence: str
    typed: str | None = None
    seen: int | None = None
    """The number of the remark that the page showed there, where words are kept that must not replace another's unread."""
    is_meanwhile: bool = False
    """Whether somebody else's stands there now."""


@dataclass(frozen=True, slots=True)
class Part:
    """Items under a heading."""

    anchor: str
    title: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Review:
    """All of it."""

    parts: list[Part]
    remarks: Mapping[Place, Remark]
    """The latest of each place."""

    @property
    def items(self) -> list[Item]:
        """All items in their order."""
        return [item for part in self.parts for item in part.items]

    @property
    def supplied(self) -> list[Item]:
        """What came with the supplements, gathered for whoever has to look at that alone."""
        return [item for item in self.items if item.is_supplied]

    @property
    def missing(self) -> list[Item]:
        """The papers that the applicant was asked for and does not have."""
        return [item for item in self.items if item.lacking and not item.row]

    @property
    def unchanged(self) -> list[Item]:
        """The answers that were asked about and stay as they are."""
        return [item for item in self.items if item.lacking and item.row]

    @property
    def counted(self) -> tuple[int, int, int, int]:
        """How many are ticked, to be put right, to be looked at again, and how many there are."""
        states = [item.state for item in self.items]
        return states.count("fine"), states.count("remarked"), states.count("again"), len(states)

    def with_faults(self, faults: Mapping[str, Fault]) -> "Review":
        """Return it with what was not taken at its items."""
        numbers = {item.key: item.seen for item in self.items}
        return self._changed(
            {
                key: {
                    "error": fault.sentence,
                    "typed": fault.typed,
                    "seen_before": fault.seen,
                    "replaces": numbers.get(key, 0) if fault.is_meanwhile else 0,
                }
                for key, fault in faults.items()
            }
        )

    def noting(self) -> "Review":
        """Return it for whoever notes what came to the receiving point."""
        return self._changed({item.key: {"may_note": True} for item in self.items if item.handed})

    def choosing(self, key: str, reasons: Sequence[ReasonTemplate]) -> "Review":
        """Return it with the texts to choose from at one item."""
        return self._changed({key: {"reasons": reasons}})

    def _changed(self, changed: Mapping[str, dict[str, Any]]) -> "Review":
        parts = [
            replace(part, items=[replace(item, **changed.get(item.key, {})) for item in part.items])
            for part in self.parts
        ]
        return replace(self, parts=parts)


def review_of(dossier: Dossier, log: Sequence[Event], sections: Sequence[AnswerSection]) -> Review:
    """Return what there is to go through, the papers first: one query."""
    machine, remarks = dossier.machine, standing(dossier)
    papers = _papers(machine, log, remarks)
    # How it was paid is no answer to be put right: it stands beside what is owed.
    places = {question.name for question in drafts.questions_of(machine)}
    answers = [Part(s.anchor, s.title, [_answer(row) for row in s.rows if row.name in places]) for s in sections]
    parts = [Part("documents", _("Documents"), papers), *answers]
    lacking, content = _lacking(log), content_of(machine, log)
    later = {name for event in log if event.sequence > 1 for name in facts_of(event).brought}

    few = _few(machine, log)

    def reviewed(item: Item) -> Item:
        name = item.place.name
        shown = replace(item, lacking=lacking.get(name, ""), content=content.get(name, 0), came_later=name in later)
        shown = replace(shown, few=few.get(name, ""))
        return _remarked(shown, remarks, machine, log)

    shown = [replace(part, items=[reviewed(item) for item in part.items]) for part in parts]
    return Review([part for part in shown if part.items], remarks)


def _few(machine: Machine, log: Sequence[Event]) -> dict[str, str]:
    """Return by name of which papers fewer came than are asked for, in words."""
    found = come_short(machine, answers_of(log), log, filed_in(log))
    return {one.name: _("%(n)s are asked for") % {"n": asked} for one, _came, asked in found}


def _lacking(log: Sequence[Event]) -> dict[str, str]:
    """Return by name why something that was asked for did not come; what was asked for again waits for its answer."""
    found: dict[str, str] = {}
    for event in log:
        facts, words = facts_of(event), words_of(event.payload)
        for name in (*facts.components, *facts.questions):
            found.pop(name, None)
        found |= words.lacking
    return found


def _remarked(item: Item, remarks: Mapping[Place, Remark], machine: Machine, log: Sequence[Event]) -> Item:
    remark = remarks.get(item.place)
    if remark is None or not (remark.is_fine or remark.text):
        return replace(item, remark=remark)
    asked = (words_sent(remark, machine, log) if remark.text else "") or item.asked
    return replace(item, remark=remark, asked=asked)


def _answer(row: AnswerRow) -> Item:
    return Item(Place(RemarkKind.ANSWER, row.name), row.label, row=row)


def _papers(machine: Machine, log: Sequence[Event], remarks: Mapping[Place, Remark]) -> list[Item]:
    """Return the papers and the questions that ask for files; what only some answers ask for is left out where none came."""
    found, looked = _versions(log), of_log(log)
    brought = {one.component.name: one for one in handed.of_log(machine, log)}
    came, is_on_paper = intake.came_of(machine, log), came_on_paper(log[0])
    was_counted, there = is_counted(log[0]), {*found, *looked, *brought, *came}
    lacks = {one.name for one in lacking(machine, answers_of(log), log, there - came.keys())}
    given_as = as_files(machine, () if is_on_paper else found)
    rows = [
        (Place(RemarkKind.COMPONENT, one.name), localized(one.title), one.eform, bool(one.when or one.handed_in))
        for one in machine.components
    ]
    rows += [
        (Place(RemarkKind.ANSWER, one.name), localized(one.label), False, True)
        for one in machine.questions
        if one.kind is QuestionKind.FILE
    ]
    return [
        Item(
            place,
            title,
            versions=_looked_at(found.get(place.name, []), remarks.get(place)),
            is_eform=is_eform,
            looked=localized(looked.get(place.name)),
            handed=brought.get(place.name),
            asked=_asked_once_more(brought.get(place.name), machine, log),
            came=came.get(place.name),
            is_on_paper=is_on_paper,
            given_as=localized(given_as.get(place.name)),
            is_missing=was_counted and place.name not in there and place.kind is RemarkKind.COMPONENT,
        )
        for place, title, is_eform, is_optional in rows
        if place.name in {*there, *lacks} or not is_optional
    ]


def _asked_once_more(one: Handed | None, machine: Machine, log: Sequence[Event]) -> str:
    """Return what the applicant was asked last of something that is brought and has not come since; "" mostly."""
    if one is None or one.came:
        return ""
    requests = (event for event in reversed(log) if machine.states[event.target].holder is Role.CITIZEN)
    asked = next((event for event in requests if one.component.name in facts_of(event).components), None)
    return words_of(asked.payload).components.get(one.component.name, "") if asked else ""


def _looked_at(versions: list[Version], remark: Remark | None) -> list[Version]:
    """Mark the newest version of a paper that came after the filing, until somebody has said something of it."""
    if not versions or versions[0].sequence == 1 or (remark is not None and remark.sequence >= versions[0].sequence):
        return versions
    return [replace(versions[0], is_new=True), *versions[1:]]


def _versions(log: Sequence[Event]) -> dict[str, list[Version]]:
    """Return by the name of a paper what was sent for it, the newest first."""
    found: dict[str, list[Version]] = {}
    for event in log:
        sent: dict[str, list[Attachment]] = {}
        for file in event.attachments.all():
            if file.component:
                sent.setdefault(file.component, []).append(file)
        for name, files in sent.items():
            before = found.setdefault(name, [])
            known = {paper.file.sha256 for version in before[:1] for paper in version.papers}
            papers = [Paper(file, file.sha256 in known) for file in files]
            before.insert(0, Version(_label(event, before), event.at, event.sequence, papers, is_new=False))
    return found


def _label(event: Event, before: Sequence[Version]) -> str:
    """Return what a version is called: by the day, and by a number where that day had one before."""
    if event.sequence == 1:
        return pgettext("version", "first filing")
    label = _("supplement %(day)s") % {"day": vn_date(event.at)[:5]}
    again = sum(version.label.startswith(label) for version in before)
    return f"{label} ({again + 1})" if again else label
