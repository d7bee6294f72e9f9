"""The laws that a machine must keep before it may be published, each with a counter-example.

The lifecycle is woven in, so a law is broken by what a definition adds to it: where rows lead, who does
them, how long they take, how often papers may be asked for. One cause is told once: what is asked along the way of a
dossier is asked only where the way itself is in order.
"""

from procedures.language.laws import asked, between, decision, endings, graph, sense, times
from procedures.language.laws.law import Law, Violation
from procedures.language.laws.way import Way, laws_of_the_way, way_of
from procedures.machine import Machine

__all__ = ["Law", "Violation", "check"]

OF_ANY = (
    *(graph.closed, graph.unique, times.limits, sense.roles, sense.rounds, sense.charged),
    *(times.outcomes, times.event, endings.endings, asked.filed, asked.never_asked, between.rules),
)
"""What is asked of every machine."""
OF_THE_GRAPH = (graph.reachable, graph.ends, graph.resumes)
"""What no definition breaks whose way is in order: it is proved of the lifecycle that is woven in."""
ALONG_THE_WAY = (times.times, times.outcome_times, sense.assigned, sense.fees)


def check(machine: Machine) -> tuple[Violation, ...]:
    """Return every violation, causes first; a machine without any may be published."""
    way = way_of(machine)
    lost = tuple(laws_of_the_way(machine, way))
    along = () if lost else _along(machine, way)
    return (*lost, *along, *(violation for law in OF_ANY for violation in law(machine)))


def _along(machine: Machine, way: Way) -> tuple[Violation, ...]:
    decided = tuple(decision.decision(machine, way))
    shaped = tuple(violation for law in OF_THE_GRAPH for violation in law(machine))
    # Without a decision in order no result leads to its return.
    results = () if decided else tuple(graph.result(machine))
    return (*shaped, *decided, *results, *(violation for law in ALONG_THE_WAY for violation in law(machine, way)))
