"""A mixed load over HTTP as an open model: the arrivals of an hour, of 5,000 citizens and 200 officers, in ten minutes.

The rate is that of the ten minutes, six times an hour's, however long it is kept up: a minute in the usual run.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from random import Random
from typing import Any

from accounts.models import Unit, User
from bench import arrivals, filings, people, server
from bench.arrivals import Answer, Arrival, instants
from bench.bench import Bench
from bench.figures import Figure
from bench.lines import Line, cookies_of
from bench.measure import percentile, spread
from bench.scenarios.worklist import PATH
from dossiers.models import Dossier
from portal.demo import story

WHOLE_SECONDS = 600
"""In which an hour's people come."""
ROUNDS_OF_OFFICER = 10
"""How often in the hour each of the 200 looks at the list, opens a file and does something about it or not."""
THINKING = (1.0, 6.0)
"""Seconds between two pages of one person."""
LONGEST_VISIT = 12.0
"""Seconds; so long before the beginning people come already, of whose visits only the rest is seen."""
COLD_PART = 0.05
"""Of the time, in which latencies do not count: the server has just started."""
LISTS = ("", "?list=soon", "?list=late", "?list=behind", "?list=open")
ACTED_ON = {"accept": "filed", "transfer": "accepted", "finish-phan-cong": "phan-cong"}
"""The state of a dossier on which an officer does something, by the action."""
MOST_ACTS = 1_000
"""Dossiers of each state that are put by: the whole ten minutes need 700."""

type Ask = Callable[[Line], str]
type Step = tuple[str, Ask]


def results(bench: Bench) -> Iterator[Figure]:
    """Plan everybody's pages, let them come, and read the latencies."""
    seconds = bench.load_seconds
    plan = Plan(Random(2026), seconds, bench.scale).arrivals()
    with server.running(DJANGO_SETTINGS_MODULE="portal.settings") as site, ExitStack() as stack:
        lines = [stack.enter_context(Line(site.port)) for _n in range(arrivals.IN_FLIGHT)]
        answers = arrivals.drive(plan, lines)
        memory = [server.pss_mb(pid) for pid in site.workers()]
    counted = [answer for arrival, answer in zip(plan, answers, strict=True) if arrival.due >= COLD_PART * seconds]
    latencies = [answer.latency for answer in counted]
    faults = Counter(f"{answer.what}: {answer.fault}" for answer in answers if answer.fault)
    details = {"seconds": seconds, "rate": round(len(plan) / seconds, 1), "all": spread(latencies)}
    details |= {
        "by_page": by_page(counted),
        "cold": spread([answer.latency for answer in answers[: len(answers) - len(counted)]]),
    }
    details["most_late_ms"] = round(1000 * max(answer.late for answer in answers))
    yield Figure.of("load.p99", 1000 * percentile(latencies, 0.99), details)
    yield Figure.of("load.p50", 1000 * percentile(latencies, 0.5))
    yield Figure.of("load.errors", sum(faults.values()), {"faults": dict(faults.most_common(10))})
    yield Figure.of("memory.web", max(memory), {"workers": [round(one, 1) for one in memory]})


def by_page(answers: Sequence[Answer]) -> dict[str, dict[str, float]]:
    """Return how the latencies of each kind of page are spread."""
    kinds = sorted({answer.what for answer in answers})
    return {kind: spread([answer.latency for answer in answers if answer.what == kind]) for kind in kinds}


