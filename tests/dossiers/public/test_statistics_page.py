"""The public figures: what they say, what they hide, and that they name nobody."""

import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from dossiers.models import Channel, Dossier
from portal.demo import story
from procedures.models import Procedure
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local
from tests.dossiers.reports.public_figures import copies, resolved

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-03-02 09:00"))]

PAGE = "/thong-ke/"


def words(address: str = PAGE, *, language: str = "en") -> str:
    return read(Visitor(language=language).get(address)).words()


def test_it_begins_with_whether_dossiers_are_on_time() -> None:
    copies(resolved(), 29)

    assert "The last 12 months: 100 % of dossiers were resolved on time or early, of 30 in all." in words()
    assert "12 tháng qua: 100 % hồ sơ được giải quyết đúng hạn hoặc trước hạn, trong 30 hồ sơ." in words(language="vi")
    assert "This year: 100 %" in words(f"{PAGE}?nam=2026")


@pytest.mark.parametrize(
    "year", ["abc", "1800", "9999", "2025", "-1", "²⁰²⁶", "2026.5", "x" * 3000, "\x00", "' OR 1=1"]
)
def test_a_year_without_figures_is_answered_with_the_last_months_and_a_sentence(year: str) -> None:
    copies(resolved(), 29)
    answer = Visitor().get(PAGE, {"nam": year})

    assert answer.status_code == 200
    assert "There are no figures for the year in the address." in read(answer).words()
    assert "The last 12 months: 100 %" in read(answer).words()


def test_any_year_with_dossiers_can_be_chosen_and_no_other() -> None:
    copies(resolved(), 29, "2019-04")

    page = Visitor().get(PAGE).content.decode()

    assert {*re.findall(r"\?nam=(\d+)", page)} == {"2019", "2026"}
    assert "Year 2019: 100 % of dossiers were resolved on time or early, of 29 in all." in words(f"{PAGE}?nam=2019")


def test_where_there_is_no_dossier_it_says_so() -> None:
    assert "The last 12 months: no dossier was resolved." in words()
    assert "No dossier in this period" in words()


def test_fewer_than_five_are_too_few_to_say_anything() -> None:
    copies(resolved(), 3)
    assert "too few dossiers were resolved" in words()
    assert "%" not in words().partition("About these figures")[0]

    copies(Dossier.objects.latest("pk"), 1)
    caches["process"].clear()
    assert "of 5 in all" in words()


def test_the_month_that_runs_is_counted_once_it_is_over(time_machine) -> None:
    copies(resolved(), 9)
    copies(Dossier.objects.latest("pk"), 9, "2026-02")
    time_machine.move_to(local("2026-02-28 23:59"))
    assert "of 10 in all" in words()

    time_machine.move_to(local("2026-03-01 00:00"))
    assert "of 19 in all" in words()


def test_a_procedure_of_few_is_hidden_with_another_one_that_would_tell_it() -> None:
    one = resolved()
    others = [*Procedure.objects.exclude(pk=one.procedure_id).order_by("slug")[:2]]
    copies(one, 39)
    copies(one, 3, procedure_id=others[0].pk, sector=others[0].sector)
    copies(one, 8, procedure_id=others[1].pk, sector=others[1].sector)

    page = Visitor().get(PAGE).content.decode()

    assert "of 51 in all" in page
    cells = dict(re.findall(r'<tr id="tt-([\w-]+)">(.*?)</tr>', page, re.DOTALL))
    assert cells.keys() == {story.SLUG, others[0].slug, others[1].slug}
    assert all("hidden" in cells[other.slug] and "%" not in cells[other.slug] for other in others)


def test_what_a_procedure_promises_is_the_same_on_its_page() -> None:
    copies(resolved(), 14)

    page, procedure = Visitor().get(PAGE).content.decode(), Visitor().get(f"/thu-tuc/{story.SLUG}/").content.decode()

    assert "Nine dossiers in ten are done within 3 working days." in " ".join(page.split())
    assert "nine in ten within 3 working days." in " ".join(procedure.split())
    assert f'href="{PAGE}#tt-{story.SLUG}"' in procedure
    assert f'href="/thu-tuc/{story.SLUG}/"' in page
    assert "Nine dossiers in ten" not in words(f"{PAGE}?nam=2026")


def test_how_long_a_procedure_took_is_not_said_where_that_would_tell_of_hidden_months() -> None:
    dossier = resolved()
    copies(dossier, 3)
    for month in ("2025-11", "2025-12", "2026-02"):
        copies(dossier, 4, month)

    page, procedure = words(), words(f"/thu-tuc/{story.SLUG}/")

    assert "Nine dossiers in ten" not in page, "sixteen of which every month is hidden"
    assert "nine in ten within" not in procedure
    copies(dossier, 12, "2025-10")
    caches["process"].clear()
    assert "Nine dossiers in ten" in words()


def test_of_how_many_dossiers_it_is_counted_is_said_nowhere() -> None:
    copies(resolved(), 16)

    said = words(f"/thu-tuc/{story.SLUG}/")

    assert "Counted on the last six whole months" in said
    assert "17" not in said.partition("How long it took lately")[2].partition("not counted")[0]


def test_every_page_leads_there_and_it_leads_to_no_dossier() -> None:
    copies(resolved(), 29)
    copies(Dossier.objects.latest("pk"), 12, "2026-02", channel=Channel.POST)
    page = Visitor().get(PAGE).content.decode()

    assert f'href="{PAGE}"' in Visitor().get("/").content.decode()
    assert not re.search(r'href="/(quan-ly|mot-cua|ho-so|tra-cuu/\?)', page)
    assert "chart__plot" in page


def test_nothing_of_a_person_is_on_it_or_in_the_files() -> None:
    copies(resolved(), 29)
    answers = [Visitor().get(address).content.decode() for address in (PAGE, f"{PAGE}du-lieu/2026.csv")]
    answers.append(Visitor().get(f"{PAGE}du-lieu/2026.json").content.decode())
    people = [name for user in User.objects.all() for name in (user.get_full_name(), user.email) if name]

    assert people
    for answer in answers:
        assert not [name for name in (*people, *Dossier.objects.values_list("code", "subject")[0]) if name in answer]


def test_it_asks_the_same_however_many_procedures_and_dossiers_there_are_and_next_to_nothing_the_second_time() -> None:
    copies(resolved(), 29)
    Visitor().get(PAGE)
    asked = []
    for procedure in Procedure.objects.exclude(slug=story.SLUG)[:3]:
        caches["process"].clear()
        copies(Dossier.objects.latest("pk"), 20, procedure_id=procedure.pk, sector=procedure.sector)
        with CaptureQueriesContext(connection) as first:
            Visitor().get(PAGE)
        with CaptureQueriesContext(connection) as second:
            Visitor().get(PAGE)
        asked.append((len(first), len(second)))

    assert asked == [asked[0]] * 3
    # One of them asks what is planned, which a process does once a minute whatever the page.
    assert asked[0][0] <= 11
    assert asked[0][1] <= 2
