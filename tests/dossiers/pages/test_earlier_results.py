"""What pages show of earlier results: the links between dossiers, what could not be compared, what holds how long."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers.filing.licences import UNCHECKED, UNCHECKED_AND_GONE, why_unchecked
from dossiers.models import Result
from portal.demo import story
from portal.demo.story import Walk
from procedures.models import ProcedureVersion
from tests.dossiers import renewals
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.renewals import CHANGE, answers, changed, granted

pytestmark = [pytest.mark.django_db, pytest.mark.at(renewals.FILED + timedelta(days=9))]
REGISTER, LOOKUP = "/mot-cua/so-ket-qua/", "/tra-cuu/ket-qua/"


def words(who: str, address: str) -> str:
    return read(Visitor(who).get(address)).words()


def desk(walk: Walk) -> str:
    return f"/mot-cua/{walk.dossier.code}/"


@pytest.fixture
def _replacing(clock: object, tmp_path: Path) -> None:
    renewals.published(tmp_path)


@pytest.fixture
def _extending(clock: object, tmp_path: Path) -> None:
    renewals.published(tmp_path, "extends")


@pytest.mark.usefixtures("_replacing")
def test_officers_see_the_link_on_both_dossiers() -> None:
    earlier = granted()
    later = changed(earlier)

    page = Visitor("bob").get(desk(later)).content.decode()
    assert "01/GP-STTTT" in read(Visitor("bob").get(desk(later))).words()
    assert f'href="{desk(earlier)}"' in page
    assert f"Dossiers that rest on this result {later.dossier.code}" in words("bob", desk(earlier))


@pytest.mark.usefixtures("_replacing")
def test_a_dossier_without_a_link_shows_none() -> None:
    assert "Other dossiers" not in words("bob", desk(granted()))


@pytest.mark.usefixtures("_replacing")
def test_a_paper_from_before_the_register_is_marked_for_officers_alone() -> None:
    later = story.file(at=renewals.FILED, slug=CHANGE, answers=answers("9/GP-STTTT", "05/01/2014"))

    assert UNCHECKED.en in words("bob", f"/mot-cua/{later.code}/")
    assert UNCHECKED.en not in words("alice", f"/ho-so/{later.code}/")


@pytest.mark.parametrize(
    ("slug", "told", "is_gone"),
    [
        ("cap-lai-gp-hoat-dong-in-xbp", {"lost_or_damaged": "lost"}, True),
        ("cap-lai-gp-hoat-dong-in-xbp", {"lost_or_damaged": "damaged"}, False),
        ("cap-lai-gp-in", {"reason": "lost"}, True),
        ("cap-lai-gp-in", {"reason": "changed"}, False),
        ("cap-lai-gcn-diem-tro-choi", {"what_happened": "lost"}, True),
        ("cap-lai-gcn-diem-tro-choi", {"what_happened": "burnt", "remains_kept": False}, True),
        ("cap-lai-gcn-diem-tro-choi", {"what_happened": "burnt", "remains_kept": True}, False),
        ("cap-lai-gcn-diem-tro-choi", {"what_happened": "torn", "remains_kept": False}, False),
    ],
)
def test_nobody_is_asked_for_the_original_of_a_paper_that_is_gone(
    slug: str, told: dict[str, object], *, is_gone: bool
) -> None:
    machine = ProcedureVersion.objects.filter(procedure__slug=slug).latest("version").machine

    assert why_unchecked(machine, told) == (UNCHECKED_AND_GONE if is_gone else UNCHECKED)


def test_an_officer_reads_where_to_look_for_a_licence_that_was_lost() -> None:
    slug = "cap-lai-gp-hoat-dong-in-xbp"
    raw = story.raw_answers(
        ProcedureVersion.objects.filter(procedure__slug=slug).latest("version").machine, renewals.FILED
    )
    typed = {"licence_no.number": "9/GP-STTTT", "licence_no.dated": "05/01/2014", "lost_or_damaged": "lost"}
    later = story.file(at=renewals.FILED, slug=slug, answers=raw | typed)

    page = words("bob", f"/mot-cua/{later.code}/")

    assert UNCHECKED_AND_GONE.en in page
    assert "look at the original" not in page


@pytest.mark.usefixtures("_replacing")
def test_a_paper_that_was_found_is_not_marked() -> None:
    assert UNCHECKED.en not in words("bob", desk(changed(granted())))


@pytest.mark.usefixtures("_replacing")
def test_the_applicant_sees_the_earlier_number_and_what_became_of_it() -> None:
    earlier = granted()
    later = changed(earlier, state="returned")

    seen = words("alice", f"/ho-so/{later.dossier.code}/")
    assert "The licence that was granted 01/GP-STTTT of 05/01/2027" in seen
    assert "Replaces: No. 01/GP-STTTT of 05/01/2027" in seen
    assert "01/GP-STTTT, 05/01/2027 · Replaced" in words("bob", desk(earlier))


@pytest.mark.usefixtures("_replacing")
def test_the_public_look_up_says_that_a_replaced_paper_is_not_in_force() -> None:
    changed(granted(), state="returned")

    found = words("", f"{LOOKUP}?number=01/GP-STTTT&dated=05/01/2027")
    assert "Not in force" in found
    assert "eplaced" not in found, "in force or not, and no more"
    assert "In force A paper" in words("", f"{LOOKUP}?number=02/GP-STTTT&dated=05/01/2027")


@pytest.mark.usefixtures("_extending")
def test_the_register_shows_how_long_an_extended_result_holds() -> None:
    changed(granted(), state="returned")

    rows = words("lan", f"{REGISTER}?year=2027")
    assert rows.count(f"{renewals.THEN_ENDS:%d/%m/%Y} In force") == 2
    assert f"{renewals.FIRST_ENDS:%d/%m/%Y}" not in rows


@pytest.mark.usefixtures("_extending")
def test_the_register_asks_no_more_of_the_database_for_results_that_are_extended() -> None:
    changed(granted(), state="returned")
    one = _questions()
    changed(granted(), state="returned")

    assert Result.objects.count() == 4
    assert _questions() == one


def _questions() -> int:
    visitor = Visitor("lan")
    visitor.get(f"{REGISTER}?year=2027")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        visitor.get(f"{REGISTER}?year=2027")
    return len(asked)


@pytest.mark.usefixtures("_replacing")
def test_a_revocation_of_what_another_dossier_rests_on_is_refused_and_the_words_are_kept() -> None:
    earlier = granted()
    later, lan = changed(earlier), Visitor("lan")
    page = lan.get(desk(earlier))

    answer = lan.send(page, f"{desk(earlier)}revoke-result/", {"reason": "Cấp sai đối tượng."})

    assert answer.status_code in {409, 422}
    assert f"Dossier {later.dossier.code} rests on this result and is still open" in read(answer).words()
    assert "Cấp sai đối tượng." in answer.content.decode()
    assert Result.objects.get().revoked_at is None


@pytest.mark.usefixtures("_extending")
def test_the_term_of_an_extension_is_suggested_from_the_day_after_the_earlier_one_ends() -> None:
    later = changed(granted(), state="tham-dinh")

    form = form_of(Visitor("dung").get(desk(later)), f"{later.dossier.code}/propose-granted/")

    assert form.values["until"] == "2028-06-30", "a year from 01/07/2027"
