"""Acts that move nothing: one list for dossiers of every version, whose rows never change what they mean."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.roles import Role
from dossiers import acts, commands, refusals
from dossiers.acts import ACTS, demand
from dossiers.acts.act import Act
from dossiers.background import sweeps
from dossiers.commands import Given
from dossiers.log import columns
from dossiers.log.facts import words_of
from dossiers.log.whole import log_of
from dossiers.models import Dossier, Event
from dossiers.pages.logged.timeline import event_rows
from dossiers.policy import Actor
from dossiers.proof import audit
from portal.postgres import BASE_DIR
from procedures.language.compiler import compile_text
from procedures.machine import Ask, Asked, Guard, Machine, Pause, Text
from tests.dossiers.lifecycle import ENDS, PLACES, act, dossier_at, local
from tests.dossiers.officers import personae
from tests.dossiers.proof.records import change, forge, nothing_written
from tests.procedures.shipped import newest, shipped_machine

LATER = local("2026-01-05 10:00")
MINUTE = timedelta(minutes=1)
GOLDEN = BASE_DIR / "tests/golden/acts.txt"
ON_LINE = {acts.RECEIVE_ONLINE, acts.REVERSE_ONLINE, acts.GIVE_BACK_ONLINE}
"""What a payment gateway reports is the system's too, at any time and with an amount."""
AT_ANY_TIME = {*ON_LINE, *acts.PAPERS}
"""So are the papers that were issued."""
SAID = Act("say", Text("Nói", "Say"), frozenset({Role.ONE_STOP_OFFICER}), lambda _state: True, asks=(Asked(Ask.NOTE),))
"""An act as a coming list could have one: by a person, in every state, with a word."""


def described(act: Act, machine: Machine) -> str:
    """Return a row of the list in words, with the states of a procedure in which it is open."""
    states = " ".join(name for name, state in machine.states.items() if act.is_open_in(state))
    by, guards, asks = (
        ",".join(sorted(one.value for one in values)) or "-"
        for values in (act.by, act.guards, [asked.kind for asked in act.asks])
    )
    told = "office" if act.for_office else "all"
    return f"{act.edition} {act.name} | {act.label.vi} | {act.label.en} | {by} | {guards} | {asks} | {told} | {states}"


def withdrawals(machine: Machine) -> Iterator[str]:
    """Yield in the same words what withdraws a demand in each state in which one waits, which leads elsewhere."""
    for state in machine.states:
        if action := demand.withdrawing(machine, state):
            placed = (action.name, action.label, action.by, lambda one, here=state: one.name == here, action.guards)
            yield f"{described(Act(*placed, action.asks, edition=demand.EDITION), machine)} -> {action.target}"


def test_what_an_edition_of_the_list_has_brought_stays_as_it_is() -> None:
    machine = shipped_machine()
    rows = [*(described(act, machine) for act in ACTS.values()), *withdrawals(machine)]
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text("".join(f"{row}\n" for row in rows))

    assert rows == GOLDEN.read_text().splitlines()
    assert [act.edition for act in ACTS.values()] == sorted(act.edition for act in ACTS.values())
    assert max(act.edition for act in ACTS.values()) == acts.EDITION >= demand.EDITION


def test_no_machine_has_an_action_of_such_a_name() -> None:
    names = {action.name for path in newest() for action in compile_text(path.read_text(), path=path.name).actions}

    assert "accept" in names
    assert not names & {*ACTS, acts.WITHDRAW_DEMAND}


def test_each_leads_from_a_state_to_where_it_was() -> None:
    machine = shipped_machine()
    found = [action for state in machine.states for action in acts.open_in(machine, state)]

    beside = [action for action in found if action.name in ACTS]
    assert beside
    assert all(action.source == action.target for action in beside)
    assert [action for action in found if action.name not in {*ACTS, acts.WITHDRAW_DEMAND}] == [
        action for state in machine.states for action in machine.actions_from(state)
    ]


def test_a_demand_is_withdrawn_to_where_it_was_made_by_whoever_may_make_it_and_nothing_else_leads_there() -> None:
    machine = shipped_machine()
    demands = {action.target: action for action in machine.actions if action.name == acts.ASK_PAYMENT}
    found = {state: action for state in machine.states if (action := demand.withdrawing(machine, state))}

    assert (
        found.keys() == demands.keys() == {state for state, one in machine.states.items() if one.pause is Pause.PAYMENT}
    )
    for state, action in found.items():
        assert (action.source, action.target, action.by) == (state, demands[state].source, demands[state].by)
        assert acts.leads(machine, state, acts.WITHDRAW_DEMAND, action.target)


def test_the_remarks_are_the_systems_own_ask_nothing_and_have_the_guard_of_their_deadline() -> None:
    remarks = [act for act in ACTS.values() if act.by == {Role.SYSTEM} and act.name not in AT_ANY_TIME]

    assert {act.name: act.guards for act in remarks} == {
        "note-due-soon": {Guard.NEARLY_DUE},
        "note-overdue": {Guard.PAST_DUE},
        "note-unanswered": {Guard.UNANSWERED},
        "recount": set(),
        "note-supply-soon": {Guard.SUPPLY_NEARLY_DUE},
    }
    assert not any(act.asks for act in remarks)


@pytest.mark.parametrize("state", PLACES)
def test_what_is_open_is_found_and_nothing_else(state: str) -> None:
    machine = shipped_machine()
    open_here = {action.name: action for action in acts.open_in(machine, state)}

    names = {action.name for action in machine.actions} | {*ACTS, acts.WITHDRAW_DEMAND}
    assert {name: found for name in names if (found := acts.find(machine, state, name))} == open_here


