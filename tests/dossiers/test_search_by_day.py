"""A day finds what was filed on it, however people write it; and words are folded here as the database folds them."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from dossiers.models import Dossier
from portal.demo import story
from procedures.catalogue.search import fold
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.test_search import AN, an, binh, found

__all__ = ["an", "binh"]

pytestmark = pytest.mark.django_db


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
    | st.text("ăâđêôơưĐÐƉðɖáàảãạẫ Hoà1.", max_size=40)
)
@example("\u094d")
def test_the_database_folds_as_we_do(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT dossiers_folded(%s)", [text])
        (folded,) = cursor.fetchone()

    ours = "".join(letter for letter in text if letter.isascii() or "\u00c0" <= letter <= "\u1ef9")
    if ours == text:
        assert folded == fold(text)


def test_a_day_finds_what_was_filed_on_it(an: Dossier, binh: Dossier) -> None:
    later = story.file("alice", at=MONDAY + timedelta(days=1), answers=AN)

    assert found(f"{MONDAY:%d/%m/%Y}") == [binh.code, an.code]
    assert found(f"{MONDAY + timedelta(days=1):%d/%m/%Y}") == [later.code]
    assert found("31/02/2026") == []
    assert found("30/02") == []


@pytest.mark.parametrize(
    "written",
    [
        "6/1/2026",
        "ngày 06/01/2026",
        "ngày 6 tháng 1 năm 2026",
        "Ngay 06 thang 01 nam 2026",
        "06/01",
        "6-1",
        "ngày 6 tháng 1",
    ],
)
def test_a_day_is_found_as_people_write_it(an: Dossier, written: str) -> None:
    later = story.file("alice", at=MONDAY + timedelta(days=1), answers=AN)

    assert found(written) == [later.code]


def test_a_day_without_a_year_finds_what_was_filed_on_it_before_what_names_another_such_day(an: Dossier) -> None:
    on = MONDAY + timedelta(days=1)
    filed = story.file("alice", at=on, answers=AN)
    other = story.file(
        "alice", at=on + timedelta(days=1), answers=AN | {"material_name": f"Kỷ yếu ngày {on:%d/%m}/2005"}
    )

    assert found(f"{on:%d/%m}") == [filed.code, other.code]
