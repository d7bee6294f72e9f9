"""The laws that a machine must keep before it may be published, each with a counter-example.

The lifecycle is woven in, so a law is broken by what a definition adds to it: where rows lead, who does
them, how long they take, how often papers may be asked for.
"""

from procedures.language.laws import graph, sense, times
from procedures.language.laws.law import Law, Violation
from procedures.machine import Machine

__all__ = ["Law", "Violation", "check"]

LAWS = (
    *(graph.reachable, graph.ends, graph.closed, graph.resumes, times.times, sense.roles, sense.rounds),
    *(graph.result, graph.unique, times.outcomes, times.event, sense.filed),
)


def check(machine: Machine) -> tuple[Violation, ...]:
    """Return every violation; a machine without any may be published."""
    return tuple(violation for law in LAWS for violation in law(machine))