def test_nothing_is_found_in_a_state_that_is_not_there_or_under_a_name_of_no_act() -> None:
    assert acts.find(shipped_machine(), "nowhere", acts.RECOUNT) is None
    assert acts.find(shipped_machine(), "accepted", "say") is None


@pytest.mark.django_db
@pytest.mark.parametrize("state", ENDS)
@pytest.mark.parametrize(
    "name", [name for name, act in ACTS.items() if Role.SYSTEM in act.by and name not in AT_ANY_TIME]
)
def test_no_remark_is_recorded_on_a_dossier_that_has_ended(state: str, name: str) -> None:
    dossier = dossier_at(state).dossier
    late = local("2027-01-05 09:00")

    with nothing_written(), pytest.raises(refusals.UnknownAction):
        commands.advance(dossier, name, actor=Actor.system(), given=Given(), seen=dossier.sequence, at=late)


@pytest.fixture
def further(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plant a further row of the list."""
    monkeypatch.setattr(acts, "ACTS", {**ACTS, SAID.name: SAID})


def _say(dossier: Dossier, *, by: str = "bob", seen: int | None = None) -> Event:
    given, role = Given(note="Đã gọi điện cho người nộp."), Role.ONE_STOP_OFFICER
    actor = next(one for one in personae(by, LATER) if by != "bob" or one.role is role)
    return commands.advance(
        dossier, SAID.name, actor=actor, given=given, seen=dossier.sequence if seen is None else seen, at=LATER
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("further")
def test_a_further_act_is_an_event_that_moves_nothing() -> None:
    dossier = dossier_at("accepted").dossier
    before = columns.columns_of(dossier)

    event = _say(dossier)

    after = columns.columns_of(Dossier.objects.get(pk=dossier.pk))
    moved = {name for name in columns.COLUMN_NAMES if getattr(before, name) != getattr(after, name)}
    assert (event.source, event.target, words_of(event.payload).note) == (
        *("accepted",) * 2,
        "Đã gọi điện cho người nộp.",
    )
    assert moved == {"sequence", "changed_at"}
    assert not audit.check_all().differences


@pytest.mark.django_db
@pytest.mark.usefixtures("further")
def test_it_makes_no_open_page_old_and_hides_no_recall() -> None:
    walk = dossier_at("accepted")
    _say(walk.dossier)

    sent = act(walk, "transfer", "bob", "2026-01-05 10:10")
    dossier = Dossier.objects.get(pk=walk.dossier.pk)
    again = commands.advance(
        dossier, SAID.name, actor=_desk(), given=Given(note="x"), seen=sent.sequence, at=sent.at + MINUTE
    )

    recalled = act(walk, "recall", "bob", "2026-01-05 10:20")
    assert (sent.sequence, again.sequence, recalled.sequence) == (4, 5, 6)
    assert recalled.target == "accepted"
    assert not audit.check_all().differences


@pytest.mark.django_db
@pytest.mark.usefixtures("further")
def test_it_is_open_to_whom_its_row_names_and_asks_what_its_row_asks() -> None:
    dossier = dossier_at("accepted").dossier

    with nothing_written(), pytest.raises(refusals.NotYours):
        _say(dossier, by="alice")
    with nothing_written(), pytest.raises(refusals.MissingAnswer):
        commands.advance(dossier, SAID.name, actor=_desk(), given=Given(), seen=dossier.sequence, at=LATER)


@pytest.mark.django_db
def test_an_act_that_is_not_on_the_list_is_named_by_the_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = dossier_at("accepted").dossier
    with monkeypatch.context() as patch:
        patch.setattr(acts, "ACTS", {**ACTS, SAID.name: SAID})
        _say(dossier)

    assert [difference.what for difference in audit.check_all().differences] == ["event 3 (say) path"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("forged", "what"),
    [
        ({"action": acts.UNANSWERED}, "path"),
        ({"role": Role.ONE_STOP_OFFICER}, "actor"),
        ({"target": "rejected"}, "path"),
    ],
    ids=["not-open-there", "by-somebody", "leads-elsewhere"],
)
def test_a_forged_act_is_named_by_the_audit(forged: dict[str, str], what: str) -> None:
    dossier = dossier_at("accepted").dossier
    assert dossier.late_at
    sweeps.run(dossier.late_at)
    noted = dossier.events.get(action=acts.OVERDUE)

    change(noted, **forged)
    forge(dossier)

    names = [difference.what for difference in audit.check_all().differences]
    assert f"event {noted.sequence} ({forged.get('action', acts.OVERDUE)}) {what}" in names


def _desk() -> Actor:
    return next(one for one in personae("bob", LATER) if one.role is Role.ONE_STOP_OFFICER)


@pytest.mark.django_db
@pytest.mark.usefixtures("further")
@pytest.mark.parametrize("for_office", [False, True])
def test_the_applicant_reads_the_words_of_an_act_that_is_not_the_offices_own(
    for_office: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "ACTS", {**ACTS, SAID.name: replace(SAID, for_office=for_office)})
    dossier = dossier_at("accepted").dossier
    _say(dossier)

    rows = event_rows(Dossier.objects.get(pk=dossier.pk), log_of(dossier)[0], for_applicant=True)

    told = [value for row in rows for _label, value in row.facts]
    assert ("Đã gọi điện cho người nộp." in told) is not for_office
