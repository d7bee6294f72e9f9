"""What people wrote in those years, all of it made up: answers in forms, and reasons."""

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from accounts.models import User
from dossiers.filing import drafts
from dossiers.filing.known.own_names import OWNER, only_organisations
from portal.demo.history.made_up import MadeUp
from portal.demo.history.plan import FIRST, Filing
from procedures.answers.sample import raw_answers
from procedures.machine import Machine, Question, QuestionKind
from procedures.time.calendar import LOCAL

_HERE = Path(__file__).parent
ANSWERS, COMMON, REASONS = _HERE / "answers", "chung", _HERE / "reasons.toml"
_THEN = datetime(FIRST.year, FIRST.month, FIRST.day, 9, tzinfo=LOCAL)
_OF_THE_APPLICANT = frozenset({"organisation_name", "business_name", "importer_name", "organiser_name", "user_name", "transferor_name", "establishment_name"})  # fmt: skip
_OF_OTHERS = ("printing_house", "transferee", "new_", "venue", "server")
"""Places of which these are the beginning are not the applicant's."""
_PLACES = ("address", "workshop", "office", "venue", "placed_at", "place")
_DECIDING = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.YES_NO})
_TYPED = frozenset({QuestionKind.DATE, QuestionKind.PHONE, QuestionKind.TAX_CODE})
"""Kinds of which every answer is made up anew."""

