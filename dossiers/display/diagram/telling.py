"""A diagram in words: for those who do not see it, and as the line under which it is folded away."""

from collections.abc import Iterator
from itertools import groupby

from dossiers.display.diagram import wording
from dossiers.display.diagram.cards import with_flow
from dossiers.display.diagram.plan import Ending, Exit, Link, LinkKind, Mark, Plan
from procedures.machine import Text

SENDS_BACK = Text("có thể trả lại", "may send back to")
GOES_ON = Text("có thể đi thẳng đến", "may go straight to")


def summary(plan: Plan) -> str:
    """Return in one line how many steps there are, or where the dossier is."""
    count = plan.end - 1
    if not plan.has_path:
        return Text(f"{count} bước", f"{count} steps").of(plan.language)
    if plan.now is None or not 0 < plan.now < plan.end:
        return plan.place
    title = plan.stations[plan.now].title
    return Text(f"Bước {plan.now} trên {count}: {title}", f"Step {plan.now} of {count}: {title}").of(plan.language)


def description(plan: Plan) -> str:
    """Return all that the picture shows, the dossier's place first."""
    return " ".join(f"{sentence}." for sentence in (*_standing(plan), *_steps(plan), *_ways(plan), *_results(plan)))


def _standing(plan: Plan) -> Iterator[str]:
    yield summary(plan)
    waits = [wait.label for station in plan.stations for wait in station.waits if wait.mark is Mark.NOW]
    if waits:
        yield f"{wording.PAUSED.of(plan.language)}: {', '.join(waits)}"
    done = [station.number for station in plan.stations if station.number and station.mark is Mark.TAKEN]
    if done:
        yield f"{wording.TAKEN.of(plan.language)}: {', '.join(done)}"


def _steps(plan: Plan) -> Iterator[str]:
    for station in plan.stations[1:]:
        words = (station.title, station.agency, station.role, station.time)
        yield f"{station.number}: {', '.join(word for word in words if word)}"


def _ways(plan: Plan) -> Iterator[str]:
    """Tell what leads back, what leads on, and what leads out."""
    arcs = sorted(plan.arcs, key=lambda arc: (*_origin(arc), arc.target))
    for (kind, source), group in groupby(arcs, key=_origin):
        first = wording.place(source, plan.end).of(plan.language)
        targets = ", ".join(wording.place(arc.target, plan.end).of(plan.language) for arc in group)
        leads = SENDS_BACK if kind is LinkKind.BACK else GOES_ON
        yield f"{first[0].upper()}{first[1:]} {leads.of(plan.language)} {targets}"
    for station in plan.stations:
        waits = ", ".join(with_flow(wait.label, wait.flow) for wait in station.waits)
        if waits:
            yield f"{station.number or station.title}: {waits}"
    for way in (*plan.refusals, *plan.spans):
        yield f"{_where(way, plan)}: {with_flow(_with_form(way), way.flow)}"
    for link in plan.links:
        if link.flow:
            yield f"{wording.way(link.source, link.target, plan.end).of(plan.language)}: {link.flow}"


def _origin(link: Link) -> tuple[LinkKind, int]:
    return link.kind, link.source


def _where(way: Exit, plan: Plan) -> str:
    if way.last == 0:
        return plan.stations[0].title
    return wording.steps_between(way.first, way.last).of(plan.language)


def _results(plan: Plan) -> Iterator[str]:
    labels = "; ".join(", ".join(filter(None, (_with_form(e), e.time))) for e in plan.endings)
    yield f"{Text('Kết quả', 'Result').of(plan.language)}: {labels}"


def _with_form(way: Exit | Ending) -> str:
    return f"{way.label} ({way.form.title})" if way.form else way.label
