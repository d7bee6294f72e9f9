"""Definitions of earlier years beside those in force: stored, retired, and in nobody's way."""

import re
from datetime import date

import pytest
from django.utils import timezone

from portal.demo.history import law
from procedures import publication, steady
from procedures.language.compiler import DefinitionErrors, compile_text
from procedures.machine import AfterSupplement
from procedures.models import ProcedureVersion, VersionStatus
from procedures.time.regimes.book import Days

LISTED, REGIME = law.procedures()[0], law.regimes()[0]
TEXT = law.former_text(LISTED, REGIME)


@pytest.fixture
def kept(db: None) -> None:
    law.keep_all(at=timezone.now())


def test_every_one_is_stored_retired_and_once(kept):
    former = ProcedureVersion.objects.filter(version__gte=publication.FORMER)

    law.keep_all(at=timezone.now())

    assert former.count() == len(law.procedures()) * len(law.regimes())
    assert set(former.values_list("status", flat=True)) == {VersionStatus.RETIRED}


def _of_today(text: str) -> str:
    return re.sub(r"(?m)^effective_on = \S+", f"effective_on = {timezone.localdate()}", text)


def test_the_next_version_of_a_procedure_follows_the_one_in_force(kept, tmp_path):
    last = ProcedureVersion.objects.current().get(procedure__slug=LISTED.slug)
    number = last.version + 1
    newer = tmp_path / f"v{number}.toml"
    newer.write_text(_of_today(re.sub(r"(?m)^version = \d+", f"version = {number}", last.text, count=1)))

    report = publication.publish([newer], at=timezone.now())

    assert report.published == (f"{LISTED.slug} v{number}",)
    current = ProcedureVersion.objects.current(on=timezone.localdate()).get(procedure__slug=LISTED.slug)
    assert current.version == number


def test_a_number_of_earlier_years_is_not_published(db, tmp_path):
    file = tmp_path / "v1601.toml"
    file.write_text(TEXT)

    with pytest.raises(DefinitionErrors, match="1601"):
        publication.publish([file], at=timezone.now())

    assert not ProcedureVersion.objects.filter(version=1601).exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TEXT.replace("version = 1601", "version = 7"), "1000"),
        (TEXT.replace(f'"{LISTED.slug}"', '"chua-ai-cong-bo"', 1), "chua-ai-cong-bo"),
        (TEXT.replace("working_day", "fortnight").replace("calendar_day", "fortnight"), "fortnight"),
    ],
)
def test_what_is_no_definition_of_earlier_years_is_not_kept(db, text, told):
    with pytest.raises(DefinitionErrors, match=told):
        publication.keep_former(text, file="v", at=timezone.now())

    assert not ProcedureVersion.objects.filter(status=VersionStatus.RETIRED).exists()


def test_who_looks_for_a_retired_procedure_finds_the_last_version_that_was_in_force(kept, client):
    shipped = ProcedureVersion.objects.published().filter(procedure__slug=LISTED.slug).order_by("version")
    numbers = list(shipped.values_list("version", flat=True))
    for number in numbers:
        publication.retire(LISTED.slug, number, at=timezone.now())

    page = client.get(f"/thu-tuc/{LISTED.slug}/")

    assert page.status_code == 410
    assert page.context["entry"].version.version == numbers[-1]


def test_what_was_in_force_on_a_day_is_found_again(kept):
    def numbers(day: date) -> set[int]:
        return set(ProcedureVersion.objects.in_force_on(day).values_list("version", flat=True))

    assert numbers(date(2015, 12, 31)) == set()
    assert numbers(date(2018, 6, 20)) == {1601}
    assert numbers(date(2018, 6, 21)) == numbers(date(2019, 8, 31)) == {1806}
    assert max(numbers(timezone.localdate())) < publication.FORMER


@pytest.mark.parametrize("listed", law.procedures(), ids=lambda listed: listed.slug)
def test_what_a_supplement_does_is_what_the_regime_of_those_years_says(listed):
    first, second = (compile_text(law.former_text(listed, one), path=listed.slug).supplement for one in law.regimes())

    assert (first.after, first.notice_days) == (AfterSupplement.CARRY_ON, None)
    assert second.after is AfterSupplement.RESTART
    assert second.notice_days


def test_the_regimes_of_those_years_are_those_that_are_published(kept):
    published = steady.now().regimes

    for one in law.regimes():
        days = Days(act=one.effective_on, acceptance=one.effective_on)
        assert published.ruling(days).after == one.after.content
        assert one.regime in published.all
