"""``check_dossiers`` says which dossiers somebody acted on who had declared an interest in them; no record is wrong by it (ADR 0094)."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from dossiers import acts, policy
from dossiers.commands.deciding import interests
from dossiers.models import Dossier, Event, Interest, InterestKind
from dossiers.proof import audit
from portal.demo import story
from tests.dossiers.bulk.choosing import NOW, some
from tests.dossiers.officers import personae
from tests.dossiers.proof.records import triggers_off

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

HOUR = timedelta(hours=1)


def declared(dossier: Dossier, hours: int = 0) -> Interest:
    by, at = story.person("dung"), NOW + hours * HOUR
    return interests.declare(dossier, by=by, kind=InterestKind.RELATIVE, reason="x", at=at)


def noted(dossier: Dossier, username: str, hours: int) -> Event:
    """Let somebody write a note, so many hours from now."""
    dossier.refresh_from_db()
    actor = personae(username, NOW)[1]
    given = story.commands.Given(message="x")
    return story.commands.advance(
        dossier, acts.NOTE, actor=actor, given=given, seen=dossier.sequence, at=NOW + hours * HOUR
    )


def printed(*options: str) -> list[str]:
    out = io.StringIO()
    call_command("check_dossiers", *options, stdout=out)
    return out.getvalue().splitlines()


def planted(monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """Return a dossier on which somebody acts although it is that person's own interest, past the rule that forbids it."""
    acted_on, other = some(2, "tham-dinh")
    for dossier in (acted_on, other):
        declared(dossier)
    with monkeypatch.context() as lax:
        lax.setattr(policy, "is_interested", lambda _actor, _dossier: False)
        lax.setattr(policy, "shows", lambda _actors, _dossier: True)
        noted(acted_on, "dung", 1)
    return acted_on


def test_an_act_in_spite_of_an_interest_is_counted_and_named_where_that_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dossier = planted(monkeypatch)

    plain, verbose = printed(), printed("--verbosity", "2")
    (as_json,) = printed("--json")

    line = "Interests: declared in 2 dossiers, 1 of them acted on by that person while it stood."
    assert line in plain
    assert dossier.code not in " ".join(plain)
    assert verbose[verbose.index(line) + 1] == f"  {dossier.code}"
    assert json.loads(as_json)["interests"] == {"dossiers": 2, "acted_on": [dossier.code]}
    assert json.loads(as_json)["differences"] == []


def test_what_was_done_before_by_others_and_after_its_end_counts_nothing() -> None:
    [dossier] = some(1, "tham-dinh")
    noted(dossier, "dung", 0)
    row = declared(dossier, 1)
    noted(dossier, "hoa", 2)
    interests.end(row, by=story.person("hoa"), reason="Không còn đúng.", at=NOW + 3 * HOUR)
    noted(dossier, "dung", 4)

    assert audit.check_all().interests.to_json() == {"dossiers": 1, "acted_on": []}
    assert "Interests: declared in 1 dossiers, 0 of them acted on by that person while it stood." in printed()


def test_an_end_that_is_forged_away_shows_what_was_done_after_it() -> None:
    [dossier] = some(1, "tham-dinh")
    row = declared(dossier)
    interests.end(row, by=story.person("hoa"), reason="Không còn đúng.", at=NOW + HOUR)
    noted(dossier, "dung", 2)
    with triggers_off():
        Interest.objects.update(ended_at=None, ended_by=None)

    assert audit.check_all().interests.acted_on == [dossier.code]


def test_where_nobody_has_declared_anything_no_line_is_printed() -> None:
    some(1, "tham-dinh")

    assert not [line for line in printed() if "Interests" in line]
