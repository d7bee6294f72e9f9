"""Dossiers of two editions of the lifecycle go their ways beside each other, each as its own text says."""

from pathlib import Path

import pytest

from dossiers import refusals
from dossiers.proof import audit
from portal.demo import story
from portal.demo.story import Walk
from procedures.language.lifecycle import FIRST, first
from tests.dossiers.lifecycle import MONDAY, dossier_at
from tests.dossiers.variants import next_version
from tests.procedures import editions
from tests.procedures.editions import ADDED, ANNOUNCED, LATER

pytestmark = pytest.mark.usefixtures("committed_db")


def a_later_one_comes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be a later edition, and a version of the shipped procedure that follows it."""
    editions.plant(monkeypatch)
    next_version(folder, "2025-12-01", ("\nversion = 3\n", f"\nversion = 3\nlifecycle = {LATER}\n"))


def test_each_dossier_goes_to_its_end_by_its_own_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = dossier_at("filed")
    a_later_one_comes(tmp_path, monkeypatch)
    new = Walk(story.file("alice", at=MONDAY), MONDAY)

    begun = [(walk.dossier.machine.lifecycle, walk.dossier.state) for walk in (old, new)]
    old.to_the_end()
    new.to_the_end()

    assert begun == [(FIRST, first.FILED), (LATER, ANNOUNCED)]
    names = [[event.action for event in walk.events] for walk in (old, new)]
    assert names[1] == [ADDED, *names[0]]
    assert [walk.dossier.state for walk in (old, new)] == [first.RETURNED, first.RETURNED]
    assert audit.check_all().differences == []


def test_an_act_of_a_later_edition_is_none_in_a_dossier_of_an_earlier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = dossier_at("filed")
    a_later_one_comes(tmp_path, monkeypatch)

    with pytest.raises(refusals.UnknownAction):
        old.take(ADDED, "bob")
