"""All regimes together: what is in force on a day, and that every day has exactly one answer for each rule."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from procedures.language.errors import DefinitionError
from procedures.machine import AfterSupplement, Machine, Paper, SupplementRule, Text
from procedures.time.regimes.rules import FORM_OF, REQUIRED, Follows, Form, FormRow, Regime, Rule, Value

DAY = timedelta(days=1)


class RegimeError(Exception):
    """There is no answer; ``text`` says why, in both languages."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.vi)


@dataclass(frozen=True, slots=True)
class Days:
    """The local days of a dossier that rules follow; ``act`` is that of what is done, or asked, now."""

    act: date
    filing: date | None = None
    acceptance: date | None = None

    def of(self, follows: Follows) -> date:
        """Return the day that a rule follows: of the act, where the one that it follows has not come yet."""
        match follows:
            case Follows.ACCEPTANCE:
                return self.acceptance or self.act
            case Follows.FILING:
                return self.filing or self.act
            case Follows.ACT:
                return self.act


@dataclass(frozen=True, slots=True)
class Given:
    """A value and the regime that gives it."""

    value: Value
    regime: Regime


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the regimes say of a dossier on its days."""

    given: Mapping[Rule, Given]
    digest: str
    """SHA-256 of which text gives each rule."""

    @property
    def law(self) -> Text:
        """The law of the mechanism, as texts and mails cite it."""
        return self._of(Rule.LAW, Text)

    @property
    def after(self) -> AfterSupplement:
        """What a supplement does to the limit."""
        return self._of(Rule.SUPPLEMENT_AFTER, AfterSupplement)

    @property
    def rounds(self) -> int:
        """How often a supplement may be asked for."""
        return self._of(Rule.SUPPLEMENT_ROUNDS, int)

    @property
    def notice_days(self) -> int | None:
        """Working days from acceptance in which to ask; None where no such limit is known."""
        given = self.given[Rule.SUPPLEMENT_NOTICE_DAYS].value.content
        return given if isinstance(given, int) else None

    @property
    def answer_hours(self) -> int:
        """Working hours in which the desk answers a filing or a supplement."""
        return self._of(Rule.ANSWER_HOURS, int)

    @property
    def apology_lead_days(self) -> int:
        """Days before the appointment by which a new one must be made."""
        return self._of(Rule.APOLOGY_LEAD_DAYS, int)

    @property
    def apology_times(self) -> int:
        """How often another appointment may be made."""
        return self._of(Rule.APOLOGY_TIMES, int)

    @property
    def dossier_number(self) -> str:
        """The pattern of dossier numbers, which ends with ``{nnnn}``."""
        return self._of(Rule.DOSSIER_NUMBER, str)

    def before_number(self, agency: str, on: date) -> str:
        """Return how the dossier numbers of an agency and a day begin."""
        pattern = self.dossier_number.removesuffix("{nnnn}")
        return pattern.format(agency=agency, yyyy=f"{on:%Y}", yy=f"{on:%y}", mm=f"{on:%m}", dd=f"{on:%d}")

    def cite(self, rule: Rule) -> Text:
        """Return where a rule stands, as pages and mails cite it: the law alone where that place is not certain.

        By what a source is known binds nobody here: it stays with the rule, for who looks that up.
        """
        value = self.given[rule].value
        return self.law if value.doubt else value.source

    def form(self, form: Form | Paper) -> FormRow | None:
        """Return an official form; None where the set has none for that."""
        wanted = FORM_OF[form] if isinstance(form, Paper) else form
        rows = self._of(Rule.FORMS, tuple)
        return next((row for row in rows if row.form is wanted), None)

    def _of[T](self, rule: Rule, kind: type[T]) -> T:
        content = self.given[rule].value.content
        if not isinstance(content, kind):
            raise TypeError(f"{rule} is {content!r}")
        return content


@dataclass(frozen=True)
class Regimes:
    """The regimes that are there, in order of their first day."""

    all: tuple[Regime, ...]
    _rulings: dict[Days, Ruling] = field(default_factory=dict, compare=False, repr=False)
    _given: dict[date, Mapping[Rule, tuple[Given, ...]]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, regimes: Sequence[Regime]) -> "Regimes":
        """Put them in order."""
        return cls(tuple(sorted(regimes, key=lambda regime: (regime.begins_on, regime.slug))))

    def ruling(self, days: Days) -> Ruling:
        """Return what holds for a dossier; RegimeError for a day of which nothing is known.

        The text that is in force on the day of the act says which day a rule follows.
        """
        known = self._rulings.get(days)
        if known is None:
            given = dict(self._followed(days))
            lines = "\n".join(f"{rule} {given[rule].regime.digest}" for rule in sorted(given))
            known = self._rulings[days] = Ruling(given, hashlib.sha256(lines.encode()).hexdigest())
        return known

    def _followed(self, days: Days) -> Iterator[tuple[Rule, Given]]:
        for rule, given in self.on(days.act).items():
            day = days.of(given.value.follows)
            then = given if day == days.act else self.on(day).get(rule)
            if then is not None:
                yield rule, then

    def on(self, day: date) -> Mapping[Rule, Given]:
        """Return what holds on a day; RegimeError before the first and where the regimes are not in order."""
        found = self.found_on(day)
        if any(len(given) > 1 for given in found.values()) or not found.keys() >= REQUIRED:
            raise RegimeError(
                Text(
                    f"chưa nạp chế độ của cơ chế một cửa cho ngày {day:%d/%m/%Y}: hãy chạy manage.py publish_regimes",
                    f"no regime of the one-stop mechanism is stored for {day:%d/%m/%Y}: run manage.py publish_regimes",
                )
            )
        return {rule: given for rule, (given,) in found.items()}

    def found_on(self, day: date) -> Mapping[Rule, tuple[Given, ...]]:
        """Return all that rule on a day, those left out whose rules another amends; in order there is one for each."""
        if day not in self._given:
            there = [regime for regime in self.all if self.is_in_force(regime, day)]
            self._given[day] = {rule: tuple(_foremost(rule, there)) for rule in Rule if _ruling(rule, there)}
        return self._given[day]

    def law_of_lookups(self, day: date) -> Regime | None:
        """Return by what, on a day of filing, a paper that a database has is asked for only when the look-up failed.

        NQ 66.7/2025/NQ-CP rules it with the hours to ask for it then. The paper is asked for by the filing, so that the
        day of the act, which that rule follows, is the day of filing.
        """
        given = self.found_on(day).get(Rule.LOOKUP_ONLINE_HOURS, ())
        return given[-1].regime if given else None

    def is_in_force(self, regime: Regime, day: date) -> bool:
        """Say whether a regime holds on a day."""
        last = self.last_day_of(regime)
        return regime.begins_on <= day and (last is None or day <= last)

    def last_day_of(self, regime: Regime) -> date | None:
        """Return the last day of a regime: its own, or that before another replaces it; None where it goes on."""
        replaced = (other.begins_on - DAY for other in self.all if regime.slug in other.replaces)
        return min(filter(None, (regime.until, *replaced)), default=None)

    def law_on(self, day: date) -> Regime | None:
        """Return the law of the mechanism on a day, as it was before it was amended; None where none is known."""
        laws = (regime for regime in self.all if Rule.LAW in regime.values and not regime.amends)
        return next((regime for regime in laws if self.is_in_force(regime, day)), None)

    def sets_of(self, form: Form, day: date) -> list[tuple[FormRow, Regime]]:
        """Return a form as the sets up to a day have it, the newest first, those left out whose number is not known."""
        rows = ((regime, regime.values.get(Rule.FORMS)) for regime in reversed(self.all) if regime.begins_on <= day)
        found = ((regime, value.content) for regime, value in rows if value and isinstance(value.content, tuple))
        return [(row, regime) for regime, content in found for row in content if row.form is form and row.number]

    @property
    def turns(self) -> tuple[date, ...]:
        """The days on which something begins, or is over since the day before."""
        days = {regime.begins_on for regime in self.all}
        days |= {last + DAY for regime in self.all if (last := self.last_day_of(regime))}
        return tuple(sorted(days))


def _ruling(rule: Rule, there: Sequence[Regime]) -> list[Regime]:
    return [regime for regime in there if rule in regime.values]


def _foremost(rule: Rule, there: Sequence[Regime]) -> Iterator[Given]:
    ruling = _ruling(rule, there)
    amended = {slug for regime in ruling for slug in regime.amends}
    return (Given(regime.values[rule], regime) for regime in ruling if regime.slug not in amended)


def disorders(regimes: Regimes, file: Mapping[str, str]) -> Iterator[DefinitionError]:
    """Yield what is wrong with regimes together: names of none, gaps and overlaps. ``file`` is how each is called."""
    slugs = {regime.slug: regime for regime in regimes.all}
    for regime in regimes.all:
        named = [("replaces", slug) for slug in regime.replaces] + [("amends", slug) for slug in regime.amends]
        for key, slug in named:
            other = slugs.get(slug)
            if other is None or other.begins_on >= regime.begins_on:
                right = "ghi tên tệp, không có .toml, của một chế độ bắt đầu trước đó"
                yield DefinitionError(file[regime.slug], key, f"không có chế độ “{slug}” nào bắt đầu trước", right)
    for begins, following in zip(regimes.turns, (*regimes.turns[1:], None), strict=True):
        yield from _between(regimes, begins, following - DAY if following else None, file)


def _between(regimes: Regimes, first: date, last: date | None, file: Mapping[str, str]) -> Iterator[DefinitionError]:
    found = regimes.found_on(first)
    days = f"từ {first:%d/%m/%Y}" + (f" đến {last:%d/%m/%Y}" if last else " trở đi")
    for rule in Rule:
        given = found.get(rule, ())
        if len(given) > 1:
            names = " và ".join(one.regime.slug for one in given)
            newest = file[given[-1].regime.slug]
            right = "mỗi quy định mỗi ngày một văn bản: ghi until, replaces hoặc amends"
            yield DefinitionError(newest, str(rule), f"{days} chồng nhau: {names} cùng quy định", right)
        elif not given and rule in REQUIRED:
            before = [regime for regime in regimes.all if regime.begins_on <= first]
            culprit = file[before[-1].slug]
            right = "sửa from, until hoặc replaces để các văn bản nối liền nhau"
            yield DefinitionError(culprit, str(rule), f"{days} bỏ trống: không văn bản nào quy định", right)


def moved(before: Regimes, after: Regimes, through: date) -> date | None:
    """Return the first day up to one on which other texts would rule than did; None where none is moved."""
    if not before.all:
        return None
    turns = sorted({*before.turns, *after.turns})
    first = min(before.turns)
    for day in turns:
        if first <= day <= through and _digests(before, day) != _digests(after, day):
            return day
    return None


def _digests(regimes: Regimes, day: date) -> Mapping[Rule, list[str]]:
    return {rule: [one.regime.digest for one in given] for rule, given in regimes.found_on(day).items()}


def lawful(machine: Machine, ruling: Ruling) -> Machine:
    """Return a machine with what its definition leaves to the regime; what the definition says goes before."""
    rule = supplement(machine.supplement, ruling)
    return machine if rule is machine.supplement else replace(machine, supplement=rule)


def supplement(rule: SupplementRule, ruling: Ruling) -> SupplementRule:
    """Return a rule for supplements with what it leaves to the regime."""
    if not rule.by_regime:
        return rule
    return replace(
        rule,
        after=ruling.after if "after" in rule.by_regime else rule.after,
        rounds=ruling.rounds if "rounds" in rule.by_regime else rule.rounds,
        notice_days=ruling.notice_days if "notice_days" in rule.by_regime else rule.notice_days,
        by_regime=frozenset(),
    )
