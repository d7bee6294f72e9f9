"""What the form has remarked on, said once more where the fee is asked for: one may want to ask before one pays."""

from dossiers import acts
from dossiers.filing import rules
from dossiers.log.answers import standing
from dossiers.models import Event
from procedures.machine import Machine, Text


def doubts_of(event: Event, machine: Machine) -> tuple[Text, ...]:
    """Return what is doubtful in the answers of a filing, by the rules of its version on its day; nothing of all else."""
    if event.action != acts.SUBMIT:
        return ()
    return tuple(dict.fromkeys(sentence for _name, sentence in rules.doubtful(machine, standing([event]), event.at)))
