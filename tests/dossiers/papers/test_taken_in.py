"""Papers of before are taken into the log once: with the digest of their file, or with none where row and file differ."""

import io
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from dossiers import acts
from dossiers.log import columns
from dossiers.log.facts import facts_of
from dossiers.log.parts.issued import Issued, mark_of
from dossiers.models import Letter
from dossiers.papers import registry
from dossiers.papers.recorded.taken_in import take_in
from dossiers.proof.audit import check_all
from portal.demo import story
from procedures.machine import Paper
from procedures.time.calendar import LOCAL
from tests.dossiers.papers.before import DIGEST, of_before
from tests.dossiers.proof.records import nothing_written

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = MONDAY + timedelta(days=30)


def paper_of_last(letter: Letter) -> Issued | None:
    event = letter.dossier.events.latest("sequence")
    assert event.action == acts.TAKE_IN_PAPER
    return facts_of(event).paper


def test_a_paper_of_before_is_taken_in_with_the_digest_of_its_file() -> None:
    walk = story.dossier_in("returned", at=MONDAY)
    letter, before = of_before(walk.events[0]), columns.columns_of(walk.dossier)
    assert [found.what for found in check_all().differences] == ["paper 01 07/2025/TNHS"]

    taken = take_in(at=LATER)

    assert (taken.papers, taken.remarks) == (1, [])
    assert paper_of_last(letter) == Issued(
        of=2, kind="01", number="07/2025/TNHS", mark=mark_of(letter.token), sha256=DIGEST, issued_at=letter.issued_at
    )
    report = check_all(files=True)
    assert (report.differences, [one for one in report.remarks if "paper" in one.about]) == ([], [])
    walk.dossier.refresh_from_db()
    assert walk.dossier.changed_at == before.changed_at


def test_taken_in_twice_is_taken_in_once() -> None:
    of_before(story.dossier_in("accepted", at=MONDAY).events[0])
    take_in(at=LATER)

    with nothing_written():
        assert take_in(at=LATER + timedelta(days=1)).papers == 0


def test_all_papers_of_many_dossiers_are_taken_in_and_those_of_today_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dossiers.papers.recorded.taken_in.BATCH", 2)
    walks = [story.dossier_in("accepted", at=MONDAY) for _each in range(3)]
    for walk in walks:
        of_before(walk.events[0])
        of_before(walk.dossier.events.get(sequence=1), kind="filing", number=walk.dossier.code)
    newest = story.dossier_in("accepted", at=MONDAY + timedelta(days=1)).events[0]
    registry.issue(newest, Paper.RECEIPT, at=MONDAY + timedelta(days=2))

    assert take_in(at=LATER).papers == 6
    assert check_all(files=True).differences == []


def test_one_whose_file_disagrees_is_taken_in_without_a_digest_and_told() -> None:
    letter = of_before(story.dossier_in("accepted", at=MONDAY).events[0], content=b"%PDF-1.7 another")

    taken = take_in(at=LATER)

    assert taken.papers == 0
    assert taken.remarks == [
        f"{letter.dossier.code}, paper 01 07/2025/TNHS: taken in without a digest, row and file do not agree"
    ]
    paper = paper_of_last(letter)
    assert paper is not None
    assert (paper.number, paper.sha256) == ("07/2025/TNHS", "")
    report = check_all(files=True)
    assert report.differences == []
    assert [str(one) for one in report.remarks if "paper" in one.about] == [
        f"Remark on {letter.dossier.code}, paper 01 07/2025/TNHS: event 3 (take-in-paper): "
        "row and file did not agree when it was taken in"
    ]


def test_one_whose_file_is_gone_waits_for_it_until_somebody_says_that_it_is_lost() -> None:
    letter = of_before(story.dossier_in("accepted", at=MONDAY).events[0])
    letter.file.storage.delete(letter.file.name)

    with nothing_written():
        [remark] = take_in(at=LATER).remarks
    assert "was left as it is" in remark
    assert "its file is not there" in remark

    take_in(at=LATER, lost=True)
    paper = paper_of_last(letter)
    assert paper is not None
    assert paper.sha256 == ""


def test_what_came_in_beside_the_log_is_never_taken_in() -> None:
    known = story.dossier_in("accepted", at=MONDAY).events[0]
    of_before(known)
    take_in(at=LATER)
    of_before(known, kind="02", number="08/2025/HDHS")
    newer = story.dossier_in("accepted", at=LATER + timedelta(days=1)).events[0]
    of_before(newer)

    with nothing_written():
        taken = take_in(at=LATER + timedelta(days=2))

    assert taken.papers == 0
    assert [line.partition(": ")[2] for line in taken.remarks] == ["not taken in, it came in beside the log"] * 2
    assert [found.what for found in check_all().differences] == ["paper 02 08/2025/HDHS", "paper 01 07/2025/TNHS"]


def test_the_command_says_how_many_and_names_the_others() -> None:
    of_before(story.dossier_in("accepted", at=MONDAY).events[0])
    of_before(story.dossier_in("accepted", at=MONDAY).events[0], content=b"another")
    out, err = io.StringIO(), io.StringIO()

    call_command("take_in_papers", stdout=out, stderr=err)

    assert out.getvalue() == "1 papers were taken in.\n"
    assert err.getvalue().count("taken in without a digest") == 1


def migrated(**options: object) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("migrate", interactive=False, verbosity=0, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_migrating_takes_in_the_papers_of_before_and_names_those_whose_file_is_missing() -> None:
    letter = of_before(story.dossier_in("accepted", at=MONDAY).events[0])
    gone = of_before(story.dossier_in("accepted", at=MONDAY).events[0], number="08/2025/TNHS")
    gone.file.storage.delete(gone.file.name)

    out, err = migrated()

    assert out == "1 papers and 0 issued reports of before were taken in.\n"
    assert err.count("its file is not there") == 1
    assert paper_of_last(letter) is not None
    with nothing_written():
        assert migrated() == ("", err)


def test_migrating_stops_taking_in_after_a_while_says_so_and_goes_on_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    of_before(story.dossier_in("accepted", at=MONDAY).events[0])
    with monkeypatch.context() as short, nothing_written():
        short.setattr("portal.management.commands.migrate.MOST", timedelta(0))
        assert "not all yet" in migrated()[1]

    assert migrated()[0].startswith("1 papers")


@pytest.mark.parametrize("options", [{"no_papers": True}, {"plan": True}])
def test_what_only_looks_or_is_told_not_to_takes_nothing_in(options: dict[str, bool]) -> None:
    of_before(story.dossier_in("accepted", at=MONDAY).events[0])

    with nothing_written():
        migrated(**options)
