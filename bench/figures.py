"""What a run finds: figures by key, each with what it is, which way is better, and the goal that it has to reach."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bench.measure import Result

RATIO = "x"
"""The unit of what can be compared with an earlier run, whatever the machine did beside it."""


OF_THE_MACHINE = frozenset({"ms", "s", "/s"})
"""The units of what another machine, or a busy one, has otherwise: told beside the goal, and nothing fails by it."""


class Kind(NamedTuple):
    """What a figure says, its unit, and the goal: at least so much, or at most."""

    words: str
    unit: str
    at_least: float | None = None
    at_most: float | None = None


KINDS: Mapping[str, Kind] = {
    "submit.floor": Kind("submission over HTTP, by the raw floor's rate, 4 clients", RATIO, at_least=0.30),
    "submit.naive": Kind("submission over HTTP, by the naive ORM's rate, 4 clients", RATIO, at_least=2.5),
    "submit.spread": Kind("submission over HTTP, p95 by p50", "", at_most=3),
    "submit.ms": Kind("submission over HTTP, p50 at 4 clients", "ms"),
    "submit.statements": Kind("statements of a submission", "", at_most=7),
    "act.floor": Kind("act, by one raw statement's rate", RATIO, at_least=0.40),
    "act.viewflow": Kind("act, by the rate of Viewflow's advance", RATIO, at_least=8),
    "act.ms": Kind("act, p50 in the process", "ms"),
    "act.statements": Kind("statements of an act", "", at_most=5),
    "bulk.rate": Kind("acceptance of 1,000 dossiers by one job, one process", "/s", at_least=40),
    "bulk.before": Kind("what would become of 1,000 dossiers, before they are done", "ms", at_most=1000),
    "worklist.floor": Kind("work-list page of 50 rows, by a raw page's time", RATIO, at_most=8),
    "worklist.ms": Kind("work-list page of 50 rows, p50 in the process", "ms"),
    "worklist.statements": Kind("queries of a work-list page", "", at_most=6),
    "worklist.kb": Kind("bytes of a work-list page", "kB", at_most=60),
    "worklist.officers": Kind("work-lists of 200 officers, p95 in the process", "ms"),
    "lists.pages": Kind("work-list pages 1 and 1,000 in each order, p95 in the process", "ms", at_most=40),
    "lists.filters": Kind("work-list by every filter, p95 in the process", "ms", at_most=40),
    "lists.sorts": Kind("work-list in every order, p95 in the process", "ms", at_most=40),
    "lists.counts": Kind("numbers of the lists, or of twelve saved views, counted anew, p95", "ms", at_most=40),
    "lists.statements": Kind("most queries of a work-list page", "", at_most=12),
    "lists.kb": Kind("bytes of the largest work-list page", "kB", at_most=100),
    "desk.team": Kind("slowest work-list page of a head with 5,000 open files, p50 in the process", "ms", at_most=60),
    "desk.processor": Kind("the slowest of them, by the processor of process and database", "ms", at_most=60),
    "desk.access": Kind("noting down who reads a file, by the time of its page", "%", at_most=5),
    "desk.bytes": Kind("bytes that a reading takes, indexes and all", "", at_most=200),
    "search.number": Kind("search for the end of a number, p95 in the process", "ms", at_most=80),
    "search.name": Kind("search for a name, p95 in the process", "ms", at_most=80),
    "search.rare": Kind("search for a phone, p95 in the process", "ms", at_most=80),
    "search.common": Kind("search for words that stand in every dossier, p95 in the process", "ms", at_most=80),
    "search.nothing": Kind("search that finds nothing, p95 in the process", "ms", at_most=80),
    "search.statements": Kind("most queries of a search", "", at_most=12),
    "pages.file": Kind("officer's file, p50 in the process", "ms", at_most=12),
    "pages.dossier": Kind("citizen's dossier, p50 in the process", "ms", at_most=8),
    "pages.catalogue": Kind("catalogue, p50 in the process", "ms", at_most=4),
    "pages.procedure": Kind("procedure page, p50 in the process", "ms", at_most=4),
    "pages.save": Kind("form that is saved while it is typed, p50 in the process", "ms", at_most=12),
    "pages.cold": Kind("slowest first page of a server that has just started, over HTTP", "ms"),
    "viewer.judge": Kind("verdict on a scan of 200 pages, p95", "ms"),
    "viewer.bomb": Kind("verdict on 65,536 pages in 1.7 kB, p95", "ms", at_most=500),
    "viewer.first": Kind(
        "first page of a scan of 200 pages that nobody has read yet, p95 to its picture", "ms", at_most=500
    ),
    "upload.floor": Kind("form with 3 papers of 5 MB, by the rate of write, SHA-256 and fsync", RATIO, at_least=0.5),
    "upload.parts": Kind(
        "the same papers sent by parts and the form that takes them, by that rate", RATIO, at_least=0.5
    ),
    "upload.memory": Kind("memory that it takes in the process", "MB", at_most=64),
    "upload.hostile": Kind("form with 18 papers that were made to be slow, p50", "ms", at_most=200),
    "reports.page": Kind("figures of a period with two filters, slowest of two, p50 in the process", "ms", at_most=150),
    "reports.form": Kind("form II.06a of a year and of five, the slower one, p50 in the process", "ms", at_most=300),
    "reports.any": Kind("figures of any other selection, slowest of six, p50 in the process", "ms", at_most=1000),
    "reports.sums": Kind("figures of five years by procedure, by a plain GROUP BY's time", RATIO, at_most=1 / 30),
    "reports.people": Kind("figures of five years by person, by a plain GROUP BY's time", RATIO, at_most=1 / 30),
    "reports.upkeep": Kind("what keeping sums adds to an act at four writers", "%", at_most=5),
    "exports.csv": Kind(
        "file of 100,000 dossiers as CSV, by the time of a COPY of its columns to a file", RATIO, at_most=2
    ),
    "exports.xlsx": Kind("the same as a workbook, by that time", RATIO, at_most=8),
    "exports.begin": Kind("files of all dossiers are begun: the request, slowest of two", "ms"),
    "exports.memory": Kind("memory that files of all dossiers take in the process, the larger one", "MB", at_most=64),
    "books.print": Kind("lines of a register that are printed, by the second of the processor", "/s", at_least=70),
    "books.memory": Kind("memory of the process that prints them, at its most", "MB", at_most=400),
    "books.xlsx": Kind("workbook of a register of 100,000 lines", "s", at_most=15),
    "statement.seconds": Kind("bank statement of 100,000 transfers matched with its dossiers", "s", at_most=20),
    "statement.again": Kind("the same, all but one of whose transfers have come before", "s", at_most=20),
    "statement.memory": Kind("memory that the first takes in the process", "MB", at_most=32),
    "sweep.floor": Kind("sweep of the first 100 newly due, by a unique look-up's time", RATIO, at_most=2),
    "growth.lookup": Kind("look-up, growth from 20,000", RATIO, at_most=1.3),
    "growth.first": Kind("list page 1, growth from 20,000", RATIO, at_most=1.3),
    "growth.thousandth": Kind("list page 1,000, growth from 20,000 (its last page)", RATIO, at_most=1.3),
    "growth.narrowed": Kind("narrowed list, growth from 20,000", RATIO, at_most=1.5),
    "growth.counts": Kind("numbers of the lists counted anew, growth from 20,000", RATIO, at_most=1.5),
    "growth.search_number": Kind("search for a number's end, growth from 20,000", RATIO, at_most=1.5),
    "growth.search_name": Kind("search for a name, growth from 20,000", RATIO, at_most=1.5),
    "growth.search_rare": Kind("search for a phone, growth from 20,000", RATIO, at_most=1.5),
    "growth.search_common": Kind("search for words of every dossier, growth from 20,000", RATIO, at_most=1.5),
    "growth.search_nothing": Kind("search that finds nothing, growth from 20,000", RATIO, at_most=1.5),
    "growth.sweep": Kind("sweep, growth from 20,000", RATIO, at_most=1.3),
    "growth.submit": Kind("submission, growth from 20,000", RATIO, at_most=1.1),
    "growth.act": Kind("act, growth from 20,000", RATIO, at_most=1.1),
    "load.p99": Kind("open load of 5,000 citizens and 200 officers, p99", "ms", at_most=500),
    "load.errors": Kind("open load, errors", "", at_most=0),
    "load.p50": Kind("open load, p50", "ms"),
    "check.rate": Kind("check_dossiers, events a second and core", "/s", at_least=8000),
    "memory.web": Kind("web worker after the load's pages, PSS", "MB", at_most=90),
    "receipt.ms": Kind("signed receipt in a process that has printed before, p50", "ms", at_most=80),
    "receipt.kb": Kind("bytes of a signed receipt", "kB", at_most=90),
    "receipt.weasyprint": Kind("receipt, by the time of a plain call of WeasyPrint", RATIO, at_most=0.7),
    "receipt.supplement": Kind(
        "request for a supplement, by the time of a plain call of WeasyPrint", RATIO, at_most=0.7
    ),
    "receipt.pyhanko": Kind("signature, by the time of pyHanko's own with RSA", RATIO, at_most=0.25),
    "mails.late": Kind(
        "from an acceptance to its mail, 5 a second, beyond the time to take it back, p95", "s", at_most=5
    ),
    "memory.task": Kind("task worker after its papers, PSS", "MB", at_most=130),
    "memory.growth": Kind(
        "task worker after its papers, the one of two that grew more, by its memory after their first hundred",
        RATIO,
        at_most=1.1,
    ),
}
_CLOCK: Mapping[str, float] = {
    "whole reading with a supplement / a loop over days": 1,
    "due minute in working hours / a loop over days": 0.1,
}
"""The most that our time may be of the other side's, by the names of ``bench.clock``."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was found, and how."""

    key: str
    value: float
    kind: Kind
    details: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, key: str, value: float, details: Mapping[str, object] | None = None) -> "Figure":
        """Return a figure of the table; raises ``KeyError`` for a key that it does not know."""
        return cls(key, rounded(value), KINDS[key], details or {})

    @classmethod
    def of_clock(cls, result: Result) -> "Figure":
        """Return one of the clock's ratios, which have no server and no rows."""
        kind = Kind(result.name, RATIO, at_most=_CLOCK.get(result.name))
        return cls(f"clock.{result.name}", rounded(result.ratio), kind, result.to_json())

    @property
    def more_is_better(self) -> bool:
        """Say which way is better: up where something must be reached at least, else down."""
        return self.kind.at_least is not None

    @property
    def goal(self) -> str:
        """The goal as it is printed; nothing where there is none."""
        if self.kind.at_least is not None:
            return f">= {self.kind.at_least:g}"
        return "" if self.kind.at_most is None else f"<= {self.kind.at_most:g}"

    @property
    def is_reached(self) -> bool:
        """Say whether the goal is reached; what has none, has reached it."""
        least, most = self.kind.at_least, self.kind.at_most
        return (least is None or self.value >= least) and (most is None or self.value <= most)

    @property
    def is_missed(self) -> bool:
        """Say whether a goal that holds on any machine is not reached: a ratio, a size, a number of statements or errors."""
        return not self.is_reached and self.kind.unit not in OF_THE_MACHINE

    def to_json(self) -> dict[str, object]:
        """Return what is kept of it."""
        return {
            "value": self.value,
            "unit": self.kind.unit,
            "words": self.kind.words,
            "goal": self.goal,
            "more_is_better": self.more_is_better,
            "details": dict(self.details),
        }


def rounded(value: float) -> float:
    """Return three figures of a value, which is more than a busy machine can tell."""
    return float(f"{value:.3g}")