class Plan:
    """Who comes when and asks for what; all that is needed for it is in the database before anybody comes."""

    def __init__(self, random: Random, seconds: float, scale: float) -> None:
        self.random, self.seconds = random, seconds
        self.part = scale * seconds / WHOLE_SECONDS
        self.citizens = people.citizens()
        self.cookies: dict[int, str] = {}
        in_background = Dossier.objects.filter(code__startswith="BENCH-").select_related("applicant")
        self.open = list(in_background.exclude(holder="")[:4_000])
        self.waiting = {state: list(in_background.filter(state=state)[:MOST_ACTS]) for state in ACTED_ON.values()}

    def arrivals(self) -> list[Arrival[Line]]:
        """Return what everybody asks for, in the order of time."""
        visits = [(self.citizen, people.CITIZENS), (self.officer, ROUNDS_OF_OFFICER * len(people.officers()))]
        found: list[Arrival[Line]] = []
        for steps_of, whole in visits:
            rate = max(1.0, whole * self.part) / self.seconds
            for number, at in enumerate(instants(rate, self.seconds + LONGEST_VISIT, self.random)):
                due = at - LONGEST_VISIT
                for what, ask in steps_of(number):
                    if 0 <= due < self.seconds:
                        found.append(Arrival(due, what, ask))
                    due += self.random.uniform(*THINKING)
        return sorted(found, key=lambda arrival: arrival.due)

    def citizen(self, number: int) -> list[Step]:
        """Return the pages of a visit: most look around, some ask how far their dossier is, some file."""
        slug = self.random.choice(list(people.SLUGS.values()))
        person = self.citizens[number % len(self.citizens)]
        kinds = self.random.choices(("look", "ask", "own", "file"), weights=(45, 20, 20, 15))
        # Whoever comes a second time files nothing: that draft was planned for the first.
        match kinds[0] if number < len(self.citizens) else "look":
            case "look":
                steps = [("home", "/"), ("catalogue", "/thu-tuc/"), ("procedure", f"/thu-tuc/{slug}/")]
                return [(what, partial(page, path, "")) for what, path in steps]
            case "ask":
                code = self.random.choice(self.open).code
                return [("home", partial(page, "/", "")), ("look-up", partial(page, f"/tra-cuu/?code={code}", ""))]
            case "own":
                own = self.random.choice(self.open)
                who = self.signed_in(own.applicant)
                own_path = f"/ho-so/{own.code}/"
                return [("own dossiers", partial(page, "/ho-so/", who)), ("own dossier", partial(page, own_path, who))]
        return self.filing(person)

    def filing(self, person: User) -> list[Step]:
        """Return the pages of somebody whose draft is complete and who files it now."""
        who, path = self.signed_in(person), f"/ho-so/nop/{story.SLUG}/"
        (draft,) = filings.ours(person, 1)
        fields = {"do": "submit", "key": str(draft.key), "seen": draft.saved_at.isoformat()}
        return [
            ("form", partial(page, path, who)),
            ("check", partial(page, f"{path}kiem-tra/", who)),
            ("submit", partial(send, f"{path}kiem-tra/", fields, who, "/da-nop/")),
        ]

    def officer(self, number: int) -> list[Step]:
        """Return a round of an officer: a list, a file, and every other time an act on it."""
        dossier, name, fields, officer = self.act(number)
        who, path = self.signed_in(officer), f"{PATH}{dossier.code}/"
        steps: list[Step] = [
            ("work-list", partial(page, PATH + self.random.choice(LISTS), who)),
            ("file", partial(page, path, who)),
        ]
        if number % 2:
            steps.append(("act", partial(send, f"{path}{name}/", fields, who, "/mot-cua/")))
        return steps

    def act(self, number: int) -> tuple[Dossier, str, dict[str, str], User]:
        """Return a dossier that nobody else opens, and what its officer does: accept it, transfer it, or assign it."""
        name, fields = (("accept", {}), ("transfer", {"division": "division"}), ("finish-phan-cong", {"assignee": "assignee"}))[number % 3]  # fmt: skip
        dossier = self._next(name)
        seats = {"memberships__unit": dossier.unit, "memberships__role": dossier.holder}
        seated = list(User.objects.filter(username__startswith="bench-", **seats).order_by("pk"))
        fields = self._fields(fields, dossier) | {"seen": str(dossier.sequence)}
        return dossier, name, fields, seated[number % len(seated)]

    def _next(self, name: str) -> Dossier:
        return self.waiting[ACTED_ON[name]].pop()

    def _fields(self, asked: dict[str, str], dossier: Dossier) -> dict[str, str]:
        return {name: str(self._answer(name, dossier)) for name in asked}

    def _answer(self, name: str, dossier: Dossier) -> Any:
        if name == "division":
            return Unit.objects.filter(slug__startswith="bench-", sectors__sector=dossier.sector)[0].pk
        return User.objects.filter(memberships__unit=dossier.unit, memberships__role="specialist")[0].pk

    def signed_in(self, user: User) -> str:
        """Return a person's cookies, made once."""
        if user.pk not in self.cookies:
            self.cookies[user.pk] = cookies_of(user)
        return self.cookies[user.pk]


def page(path: str, cookies: str, line: Line) -> str:
    """Ask for a page; return what was wrong with the answer."""
    reply = line.get(path, cookies)
    return "" if reply.status == 200 else f"{reply.status} {reply.location}".strip()


def send(path: str, fields: dict[str, str], cookies: str, leads_to: str, line: Line) -> str:
    """Post a form; return what was wrong with the answer."""
    reply = line.post(path, fields, cookies)
    return "" if leads_to in reply.location else f"{reply.status} {reply.location}".strip()
