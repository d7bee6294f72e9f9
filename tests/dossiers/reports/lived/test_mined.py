"""pm4py, which mines processes and knows nothing of ours, reads our logs: the same arcs, the same times, and each log fits."""

import warnings
from pathlib import Path
from statistics import median

import pytest

from dossiers.models import Dossier, Event
from dossiers.reports.lived import xes
from dossiers.reports.lived.process import lived
from procedures.machine import Clock, LimitUnit
from tests.dossiers.proof.records import triggers_off
from tests.dossiers.reports.lived.test_xes import chosen
from tests.dossiers.reports.lived.walks import SENT_BACK, STRAIGHT, gone, three

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pm4py
    from pm4py.objects.petri_net.obj import Marking, PetriNet
    from pm4py.objects.petri_net.utils import petri_utils

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore")]

BEFORE, AFTER = "before", "after"


@pytest.fixture
def mined(tmp_path: Path):
    """Return how the file of all dossiers is read by pm4py: a table of events, each with the move that it is."""

    def table():
        path = tmp_path / "log.xes"
        path.write_text("".join(xes.document(chosen().machines, "xb-tai-lieu-khong-kinh-doanh")))
        found = pm4py.read_xes(str(path))
        found["move"] = (found["source"] + " " + found["concept:name"] + " " + found["target"]).str.strip()
        return found

    return table


def net_of(machine):
    """Return a machine as a Petri net: a place for each state, and a way out of those in which its clock has ended."""
    net, places = PetriNet(machine.slug), dict[str, PetriNet.Place]()
    for name in (BEFORE, *machine.states, AFTER):
        places[name] = PetriNet.Place(name)
        net.places.add(places[name])

    def lead(label, source, target):
        transition = PetriNet.Transition(f"{source} {label} {target}", label and f"{source} {label} {target}".strip())
        net.transitions.add(transition)
        petri_utils.add_arc_from_to(places[source or BEFORE], transition, net)
        petri_utils.add_arc_from_to(transition, places[target], net)

    lead("submit", "", machine.initial)
    for action in machine.actions:
        lead(action.name, action.source, action.target)
    for name, state in machine.states.items():
        if state.clock is Clock.ENDED:
            lead(None, name, AFTER)
    return net, Marking({places[BEFORE]: 1}), Marking({places[AFTER]: 1})


def test_it_finds_the_same_arcs_as_often_and_after_as_long(mined):
    three()
    gone(STRAIGHT)
    table = mined()

    often, _begins, _ends = pm4py.discover_dfg(table, activity_key="target")
    long, _begins, _ends = pm4py.discover_performance_dfg(table, activity_key="target")

    ours: dict[tuple[str, str], list[float]] = {}
    for arc, times in lived(chosen(), LimitUnit.WORKING_DAY).arcs.items():
        ours.setdefault((arc.source, arc.target), []).extend(60 * time.elapsed for time in times)
    assert {arc: len(times) for arc, times in ours.items()} == dict(often)
    assert len(ours) >= 12
    assert {arc: median(times) for arc, times in ours.items()} == {arc: found["median"] for arc, found in long.items()}


def test_it_finds_that_each_log_fits_the_machine(mined):
    three()
    machine = Dossier.objects.first().machine

    found = pm4py.fitness_token_based_replay(mined(), *net_of(machine), activity_key="move")

    assert found["percentage_of_fitting_traces"] == 100.0
    assert found["log_fitness"] == 1.0


def test_it_finds_the_log_that_does_not(mined):
    gone(STRAIGHT)
    wrong = gone(SENT_BACK).dossier
    with triggers_off():
        Event.objects.filter(dossier=wrong, action="finish-xem-xet").update(target="van-thu")

    found = pm4py.fitness_token_based_replay(mined(), *net_of(wrong.machine), activity_key="move")

    assert found["percentage_of_fitting_traces"] == 50.0
    assert found["log_fitness"] < 1.0
