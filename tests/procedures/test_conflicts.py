"""What is in order in itself and still cannot be published beside what is there: told once, whole."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import Unit
from procedures.language import compiler
from procedures.language.compiler import DefinitionErrors
from procedures.models import UnitSector
from procedures.publication import publish, retire
from procedures.time.calendar import LOCAL
from procedures.time.regimes import stored as regimes
from tests.procedures.decided import DECIDED
from tests.procedures.shipped import changed
from tests.procedures.time.regimes.law import shipped
from tests.procedures.time.regimes.law import written as written_regime

pytestmark = pytest.mark.django_db

BEFORE, AT = datetime(2026, 1, 5, 2, tzinfo=UTC), datetime(2026, 3, 2, 2, tzinfo=UTC)
ON = "effective_on = 2025-07-01"
V1 = 'slug = "thu-tuc-thu"\nversion = 1\n'
V2 = 'slug = "thu-tuc-thu"\nversion = 2\n'
CODED = 'slug = "thu-tuc-thu"\nversion = 1\ncode = "{code}"\n'


def written(folder: Path, name: str, *edits: tuple[str, str]) -> Path:
    path = folder / name
    path.write_text(changed(*edits, text=DECIDED), encoding="utf-8")
    return path


def refused(*paths: Path, at: datetime = AT) -> list[str]:
    with pytest.raises(DefinitionErrors) as caught:
        publish(paths, at=at)
    return [str(error).replace(error.file, Path(error.file).name, 1) for error in caught.value.errors]


def test_the_code_of_another_procedure_is_refused_with_its_name(tmp_path: Path) -> None:
    assert refused(written(tmp_path, "v1.toml", (V1, CODED.format(code="1.009374")))) == [
        "v1.toml: code: mã 1.009374 là mã của thủ tục “Cấp giấy phép xuất bản bản tin (địa phương)” (gp-ban-tin); "
        "mỗi thủ tục một mã quốc gia; chưa biết mã thì bỏ khoá này"
    ]


def test_one_code_for_two_procedures_of_a_batch_is_refused(tmp_path: Path) -> None:
    first = written(tmp_path, "a.toml", (V1, CODED.format(code="9.000007")))
    second = written(tmp_path, "b.toml", (V1, CODED.format(code="9.000007").replace("thu-tuc-thu", "thu-tuc-z")))

    errors = refused(second, first)

    assert [error.split(";")[0] for error in errors] == [
        "b.toml: code: mã 9.000007 là mã của thủ tục “Cấp giấy phép xuất bản bản tin (địa phương)” (thu-tuc-thu)"
    ]


def test_the_code_of_a_procedure_that_is_retired_is_free(tmp_path: Path) -> None:
    call_command("retire_procedure", "gp-ban-tin", stdout=StringIO())

    report = publish([written(tmp_path, "v1.toml", (V1, CODED.format(code="1.009374")))], at=AT)

    assert report.published == ("thu-tuc-thu v1",)


def test_a_new_text_from_before_the_present_law_is_refused(tmp_path: Path) -> None:
    assert refused(written(tmp_path, "v1.toml", (ON, "effective_on = 2025-06-30"))) == [
        "v1.toml: effective_on: 30/06/2025 trước ngày cơ chế một cửa hiện hành có hiệu lực (Nghị định số 118/2025/NĐ-CP); "
        "từ 01/07/2025 trở đi"
    ]


def test_the_day_of_the_present_law_is_that_of_the_regime(tmp_path: Path) -> None:
    law = shipped()["nd-118-2025"].replace("from = 2025-07-01", "from = 2026-09-01")
    law = law.replace('replaces = ["nd-61-2018"]', 'replaces = ["nd-118-2025", "nd-367-2025", "nd-309-2026"]')
    new = law.replace('Nghị định số 118/2025/NĐ-CP"', 'Nghị định mẫu"', 1)
    regimes.publish([written_regime(tmp_path, "nd-mau", new)], at=AT, used_through=lambda: None)

    errors = refused(written(tmp_path, "v1.toml"), at=datetime(2026, 9, 1, tzinfo=LOCAL))

    assert errors[0].endswith("có hiệu lực (Nghị định mẫu); từ 01/09/2026 trở đi")


def test_a_version_that_replaces_one_in_force_is_not_dated_back(tmp_path: Path) -> None:
    publish([written(tmp_path, "v1.toml")], at=BEFORE)

    errors = refused(written(tmp_path, "v2.toml", (V1, V2), (ON, "effective_on = 2026-03-01")))

    assert errors == [
        "v2.toml: effective_on: 01/03/2026 trước ngày công bố, mà phiên bản 1 đang có hiệu lực; từ 02/03/2026 trở đi"
    ]


@pytest.mark.parametrize("day", ["2026-03-02", "2026-12-31"])
def test_it_may_take_effect_on_the_day_of_its_publication_or_later(tmp_path: Path, day: str) -> None:
    publish([written(tmp_path, "v1.toml")], at=BEFORE)

    report = publish([written(tmp_path, "v2.toml", (V1, V2), (ON, f"effective_on = {day}"))], at=AT)

    assert report.published == ("thu-tuc-thu v2",)


def test_two_versions_that_are_published_in_one_act_keep_their_days(tmp_path: Path) -> None:
    files = [
        written(tmp_path, "v1.toml"),
        written(tmp_path, "v2.toml", (V1, V2), (ON, "effective_on = 2025-09-01")),
    ]

    assert publish(files, at=AT).published == ("thu-tuc-thu v1", "thu-tuc-thu v2")


def test_a_version_that_replaces_one_whose_day_has_not_come_may_have_the_same_day(tmp_path: Path) -> None:
    later = (ON, "effective_on = 2026-06-01")
    publish([written(tmp_path, "v1.toml", later)], at=BEFORE)

    assert publish([written(tmp_path, "v2.toml", (V1, V2), later)], at=AT).published == ("thu-tuc-thu v2",)


def test_what_the_project_ships_keeps_its_day_whenever_it_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "thu-tuc-thu"
    folder.mkdir()
    publish([written(folder, "v1.toml")], at=BEFORE)
    shipped = written(folder, "v2.toml", (V1, V2))
    changed_a_little = written(tmp_path, "v2.toml", (V1, V2), ("sets = 1\n", "sets = 2\n"))
    monkeypatch.setattr(compiler, "SHIPPED", tmp_path)

    assert [error.split(": ")[1] for error in refused(changed_a_little)] == ["effective_on"]
    assert publish([shipped], at=AT).published == ("thu-tuc-thu v2",)


def test_a_day_more_than_a_year_ahead_is_a_slip_in_the_year(tmp_path: Path) -> None:
    assert refused(written(tmp_path, "v1.toml", (ON, "effective_on = 2062-03-02"))) == [
        "v1.toml: effective_on: 02/03/2062 còn hơn một năm nữa mới tới; xem lại năm; "
        "nếu đúng là ngày đó thì công bố từ 01/03/2061 trở đi"
    ]
    assert publish([written(tmp_path, "v1.toml", (ON, "effective_on = 2027-03-02"))], at=AT).published


def test_what_was_retired_before_its_day_bars_no_later_version(tmp_path: Path) -> None:
    publish([written(tmp_path, "v1.toml")], at=BEFORE)
    publish([written(tmp_path, "v2.toml", (V1, V2), (ON, "effective_on = 2026-12-01"))], at=BEFORE)
    third = written(tmp_path, "v3.toml", (V1, V2.replace("2", "3")), (ON, "effective_on = 2026-04-01"))
    barred = "v3.toml: effective_on: 01/04/2026 trước ngày hiệu lực của phiên bản 2; từ 01/12/2026 trở đi"
    assert refused(third) == [barred]

    retire("thu-tuc-thu", 2, at=AT)

    assert publish([third], at=AT).published == ("thu-tuc-thu v3",)


def test_what_was_in_force_before_it_was_retired_still_bars_an_earlier_day(tmp_path: Path) -> None:
    publish([written(tmp_path, "v1.toml", (ON, "effective_on = 2026-02-02"))], at=BEFORE)
    retire("thu-tuc-thu", at=AT)

    (error,) = refused(written(tmp_path, "v2.toml", (V1, V2), (ON, "effective_on = 2026-02-01")))

    assert error.endswith("trước ngày hiệu lực của phiên bản 1; từ 02/02/2026 trở đi")


@pytest.mark.parametrize(
    ("vi", "en", "told"),
    [
        ("Bưu chính", "Press", "vi: là “Bưu chính”, mà lĩnh vực bao-chi đã có tên “Báo chí”"),
        ("Báo chí", "Newspapers", "en: là “Newspapers”, mà lĩnh vực bao-chi đã có tên “Press”"),
    ],
)
def test_one_procedure_does_not_rename_the_sector_of_others(vi: str, en: str, told: str, tmp_path: Path) -> None:
    (error,) = refused(written(tmp_path, "v1.toml", called(vi, en)))

    assert error.startswith(f"v1.toml: sector_name.{told} (")
    assert error.endswith(
        "); viết giống tên đã có; là lĩnh vực khác thì sửa sector; đổi tên thì công bố một lượt bản mới của mọi thủ tục "
        "thuộc lĩnh vực"
    )


def test_all_procedures_of_a_sector_rename_it_in_one_act(tmp_path: Path) -> None:
    UnitSector.objects.create(unit=Unit.objects.get(slug="bao-chi-xuat-ban"), sector="moi")
    new, other = ('sector = "bao-chi"\n', 'sector = "moi"\n'), (V1, V1.replace("thu-tuc-thu", "thu-tuc-z"))
    publish([written(tmp_path, "v1.toml", new), written(tmp_path, "z1.toml", new, other)], at=BEFORE)
    day, renamed = (ON, "effective_on = 2026-04-01"), called("Báo mới", "New press")
    first = written(tmp_path, "v2.toml", new, (V1, V2), day, renamed)
    second = written(tmp_path, "z2.toml", new, (V1, V2.replace("thu-tuc-thu", "thu-tuc-z")), day, renamed)

    assert [error.split(":")[1] for error in refused(first)] == [" sector_name.vi"]
    assert publish([first, second], at=AT).published == ("thu-tuc-thu v2", "thu-tuc-z v2")


def called(vi: str, en: str) -> tuple[str, str]:
    """Return the edit that gives the sector another name."""
    table = '[sector_name]\nvi = "{}"\nen = "{}"\n'
    return table.format("Báo chí", "Press"), table.format(vi, en)


def asking_for(*slugs: str) -> tuple[str, str]:
    """Return the edit that asks for a result of some procedures."""
    of = ", ".join(f'"{slug}"' for slug in slugs)
    label = 'label = { vi = "Giấy trước", en = "The paper before" }'
    question = f'[[questions]]\nname = "earlier"\nkind = "licence"\n{label}\nof = [{of}]\n\n'
    return NEWSLETTER, question + NEWSLETTER


NEWSLETTER = '[[questions]]\nname = "newsletter_name"\n'


@pytest.mark.parametrize(
    ("slug", "right"),
    [("gp-ban-tinh", "có phải ý là “gp-ban-tin”?"), ("so-do-nha-dat-1998", "ghi slug của thủ tục đã cấp giấy đó")],
)
def test_a_paper_of_a_procedure_that_there_is_not_is_not_asked_for(slug: str, right: str, tmp_path: Path) -> None:
    errors = refused(written(tmp_path, "v1.toml", asking_for("gp-ban-tin", slug)))

    assert errors == [f"v1.toml: questions.earlier.of: không có thủ tục “{slug}”; {right}"]


def test_a_paper_may_be_of_the_procedure_itself_of_one_of_the_batch_and_of_a_retired_one(tmp_path: Path) -> None:
    call_command("retire_procedure", "gp-ban-tin", stdout=StringIO())
    asking = written(tmp_path, "a.toml", asking_for("thu-tuc-thu", "thu-tuc-z", "gp-ban-tin"))
    other = written(tmp_path, "z.toml", (V1, V1.replace("thu-tuc-thu", "thu-tuc-z")))

    assert publish([asking, other], at=AT).published == ("thu-tuc-thu v1", "thu-tuc-z v1")
