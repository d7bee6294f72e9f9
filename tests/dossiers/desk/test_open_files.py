"""Who else has a file open, said on its page while it is looked at."""

from datetime import timedelta

import pytest
import time_machine

from dossiers.models import OpenFile
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, some

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def asked(who: str, code: str, *, after: int = 0) -> str:
    """Ask as an open page does, some seconds later; return its words, nothing where it has none."""
    with time_machine.travel(NOW + timedelta(seconds=after), tick=False):
        answer = Visitor(who).get(f"/mot-cua/dang-xem/{code}/?seen=99&remark=99")
    assert answer.status_code in {200, 204}
    return read(answer).words() if answer.status_code == 200 else ""


def test_two_who_have_a_file_open_are_told_of_each_other() -> None:
    [one, other] = some(2, "tham-dinh")

    assert asked("dung", one.code) == ""
    assert "has this dossier open too" in asked("hoa", one.code, after=3)
    assert "has this dossier open too" in asked("dung", one.code, after=6)
    assert asked("hoa", other.code, after=6) == ""


def test_who_has_closed_it_has_it_open_no_more() -> None:
    [dossier] = some(1, "tham-dinh")

    asked("dung", dossier.code)

    assert "has this dossier open too" in asked("hoa", dossier.code, after=39)
    assert asked("hoa", dossier.code, after=41) == ""


def test_a_page_that_asks_again_and_again_writes_once_in_a_while_and_leaves_nothing_behind() -> None:
    [one, other] = some(2, "tham-dinh")

    for after in (0, 6, 12):
        asked("dung", one.code, after=after)
    assert OpenFile.objects.get().seen_at == NOW
    asked("dung", one.code, after=18)
    assert OpenFile.objects.get().seen_at == NOW + timedelta(seconds=18)
    asked("dung", other.code, after=90)

    assert OpenFile.objects.get().dossier == other


def test_what_happened_goes_before_who_is_there() -> None:
    [dossier] = some(1, "tham-dinh")
    asked("dung", dossier.code)

    answer = Visitor("hoa").get(f"/mot-cua/dang-xem/{dossier.code}/?seen=1&remark=99")

    words = read(answer).words()
    assert "has moved while you had it open" in words
    assert "open too" not in words


def test_nobody_learns_of_a_file_that_is_not_theirs_to_see() -> None:
    [dossier] = some(1, "tham-dinh")

    assert Visitor("van").get(f"/mot-cua/dang-xem/{dossier.code}/?seen=0&remark=0").status_code == 404
    assert not OpenFile.objects.exists()
