"""The register of results by how they stand: what a state narrows it to is what the rows and the file say, and each result has one."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from dossiers.desk.registers.states import LABELS, State, narrowed
from dossiers.models import Result
from dossiers.reports.official.issued import state_of
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers import renewals
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.test_registers_asked import RESULTS, file_of
from tests.dossiers.renewals import FIRST_ENDS, THEN_ENDS, changed, granted
from tests.dossiers.reports.sheets import read_csv
from tests.dossiers.variants import publish_text

LATER = "2027-02-01T02:00:00Z"
DAYS = (date(2027, 2, 1), FIRST_ENDS, FIRST_ENDS + timedelta(days=1), THEN_ENDS, THEN_ENDS + timedelta(days=1))
WAITS = "Numbered, not yet handed over"

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


@pytest.fixture
def results(tmp_path: Path) -> None:
    """A result in each state, and what hangs on others: extended once, by what was revoked, and extended and replaced."""
    renewals.published(tmp_path, "extends")
    publish_text(tmp_path, renewals.text("thay-the", effect="replaces", has_term=False))
    granted(state="result-ready")
    changed(granted(), state="returned")
    changed(granted(), state="returned").take("revoke-result", "lan")
    extended = granted()
    changed(extended, state="returned")
    at = extended.at + timedelta(days=1)
    Walk(story.file("alice", at=at, slug="thay-the", answers=renewals.naming(extended)), at).until("result-ready")
    refused = Walk(story.file("alice", at=renewals.FILED), renewals.FILED).until("tham-dinh")
    refused.take("propose-refused", "dung", reason="Thiếu.").take("finish-xem-xet", "hoa")
    refused.take("decide", "lan").take("number", "tam")


@pytest.mark.usefixtures("results")
def test_each_result_is_in_the_state_that_its_row_says_on_any_day() -> None:
    met: set[str] = set()
    for on in DAYS:
        said = {one.pk: state_of(one, on).lower() for one in Result.objects.with_later()}
        for state, label in LABELS.items():
            found = {one.pk for one in narrowed(Result.objects.all(), state, on)}
            assert found == {pk for pk, words in said.items() if words == str(label).lower()}, (on, state)
            met |= {state} if found else set()
    assert met == {*State}


@pytest.mark.usefixtures("results")
def test_as_many_are_listed_and_in_the_file_as_there_are() -> None:
    query = {"year": "2027", "state": State.WAITS.value}

    page = Visitor("lan").get(RESULTS, query)

    rows = page.context["rows"]
    assert len(rows) == narrowed(Result.objects.all(), State.WAITS, DAYS[0]).count() == 2
    assert {row.state for row in rows} == {WAITS}
    head, *lines = read_csv(file_of(RESULTS, query, "lan"))
    assert {line[head.index("Number")] for line in lines} == {row.result.number for row in rows}
    assert {line[head.index("State")] for line in lines} == {WAITS}
    assert WAITS in Visitor("lan").get(RESULTS, query).context["form"].words
    in_force = Visitor("lan").get(RESULTS, {**query, "state": State.IN_FORCE.value}).context["rows"]
    assert {row.state for row in in_force} == {"In force"}


@pytest.mark.usefixtures("results")
def test_a_part_by_state_is_no_book_and_an_unknown_state_is_all() -> None:
    carol = Visitor("carol")
    query = {"year": "2027", "kind": "licence"}

    assert carol.get(RESULTS, query).context["has_book"]
    assert not carol.get(RESULTS, {**query, "state": "waits"}).context["has_book"]
    assert carol.get(RESULTS, {**query, "state": "x"}).status_code == 200
    empty = read(carol.get(RESULTS, {"year": "2020", "state": "waits"})).words()
    assert "Nothing in this register fits that" in empty
