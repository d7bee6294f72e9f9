"""A correction of a question that a newer version of the procedure no longer has: the dossier keeps its own version."""

import re
from datetime import date
from pathlib import Path

import pytest
import time_machine

from dossiers.log.answers import standing_of
from dossiers.proof import audit
from procedures.models import ProcedureVersion
from procedures.publication import publish
from tests.dossiers.browsing import Visitor, form_of
from tests.dossiers.citizen.test_correction import TITLE, answered, asked, form_at, sent
from tests.dossiers.lifecycle import local
from tests.procedures.shipped import PATH

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-01-07T09:00:00+07:00")]


def without_the_question(folder: Path) -> None:
    """Publish the newest version once more, in force from 01/12/2026, with the question named otherwise."""
    number = max(int(file.stem[1:]) for file in PATH.parent.glob("v*.toml"))
    text = PATH.with_name(f"v{number}.toml").read_text(encoding="utf-8").replace(TITLE, "work_name")
    text = re.sub(r"(?m)^version = \d+", f"version = {number + 1}", text)
    file = folder / "definition.toml"
    file.write_text(re.sub(r"(?m)^effective_on = .*", "effective_on = 2026-12-01", text), encoding="utf-8")
    publish([file], at=local("2026-11-28 09:00"))


def test_it_is_asked_answered_and_read_under_the_version_of_the_dossier(
    tmp_path: Path, clock: time_machine.Traveller
) -> None:
    walk = asked()
    own = walk.dossier.version_id
    without_the_question(tmp_path)
    clock.move_to(local("2026-12-02 09:00"))
    alice = Visitor("alice")

    assert TITLE in form_of(*form_at(walk, alice)).values
    done = sent(alice, walk, answered())

    assert done.status_code == 200
    assert walk.dossier.version_id == own
    assert standing_of(walk.dossier)[TITLE] == answered()[TITLE]
    current = ProcedureVersion.objects.current(on=date(2026, 12, 2)).get(procedure=walk.dossier.procedure_id)
    assert TITLE not in {question.name for question in current.machine.questions}
    assert answered()[TITLE] in Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/").content.decode()
    assert audit.check_all().differences == []
