"""Who prepared a version and who approved it: two people, kept with it for good."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from portal.demo import story
from procedures.models import NAME_LENGTH, ProcedureVersion
from procedures.publication import Approval, ApprovalError, publish
from tests.procedures.shipped import changed, named
from tests.procedures.test_models import draft, is_refused, same

AT = datetime(2026, 11, 26, 2, tzinfo=UTC)
APPROVAL = Approval.of("Phạm Quốc Dũng", "Lê Thị Lan")


def published(folder: Path, approval: Approval | None) -> ProcedureVersion:
    path = folder / "v1.toml"
    text = changed(
        ('slug = "xb-tai-lieu-khong-kinh-doanh"', 'slug = "thu-tuc-thu"'), ('code = "1.003868"', 'code = "9.999999"')
    )
    path.write_text(named(text), encoding="utf-8")
    publish([path], at=AT, approval=approval)
    return ProcedureVersion.objects.get(procedure__slug="thu-tuc-thu")


@pytest.mark.django_db
def test_a_version_is_published_with_the_names_of_two_people(tmp_path: Path) -> None:
    version = published(tmp_path, APPROVAL)

    assert (version.prepared_by, version.approved_by) == ("Phạm Quốc Dũng", "Lê Thị Lan")


@pytest.mark.django_db
def test_a_version_of_which_nobody_said_it_keeps_no_names(tmp_path: Path) -> None:
    version = published(tmp_path, None)

    assert (version.prepared_by, version.approved_by) == ("", "")


@pytest.mark.parametrize(
    ("prepared_by", "approved_by", "sentence"),
    [
        ("", "Lê Thị Lan", "thiếu tên người soạn hoặc người duyệt"),
        ("Lê Thị Lan", " \t", "thiếu tên người soạn hoặc người duyệt"),
        ("Lê Thị Lan", " lê  thị LAN ", "người soạn và người duyệt phải là hai người"),
        ("Lê Thị Lan", "Le\u0302 Thi\u0323 Lan", "người soạn và người duyệt phải là hai người"),
        ("Lê Thị Lan", "x" * (NAME_LENGTH + 1), f"tên người dài hơn {NAME_LENGTH} ký tự"),
    ],
)
def test_names_that_are_not_those_of_two_people_are_refused(prepared_by: str, approved_by: str, sentence: str) -> None:
    with pytest.raises(ApprovalError) as refused:
        Approval.of(prepared_by, approved_by)

    assert refused.value.text.vi == sentence
    assert refused.value.text.en


def test_names_are_kept_without_what_nobody_sees() -> None:
    assert Approval.of(" Lê\u00a0Thị  Lan\n", "Trần Bình").prepared_by == "Lê Thị Lan"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "names",
    [
        {"prepared_by": "Lê Thị Lan"},
        {"approved_by": "Lê Thị Lan"},
        {"prepared_by": "Lê Thị Lan", "approved_by": "Lê Thị Lan"},
    ],
    ids=["prepared alone", "approved alone", "one person"],
)
def test_the_database_refuses_one_name_alone_and_one_person_twice(names: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="version_approved_by_another"), transaction.atomic():
        draft(**names)


@pytest.mark.django_db
def test_names_can_be_changed_until_the_version_is_published() -> None:
    version = draft(prepared_by="Lê Thị Lan", approved_by="Trần Bình")

    assert not is_refused(same(version), prepared_by="Phạm Quốc Dũng")


@pytest.mark.django_db
@pytest.mark.parametrize("names", [{"prepared_by": "Ai Đó"}, {"approved_by": "Ai Đó"}], ids=str)
def test_the_names_of_a_published_version_are_final(tmp_path: Path, names: dict[str, str]) -> None:
    version = published(tmp_path, APPROVAL)

    assert is_refused(same(version), **names)


@pytest.mark.django_db
def test_the_administrator_sees_the_names_and_can_change_nothing(client: Client, tmp_path: Path) -> None:
    version = published(tmp_path, APPROVAL)
    client.force_login(story.person("admin"))
    one = f"/admin/procedures/procedureversion/{version.pk}/"

    listed = client.get("/admin/procedures/procedureversion/?q=thu-tuc-thu").content.decode()

    assert "Phạm Quốc Dũng" in listed
    assert "Lê Thị Lan" in listed
    assert client.get(f"{one}change/").status_code == 200
    assert client.post(f"{one}change/", {"prepared_by": "Ai Đó"}).status_code == 403
    assert client.post(f"{one}delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/procedures/procedureversion/add/").status_code == 403
    assert ProcedureVersion.objects.filter(pk=version.pk, prepared_by="Phạm Quốc Dũng").exists()
