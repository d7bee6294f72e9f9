"""The picture counts each way that was gone, under whichever version, and whatever its action was called there."""

from dossiers.reports.lived.measures import Took
from dossiers.reports.lived.process import Arc, Process
from dossiers.reports.lived.selection import Family
from dossiers.reports.lived.tables import together
from procedures.language.compiler import compile_text
from procedures.machine import LimitUnit, Machine
from tests.procedures.shipped import PATH

DAY = 8 * 60


def machine_of(version: int) -> Machine:
    path = PATH.with_name(f"v{version}.toml")
    return compile_text(path.read_text(encoding="utf-8"), path=path.name)


def test_what_an_older_version_called_otherwise_is_counted_with_the_way_that_it_went() -> None:
    newest, older = machine_of(6), machine_of(2)
    process = Process(LimitUnit.WORKING_DAY)
    [before] = [one for one in older.actions if one.name == "finish-tham-dinh"]
    now = [one for one in newest.actions if (one.source, one.target) == (before.source, before.target)]
    assert before.name not in {one.name for one in now}
    process.arcs[Arc(before.source, before.name, before.target)] = [Took(3 * DAY, DAY, 5.0)] * 10
    process.arcs[Arc(now[0].source, now[0].name, now[0].target)] = [Took(DAY, DAY, 1.0)] * 2
    process.arcs[Arc(now[1].source, now[1].name, now[1].target)] = [Took(DAY, DAY, 1.0)]
    family = Family({2: newest, 1: older}, 13)

    found = together(process, family, {(one.source, one.name) for one in now})

    assert found is not None
    assert (found.count, found.half.amount) == (13, 5)
    elsewhere = {(one.source, one.name) for one in newest.actions if one not in now}
    assert together(process, family, elsewhere) is None
