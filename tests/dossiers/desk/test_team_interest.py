"""What a head sees and does of the interests that officers have declared."""

import re
from http import HTTPStatus

import pytest

from accounts.models import Membership
from accounts.roles import Role
from dossiers.commands.deciding import interests
from dossiers.models import Dossier, Interest, InterestKind
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, some
from tests.dossiers.desk.test_team import TEAM, UNIT, pytestmark, words_of
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import nothing_written, triggers_off

__all__ = ["pytestmark"]


def declared(dossier: Dossier, username: str) -> Interest:
    return interests.declare(
        dossier, by=story.person(username), kind=InterestKind.RELATIVE, reason="Anh ruột nộp.", at=NOW
    )


def test_the_head_reads_an_interest_gives_the_file_to_another_and_ends_what_does_not_hold() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    [dossier] = some(1, "tham-dinh")
    row = declared(dossier, "dung")
    hoa = Visitor("hoa")

    words = words_of(hoa.get(TEAM))
    answer = hoa.post(TEAM, {"end": row.pk, "why": "Khai nhầm hồ sơ."}, follow=True)

    assert dossier.code in words
    assert "Anh ruột nộp." in words
    assert "Give it to somebody else" in words
    assert "Ended from now on." in words_of(answer)
    row.refresh_from_db()
    assert (row.ended_by, row.ended_at, row.end_reason) == (story.person("hoa"), NOW, "Khai nhầm hồ sơ.")
    [over] = re.findall(r"Interests that were ended.*", words_of(answer))
    assert f"{dossier.code}: Hoàng Tiến Dũng declared on" in over
    assert "Ended by Phạm Thị Hoa, " in over
    assert "Khai nhầm hồ sơ." in over


@pytest.mark.parametrize("why", ["", "  ", "x" * 501])
def test_without_a_reason_it_stands_and_it_is_asked_at_its_field_with_what_was_typed(why: str) -> None:
    first, second = some(2, "tham-dinh")
    row, other = declared(first, "dung"), declared(second, "dung")

    with nothing_written():
        answer = Visitor("hoa").post(TEAM, {"end": row.pk, "why": why})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    page = read(answer)
    assert set(page.errors) == {f"id_why_{row.pk}"}
    assert sorted(form.values["why"].strip() for form in page.forms if "why" in form.values) == ["", why.strip()]
    assert f'id="id_why_{other.pk}"' in answer.content.decode()
    assert Interest.objects.standing().count() == 2


def test_what_was_ended_before_it_was_asked_says_so_and_strangers_read_none_of_it() -> None:
    [dossier] = some(1, "tham-dinh")
    row = declared(dossier, "dung")
    with triggers_off():
        Interest.objects.filter(pk=row.pk).update(ended_at=NOW, ended_by=story.person("lan"))

    assert "no reason was asked for then" in words_of(Visitor("hoa").get(TEAM))
    declared(dossier, "hoa")
    assert "Interests that were ended" not in words_of(Visitor("hoa").get(TEAM))


@pytest.mark.parametrize("username", ["lan", "carol"])
def test_who_gives_nothing_is_led_to_the_file_and_told_who_gives_it(username: str) -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    [dossier] = some(1, "tham-dinh")
    declared(dossier, "dung")

    words = words_of(Visitor(username).get(TEAM))

    assert "Give it to somebody else" not in words
    assert "The head of the division gives it to somebody else." in words
    assert "Dossiers to give to somebody" not in words
    assert "Who has which dossier" in words


@pytest.mark.parametrize("username", ["hoa", "lan", "carol"])
def test_where_nobody_else_may_get_it_nobody_is_asked_to_give_it_and_the_way_out_is_said(username: str) -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    [dossier] = some(1, "tham-dinh")
    declared(dossier, "dung")
    declared(dossier, "nga")

    words = words_of(Visitor(username).get(TEAM))

    said = words.rpartition("The dossier still lies there and must be moved.")[2]
    assert said.strip().startswith("No other case officer of")
    assert "the administrator gives somebody the seat of a case officer there" in said
    assert "somebody else" not in said


def test_an_interest_of_ones_own_is_not_ended_there_nor_one_of_another_unit() -> None:
    [dossier] = some(1, "tham-dinh")
    row = declared(dossier, "hoa")

    with nothing_written():
        assert "It was over already." in words_of(Visitor("hoa").post(TEAM, {"end": row.pk}, follow=True))
        assert "It was over already." in words_of(Visitor("hoa").post(TEAM, {"end": "x"}, follow=True))
        assert Visitor("dung").post(TEAM, {"end": row.pk}).status_code == HTTPStatus.NOT_FOUND


def test_what_was_moved_is_offered_to_those_alone_who_may_get_it() -> None:
    elsewhere = "cong-nghe-thong-tin"
    nga, kien = officer("nga", Role.SPECIALIST, UNIT), officer("kien", Role.SPECIALIST, elsewhere)
    hoa = Visitor("hoa")
    assert Membership.objects.filter(user=story.person("hoa"), unit__slug=elsewhere, role=Role.DIVISION_HEAD).exists()
    mai = officer("mai", Role.SPECIALIST, UNIT)
    [waiting] = some(1, "phan-cong")
    sent = {"do": "move", "assignee": nga.pk, "chosen": f"{waiting.code}:{waiting.sequence}:"}

    given = hoa.post(TEAM, sent, follow=True)

    assert {one.person.pk for one in given.context["back"]["others"]} >= {mai.pk, story.person("dung").pk}
    assert kien.pk not in {one.person.pk for one in given.context["back"]["others"]}
    for username in ("mai", "dung"):
        declared(waiting, username)
    again = hoa.get(f"{TEAM}?lai={waiting.code}&cho=")
    assert again.context["back"] is None
    assert "Given to the wrong person?" not in words_of(again)


def history(username: str, dossier: Dossier, language: str = "en") -> str:
    page = read(Visitor(username, language=language).get(f"/mot-cua/{dossier.code}/")).words()
    return page.partition("Process control sheet")[2]


def test_the_history_names_a_declaration_and_its_end_to_whoever_answers_for_the_unit_alone() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    [dossier], [other] = some(1, "tham-dinh"), some(1, "tham-dinh")
    interests.end(declared(dossier, "dung"), by=story.person("hoa"), reason="Khai nhầm hồ sơ.", at=NOW)
    declared(other, "nga")

    for head in ("hoa", "lan"):
        said = history(head, dossier)
        assert "Interest declared 10:00 30/11/2026 · Hoàng Tiến Dũng" in said
        assert "Declaration of an interest ended 10:00 30/11/2026 · Phạm Thị Hoa" in said
        assert "Declared by: Hoàng Tiến Dũng" in said
        assert "Khai nhầm hồ sơ." in said
        assert "nga" in history(head, other)
        assert "Declaration of an interest ended" not in history(head, other)
    for colleague in ("dung", "bob"):
        assert Visitor(colleague).get(f"/mot-cua/{dossier.code}/").status_code == HTTPStatus.OK
        for words in ("Interest declared", "Declaration of an interest ended", "Khai nhầm"):
            assert words not in history(colleague, dossier)
    applicant = read(Visitor("alice", language="en").get(f"/ho-so/{dossier.code}/")).words()
    assert "nterest declared" not in applicant
    assert "Khai nhầm" not in applicant
