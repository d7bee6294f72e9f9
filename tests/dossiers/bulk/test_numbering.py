"""The clerk numbers many together: each gets the number that it would get alone, and nothing of a register is left out."""

import re
from datetime import date, timedelta
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import files, numbers
from dossiers.commands.given import Draft
from dossiers.models import Dossier, Result
from dossiers.refusals.decision import ScanNeeded
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import FILED, NOW, before, begun, do_two, done, judged, some

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]
YEAR = date(2026, 1, 1)


def signed(count: int) -> list[Dossier]:
    return some(count, "van-thu")


def scanned() -> Dossier:
    """Return what was decided of a draft that is a file: no text bears a number."""
    walk = story.Walk(some(1, "tham-dinh")[0], FILED + timedelta(minutes=10), timedelta(minutes=1))
    proposing = next(one for one in walk.dossier.machine.actions_from("tham-dinh") if one.proposes)
    walk.take(proposing.name, "dung", draft=Draft("", (files.store(story.upload("du-thao.pdf")),)))
    return walk.until("van-thu").dossier


def given_to(dossiers: list[Dossier]) -> list[int | None]:
    found = dict(Result.objects.filter(dossier__in=dossiers).values_list("dossier", "serial"))
    return [found.get(one.pk) for one in sorted(dossiers, key=lambda one: one.pk)]


def symbol_of(dossier: Dossier) -> str:
    return Result.objects.get(dossier=dossier).symbol


def test_the_numbers_follow_each_other_without_a_gap_in_the_order_of_filing() -> None:
    alone, *dossiers = signed(5)
    story.take(alone, "number", "tam", at=NOW)
    first = Result.objects.get(dossier=alone).serial or 0

    outcomes = done(begun("number", [*reversed(dossiers)], "tam"))

    assert {outcome for outcome, _why in outcomes.values()} == {"done"}
    assert given_to(dossiers) == [first + place for place in range(1, 5)]
    assert numbers.coming(alone.agency, symbol_of(alone), YEAR) == first + 5


def test_what_somebody_numbered_meanwhile_leaves_neither_a_gap_nor_a_second_number() -> None:
    first, between, last = signed(3)
    job = begun("number", [first, between, last], "tam")
    story.take(between, "number", "tam", at=NOW)

    outcomes = done(job)

    assert [outcomes[one.code][0] for one in (first, between, last)] == ["done", "skipped", "done"]
    taken = given_to([first, between, last])
    assert sorted(taken) == [1, 2, 3]
    assert taken[1] == 1


def test_a_job_that_is_gone_on_with_numbers_each_once() -> None:
    dossiers = signed(4)
    job = begun("number", dossiers, "tam")

    do_two(job)
    assert given_to(dossiers) == [1, 2, None, None]
    done(job)

    assert given_to(dossiers) == [1, 2, 3, 4]


def test_the_page_before_says_of_which_register_each_is_and_where_that_goes_on() -> None:
    alone, *dossiers = signed(3)
    story.take(alone, "number", "tam", at=NOW)
    waits = some(1, "ky-duyet")

    page = before(Visitor("tam", language="vi"), "number", [*reversed(dossiers), *waits])

    words, symbol = read(page).words(), symbol_of(alone)
    assert f"Số được cấp liên tiếp theo thứ tự nộp hồ sơ. Số kế tiếp: 02/{symbol}." in words
    assert page.content.decode().count(f">{symbol}</td>") == 2
    assert [row["code"] for row in page.context["todo"]] == [one.code for one in dossiers]
    assert [row["code"] for row in page.context["left_out"]] == [waits[0].code]
    # It is never taken back: that is said before, and a bare Enter does not do it.
    assert page.context["consequences"][0] in words
    assert re.findall(r"<(\w+)[^>]*\sautofocus", page.content.decode()) == ["h2"]


def test_what_needs_a_scan_is_left_out_and_says_why() -> None:
    one = scanned()

    [found] = judged("number", [one], "tam")

    assert found.ready is None
    assert isinstance(found.refusal, ScanNeeded)


def test_the_page_of_the_job_says_which_number_each_has_got_and_takes_nothing_back() -> None:
    dossiers, tam = signed(2), Visitor("tam", language="vi")

    page = tam.send(before(tam, "number", dossiers), "hang-loat/?list=mine", follow=True)

    words = read(page).words()
    for result in Result.objects.filter(dossier__in=dossiers):
        assert f"xong – số {result.number} ngày 30/11/2026" in words
    assert "Rút lại" not in words


def test_of_one_the_list_says_its_number() -> None:
    [dossier], tam = signed(1), Visitor("tam", language="vi")

    page = tam.send(before(tam, "number", [dossier]), "hang-loat/?list=mine", follow=True)

    assert page.status_code == HTTPStatus.OK
    assert f"{dossier.code}, số {Result.objects.get(dossier=dossier).number} ngày 30/11/2026." in read(page).words()


def test_more_of_them_are_looked_at_with_no_more_questions() -> None:
    dossiers, tam = signed(4), Visitor("tam")

    def asked(chosen: list[Dossier]) -> int:
        with CaptureQueriesContext(connection) as queries:
            before(tam, "number", chosen)
        return len(queries)

    asked(dossiers[:2])
    assert asked(dossiers) == asked(dossiers[:2])


def test_nobody_else_numbers_them() -> None:
    dossiers = signed(1)

    assert {who for who in ("bob", "hoa", "dung", "lan", "carol") if judged("number", dossiers, who)[0].ready} == set()
