"""A new definition names its edition of the lifecycle, once there are several; what was there before goes on without."""

import hashlib
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.demo.history import law
from procedures.language.compiler import SHIPPED, DefinitionErrors, canonical_text, compile_text
from procedures.language.lifecycle import FIRST
from procedures.language.source import tables_of
from procedures.models import Procedure, ProcedureVersion, machine_of
from procedures.publication import Report, keep_former, publish
from procedures.publication.unnamed import UNNAMED
from tests.procedures import editions
from tests.procedures.editions import LATER
from tests.procedures.shipped import DEPARTMENT_LIST, OWN_CODE, TEXT, changed, naming, shipped_machine

AT = datetime(2026, 1, 5, 2, tzinfo=UTC)
NEW = changed(('slug = "xb-tai-lieu-khong-kinh-doanh"', 'slug = "thu-tuc-thu"'), OWN_CODE)
"""A definition of a procedure that is not shipped, without an edition."""
DATED = ("effective_on = 2025-07-01", "effective_on = 2027-01-01")
MISSING = (
    "lifecycle: thiếu, văn bản mới phải ghi rõ vòng đời mà nó đi theo; "
    f"thêm một dòng ở đầu tệp: lifecycle = {LATER} (vòng đời mới nhất)"
)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    editions.plant(monkeypatch)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "v1.toml"


def published(path: Path, text: str) -> Report:
    path.write_text(text, encoding="utf-8")
    return publish([path], at=AT)


def digest_of(text: str) -> str:
    return hashlib.sha256(canonical_text(text, path="").encode()).hexdigest()


@pytest.mark.django_db
def test_while_there_is_one_edition_a_new_text_need_not_name_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editions.only_the_first(monkeypatch)

    assert published(path, NEW) == Report(published=("thu-tuc-thu v1",), unchanged=())


@pytest.mark.django_db
@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("options", [[], ["--check"]], ids=["publish", "check"])
def test_once_there_are_several_a_new_text_that_names_none_is_refused(path: Path, options: list[str]) -> None:
    path.write_text(NEW, encoding="utf-8")
    err = StringIO()

    with pytest.raises(CommandError):
        call_command("publish_procedures", str(path), *options, stderr=err)

    assert err.getvalue() == f"{path}: {MISSING}\n"
    assert not Procedure.objects.filter(slug="thu-tuc-thu").exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("later")
def test_a_further_version_of_a_published_procedure_is_a_new_text_too(path: Path) -> None:
    path.write_text(changed(("version = 1\n", "version = 99\n"), DATED), encoding="utf-8")

    with pytest.raises(DefinitionErrors) as refused:
        publish([path], at=AT)

    assert [str(error) for error in refused.value.errors] == [f"{path}: {MISSING}"]


@pytest.mark.django_db
@pytest.mark.usefixtures("later")
def test_a_new_text_that_names_the_newest_is_published_and_followed(path: Path) -> None:
    report = published(path, naming(LATER, NEW))

    stored = ProcedureVersion.objects.get(procedure__slug="thu-tuc-thu")
    assert report == Report(published=("thu-tuc-thu v1",), unchanged=())
    assert stored.machine.lifecycle == LATER
    assert stored.machine.initial == editions.ANNOUNCED


@pytest.mark.django_db
@pytest.mark.usefixtures("later")
def test_a_new_text_may_name_an_older_edition_and_the_command_says_so(path: Path) -> None:
    path.write_text(naming(FIRST, NEW), encoding="utf-8")
    out = StringIO()

    call_command("publish_procedures", str(path), stdout=out)

    assert out.getvalue() == f"thu-tuc-thu v1: published (lifecycle 1; the newest is {LATER})\n"
    assert ProcedureVersion.objects.get(procedure__slug="thu-tuc-thu").machine.lifecycle == FIRST


@pytest.mark.django_db
def test_what_was_published_without_a_name_stays_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editions.only_the_first(monkeypatch)
    published(path, NEW)
    before = ProcedureVersion.objects.get(procedure__slug="thu-tuc-thu").machine

    editions.plant(monkeypatch)

    machine_of.cache_clear()
    assert ProcedureVersion.objects.get(procedure__slug="thu-tuc-thu").machine == before
    assert published(path, NEW) == Report(published=(), unchanged=("thu-tuc-thu v1",))


@pytest.mark.django_db
@pytest.mark.usefixtures("later")
def test_all_shipped_definitions_are_published_as_they_lie() -> None:
    call_command("publish_procedures", stdout=StringIO())

    assert ProcedureVersion.objects.get(digest=shipped_machine().digest).machine.lifecycle == FIRST


@pytest.mark.django_db
@pytest.mark.usefixtures("later")
def test_a_text_of_the_list_is_published_without_a_name_where_it_is_not_yet_stored(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(UNNAMED, "thu-tuc-thu v1", digest_of(NEW))

    report = published(path, NEW)

    assert report == Report(published=("thu-tuc-thu v1",), unchanged=(), older={"thu-tuc-thu v1": FIRST})


@pytest.mark.django_db
@pytest.mark.usefixtures("later")
def test_a_definition_of_earlier_years_is_kept_without_a_name() -> None:
    text = law.former_text(law.procedures()[0], law.regimes()[0])

    version = keep_former(text, file="v", at=AT)

    assert "lifecycle" not in tables_of(text)
    assert version.machine.lifecycle == FIRST


def test_the_list_holds_the_shipped_texts_that_name_no_edition_and_each_as_it_lies() -> None:
    files = [path for path in SHIPPED.glob("*/v*.toml") if path.parent.name in DEPARTMENT_LIST]
    texts = {f"{path.parent.name} {path.stem}": path.read_text(encoding="utf-8") for path in files}
    unnamed = {name: digest_of(text) for name, text in texts.items() if "lifecycle" not in tables_of(text)}

    assert unnamed == UNNAMED, "a shipped text that is new names its edition: lifecycle = N"
    assert compile_text(TEXT, path="").digest in UNNAMED.values()
