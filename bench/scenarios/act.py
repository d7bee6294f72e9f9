"""A transfer through the command, beside the same rows in one raw statement and Viewflow's advance, all in the process."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Unit, User
from bench import floors
from bench.bench import Bench
from bench.figures import Figure
from bench.flow import flows
from bench.measure import Result, percentile, timed
from bench.scenarios.submit import worked
from dossiers.commands import Given, advance
from dossiers.models import Dossier
from portal.demo import story

ACTS = 60


def results(bench: Bench) -> Iterator[Figure]:
    """Measure both ratios round by round, and count statements."""
    turns = bench.turns(ACTS)
    floor, viewflow = Result("floor"), Result("viewflow")
    with bench.raw() as (line,):
        for number in range(bench.rounds + 1):
            dossiers = [accepted() for _n in range(2 * turns)]
            ours, others = dossiers[:turns], dossiers[turns:]
            model = floors.Model.of(others[0])
            raw = [partial(floors.act, line, dossier, model, dossier.applicant_id) for dossier in others]
            times = [timed(act) for act in [transfer(dossier) for dossier in ours]]
            flow_times = [timed(act) for act in [advanced(dossier) for dossier in ours]]
            raw_times = [timed(act) for act in raw]
            if not number:
                # The first round warms up.
                continue
            for result, other in ((floor, raw_times), (viewflow, flow_times)):
                result.latencies += times
                result.ours.append(sum(times) / turns)
                result.floor.append(sum(other) / turns)
    yield Figure.of("act.floor", floor.share, floor.to_json())
    yield Figure.of("act.viewflow", viewflow.share, viewflow.to_json())
    yield Figure.of("act.ms", 1000 * percentile(floor.latencies, 0.5))
    act = transfer(accepted())
    with CaptureQueriesContext(connection) as queries:
        act()
    said = worked(queries)
    yield Figure.of("act.statements", len(said), {"statements": said})


def accepted() -> Dossier:
    """Walk a dossier to the desk's own act."""
    return story.dossier_in("accepted", at=timezone.now() - timedelta(hours=1)).dossier


def transfer(dossier: Dossier) -> Callable[[], object]:
    """Return the command with all that a view has at hand before it calls it."""
    now = timezone.now()
    who = story.actor("bob", dossier, "transfer", now)
    given = Given(division=Unit.objects.get(slug="bao-chi-xuat-ban"))
    return partial(advance, dossier, "transfer", actor=who, given=given, seen=dossier.sequence, at=now)


def advanced(dossier: Dossier) -> Callable[[], object]:
    """Return Viewflow's advance of a process like it."""
    bob = User.objects.get(username="bob")
    unit, division = dossier.unit_id or 0, Unit.objects.get(slug="bao-chi-xuat-ban").pk
    process, task = flows.begin(dossier.code, dossier.applicant_id, unit, bob)
    return partial(flows.advance, process, task, bob, division)