type Raw = dict[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """What is typed into the form of a procedure, whoever applies."""

    machine: Machine
    typical: Mapping[str, str]
    """Complete and right raw answers, as of those years."""
    texts: "Texts"
    places: tuple[str, ...]
    """Questions that are answered with an address."""
    anew: tuple[tuple[str, QuestionKind], ...]
    """Questions of which every answer is made up anew, with their kind."""
    deciding: frozenset[str]
    """Questions on which it depends what else is asked."""
    _applicants: list[User] = field(default_factory=list)
    _papers: dict[frozenset[tuple[str, str]], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, machine: Machine, slug: str) -> "Form":
        """Return the form of a machine."""
        asked = machine.questions
        return cls(
            machine,
            typical=_typical(machine),
            texts=Texts.of(slug),
            places=tuple(q.name for q in asked if q.kind is QuestionKind.TEXT and q.name.endswith(_PLACES)),
            anew=tuple((q.name, q.kind) for q in asked if q.kind in _TYPED),
            deciding=frozenset(q.name for q in asked if q.kind in _DECIDING),
        )

    def owner_of(self, filing: Filing, everybody: Sequence[User]) -> User:
        """Return who applies: of those who would, the one in that place."""
        if not self._applicants:
            self._applicants.extend(user for user in everybody if self.texts.fit(user))
        return self._applicants[filing.applicant * len(self._applicants) // len(everybody)]

    def filled_in(self, owner: User, filing: Filing) -> Raw:
        """Return what an applicant typed: the same for the same filing."""
        made_up = MadeUp(owner, filing.day, random.Random(filing.seed ^ filing.index))  # noqa: S311 - no secret
        raw = {**self.typical, **drafts.profile_answers(owner)}
        raw |= dict.fromkeys(_OF_THE_APPLICANT & raw.keys(), made_up.organisation)
        if only_organisations(self.machine) and not raw.get(OWNER):
            raw[OWNER] = made_up.organisation
        raw |= {name: made_up.place(is_own=not name.startswith(_OF_OTHERS)) for name in self.places}
        for name, kind in self.anew:
            raw[name] = _answer(name, kind, made_up)
        raw |= self.texts.drawn(raw, made_up)
        for name, rows in self.texts.rows.items():
            raw |= self._rows(name, rows.fitting(raw), made_up)
        return raw | _of_people(raw, made_up)

    def papers(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        """Return the components and questions that need a file with these answers."""
        key = frozenset((name, text) for name, text in answers.items() if name.partition(".")[0] in self.deciding)
        if key not in self._papers:
            fields = drafts.file_fields(self.machine)
            missing = drafts.check(self.machine, answers, [], at=_THEN)[1]
            self._papers[key] = tuple(fields[name] for name in missing if name in fields)
        return self._papers[key]

    def _rows(self, name: str, rows: "Rows", made_up: MadeUp) -> Raw:
        question = next(question for question in self.machine.questions if question.name == name)
        taken = made_up.chance.sample(rows.of, made_up.chance.randint(1, min(rows.most, len(rows.of))))
        found = {f"{name}.rows": str(len(taken))}
        for place, row in enumerate(taken):
            for column in question.columns:
                found[f"{name}.{place}.{column.name}"] = _cell(column, row, made_up)
        return found


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table: so many at most are taken."""

    most: int
    of: tuple[Mapping[str, str], ...]
    by: str = ""
    """The question whose answer a row is ``only`` for."""

    def fitting(self, raw: Raw) -> "Rows":
        """Return those that go with the other answers."""
        return Rows(self.most, tuple(row for row in self.of if row.get("only", raw.get(self.by)) == raw.get(self.by)))


@dataclass(frozen=True, slots=True)
class Together:
    """Answers that go together, and of whom: as ``applicants`` of ``Texts``."""

    answers: Mapping[str, str]
    of: tuple[str, ...] = ()

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> "Together":
        """Return those of a row of a file."""
        return cls({name: text for name, text in row.items() if name != "of"}, tuple(row.get("of", ())))


@dataclass(frozen=True, slots=True)
class Texts:
    """What is answered under a procedure."""

    each: Mapping[str, tuple[str, ...]]
    """By question: one of these."""
    one_of: tuple["Together", ...]
    """Answers that go together: one of these."""
    and_one_of: tuple["Together", ...]
    """The same once more."""
    without: Mapping[str, tuple[str, ...]]
    """By question, where the applicant acts for no organisation: one of these."""
    rows: Mapping[str, Rows]
    applicants: tuple[str, ...]
    """How the name of an organisation begins that would apply; empty for somebody who acts for none."""

    @classmethod
    def of(cls, slug: str) -> "Texts":
        """Return those of a procedure, with those of all."""
        common, own = _read(ANSWERS / f"{COMMON}.toml"), _read(ANSWERS / f"{slug}.toml")
        return cls(
            each={**common["each"], **own.get("each", {})},
            one_of=tuple(map(Together.of_row, own.get("one_of", ()))),
            and_one_of=tuple(map(Together.of_row, own.get("and_one_of", ()))),
            without={**common["without"], **own.get("without", {})},
            rows={name: Rows(**rows | {"of": tuple(rows["of"])}) for name, rows in own.get("rows", {}).items()},
            applicants=tuple(own.get("applicants", ())),
        )

    def fit(self, owner: User) -> bool:
        """Say whether somebody would apply under the procedure."""
        return _is_of(owner, self.applicants)

    def drawn(self, raw: Raw, made_up: MadeUp) -> Raw:
        """Return answers to the questions that are asked."""
        found: Raw = {name: made_up.chance.choice(texts) for name, texts in self.each.items() if name in raw}
        for group in filter(None, (self.one_of, self.and_one_of)):
            found |= made_up.chance.choice([row for row in group if _is_of(made_up.owner, row.of)]).answers
        if not made_up.owner.organisation:
            found |= {name: made_up.chance.choice(texts) for name, texts in self.without.items() if name in raw}
        return {name: made_up.filled(text) for name, text in found.items()}


def _is_of(owner: User, starts: Sequence[str]) -> bool:
    """Say whether somebody's organisation is called so, or that of nobody is meant; everybody, where nothing is said."""
    named = any(start and owner.organisation.startswith(start) for start in starts)
    return not starts or named or ("" in starts and not owner.organisation)


def reason(kind: str, slug: str, chance: random.Random) -> str:
    """Return why, in words that do not change from run to run; of a refusal those of the procedure."""
    found = _reasons()[kind]
    reasons: list[str] = found[slug] if isinstance(found, dict) else found
    return chance.choice(reasons)


def fault(slug: str, chance: random.Random) -> dict[str, str]:
    """Return a paper that has to be put right, with what is wrong with it."""
    papers: dict[str, list[str]] = _reasons()["faults"][slug]
    paper = chance.choice(list(papers))
    return {paper: chance.choice(papers[paper])}


@cache
def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _reasons() -> dict[str, Any]:
    return _read(REASONS)


def _answer(name: str, kind: QuestionKind, made_up: MadeUp) -> str:
    match kind:
        case QuestionKind.DATE:
            return made_up.day_of(name)
        case QuestionKind.PHONE:
            return made_up.phone()
        case _:
            return made_up.tax_code()


def _cell(column: Question, row: Mapping[str, str], made_up: MadeUp) -> str:
    if column.name in row:
        return made_up.filled(row[column.name])
    if column.kind in _TYPED:
        return _answer(column.name, column.kind, made_up)
    return made_up.filled("{digits}") if column.required else ""


def _of_people(raw: Raw, made_up: MadeUp) -> Raw:
    """Return the answers about people that must go together: who is the head, born when, with which number."""
    found: Raw = {}
    if "representative_name" in raw:
        number, born = made_up.owner.personal_id, made_up.born()
        sex = "male" if number[3] == "0" else "female"
        found |= {"representative_name": made_up.owner.full_name, "representative_id": number}
        found |= {"representative_born_on": born, "representative_sex": sex}
    if "new_head_name" in raw:
        number, born = made_up.identity()
        found |= {"new_head_name": made_up.other(), "new_head_id": number, "new_head_born_on": born}
    if "new_place" in raw:
        found["new_place"] = raw["transferee_address"]
    if "closes_on" in raw:
        found["closes_on"] = made_up.later(raw["opens_on"])
    return found


def _typical(machine: Machine) -> Mapping[str, str]:
    raw = raw_answers(machine, _THEN)
    for name in _dates(machine, raw):
        raw[name] = "12/03/2014"
    sample = User(full_name="Nguyễn Văn An", personal_id="001085012345", phone="+84900123456", email="a@example.vn", address="Hà Nội")  # fmt: skip
    return drafts.profile_answers(sample) | raw


def _dates(machine: Machine, raw: Mapping[str, str]) -> Iterator[str]:
    for question in machine.questions:
        if question.kind is QuestionKind.DATE:
            yield question.name
        for column in question.columns:
            if column.kind is QuestionKind.DATE:
                start, ending = f"{question.name}.", f".{column.name}"
                yield from (key for key in raw if key.startswith(start) and key.endswith(ending))
