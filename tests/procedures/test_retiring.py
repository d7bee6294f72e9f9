"""Retiring: nobody files under it any more, and what follows it goes on."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from procedures.models import ProcedureVersion, VersionStatus
from procedures.publication import publish, retire
from tests.procedures.test_publication import ON, V1, written

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 2, tzinfo=UTC)
SLUG = "thu-tuc-thu"


@pytest.fixture
def two_versions(tmp_path):
    publish(
        [
            written(tmp_path, "v1.toml"),
            written(tmp_path, "v2.toml", (V1, "version = 2\n"), (ON, "effective_on = 2026-02-01")),
        ],
        at=AT,
    )


def states() -> list[tuple[int, str]]:
    versions = ProcedureVersion.objects.filter(procedure__slug=SLUG).order_by("version")
    return [(version.version, version.status) for version in versions]


def test_a_procedure_is_retired_whole(two_versions) -> None:
    retired = retire(SLUG, at=AT)

    assert retired == ("thu-tuc-thu v1", "thu-tuc-thu v2")
    assert states() == [(1, VersionStatus.RETIRED), (2, VersionStatus.RETIRED)]
    assert not ProcedureVersion.objects.current(on=date(2026, 6, 1)).filter(procedure__slug=SLUG).exists()
    assert ProcedureVersion.objects.get(procedure__slug=SLUG, version=1).machine.slug == SLUG


def test_one_version_is_retired_and_the_one_before_it_is_in_force_again(two_versions) -> None:
    retire(SLUG, 2, at=AT)

    assert ProcedureVersion.objects.current(on=date(2026, 6, 1)).get(procedure__slug=SLUG).version == 1


@pytest.mark.parametrize(("slug", "number"), [("khong-co", None), (SLUG, 3)])
def test_what_is_not_published_cannot_be_retired(two_versions, slug: str, number: int | None) -> None:
    with pytest.raises(LookupError):
        retire(slug, number, at=AT)

    assert [status for _version, status in states()] == [VersionStatus.PUBLISHED] * 2


def test_nothing_is_retired_twice(two_versions) -> None:
    retire(SLUG, at=AT)

    with pytest.raises(LookupError):
        retire(SLUG, at=AT)


def test_the_command_says_what_it_retired(two_versions) -> None:
    said = StringIO()

    call_command("retire_procedure", SLUG, "--version", "1", stdout=said)

    assert said.getvalue() == "thu-tuc-thu v1: retired\n"
    assert states() == [(1, VersionStatus.RETIRED), (2, VersionStatus.PUBLISHED)]


def test_the_command_refuses_in_words(two_versions) -> None:
    with pytest.raises(CommandError, match="không có thu-tuc-thu v9 đang công bố"):
        call_command("retire_procedure", SLUG, "--version", "9")
    with pytest.raises(CommandError, match="không có khong-co đang công bố"):
        call_command("retire_procedure", "khong-co")
