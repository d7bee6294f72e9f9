"""The page of a unit's work: numbers that are those of the lists they lead to, files that are given, a division that is proposed."""

import re
from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Substitution, Unit
from accounts.roles import Role
from dossiers.desk.team.work import Number, work_of
from dossiers.models import Dossier, Job, UnsentWords
from dossiers.proof import audit
from portal.demo import story
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, person, some
from tests.dossiers.listed import listed
from tests.dossiers.officers import officer, substitute
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

TEAM = "/mot-cua/phong/"
UNIT = "bao-chi-xuat-ban"
TODAY = local(NOW).date()


def chosen(dossiers: Sequence[Dossier]) -> list[str]:
    return [f"{dossier.code}:{dossier.sequence}:" for dossier in dossiers]


def words_of(answer: HttpResponse) -> str:
    return read(answer).words()


def assignees(dossiers: Sequence[Dossier]) -> list[str]:
    return [Dossier.objects.get(pk=one.pk).assignee.username for one in dossiers]


@pytest.mark.parametrize("username", ["hoa", "lan", "carol"])
def test_each_number_is_that_of_the_list_to_which_it_leads(username: str) -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    some(2, "filed")
    some(3, "tham-dinh")
    some(1, "xem-xet")
    some(1, "ky-duyet")
    [late] = some(1, "tham-dinh")
    Dossier.objects.filter(pk=late.pk).update(late_at=NOW - timedelta(hours=1), deadline_at=NOW - timedelta(hours=1))
    visitor = Visitor(username)

    lines = work_of(person(username).seats, NOW)

    numbers: list[Number] = [one for line in lines for one in (line.open, line.today, line.late, *line.steps)]
    assert any(line.late.count for line in lines)
    assert any(line.today.count for line in lines)
    for one in numbers:
        if one.count:
            assert len(listed(visitor.get(f"/mot-cua/?{one.query}"))) == one.count, one
    for line in lines:
        assert sum(step.count for step in line.steps) == line.open.count, line
    page = visitor.get(TEAM)
    assert page.status_code == HTTPStatus.OK
    assert "nga" in words_of(page)


def test_who_is_away_is_marked_and_gets_nothing() -> None:
    nga = officer("nga", Role.SPECIALIST, UNIT)
    substitute("nga", "dung", since=TODAY, until=TODAY + timedelta(days=2))
    some(1, "tham-dinh")

    page = Visitor("hoa").get(f"{TEAM}?who={story.person('dung').pk}")

    assert "away 30/11/2026–02/12/2026, Hoàng Tiến Dũng stands in" in words_of(page)
    assert f'value="{nga.pk}"' not in page.content.decode()


def test_a_leave_with_several_stand_ins_is_said_to_its_last_day_with_all_of_them() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    day = timedelta(days=1)
    for who, last in (("hoa", 6), ("bob", 1)):
        substitute("nga", who, since=TODAY, until=TODAY + last * day)
    substitute("nga", "lan", since=TODAY + 7 * day, until=TODAY + 8 * day)
    substitute("nga", "dung", since=TODAY + 20 * day, until=TODAY + 21 * day)

    words = words_of(Visitor("hoa").get(TEAM))
    page = words_of(Visitor("hoa").get("/tai-khoan/vang-mat/"))

    who = (
        "30/11/2026–08/12/2026; standing in: Phạm Thị Hoa (30/11/2026–06/12/2026); Trần Văn Bình (30/11/2026–01/12/2026); "
        "Vũ Ngọc Lan (07/12/2026–08/12/2026)"
    )
    assert f"away {who}" in words
    assert who in page
    assert "20/12/2026" not in words


def test_the_head_gives_ticked_files_to_somebody_by_the_ordinary_act() -> None:
    nga = officer("nga", Role.SPECIALIST, UNIT)
    files = some(3, "tham-dinh")
    hoa = Visitor("hoa")
    page = hoa.get(f"{TEAM}?who={story.person('dung').pk}")
    assert set(re.findall(r'name="chosen" value="([^":]+):', page.content.decode())) == {one.code for one in files}

    sent = {"do": "move", "assignee": nga.pk, "note": "Chị làm giúp.", "chosen": chosen(files[:2])}
    answer = hoa.post(f"{TEAM}?who={story.person('dung').pk}", sent, follow=True)

    assert assignees(files) == ["nga", "nga", "dung"]
    assert "nga has got 2 dossiers." in words_of(answer)
    event = files[0].events.latest("sequence")
    assert (event.action, event.actor) == ("reassign", story.person("hoa"))
    assert Job.objects.get().arguments["act"] == "assign"
    assert audit.check_all().differences == []


def test_one_that_was_drawn_by_mistake_is_named_and_goes_back_by_one_press() -> None:
    nga, hoa = officer("nga", Role.SPECIALIST, UNIT), Visitor("hoa")
    files = some(2, "tham-dinh")
    here = f"{TEAM}?who={story.person('dung').pk}"

    given = hoa.post(here, {"do": "move", "assignee": nga.pk, "chosen": chosen(files[:1])}, follow=True)

    form = next(one for one in read(given).forms if ("do", "move") in one.buttons and "chosen" in one.values)
    assert f"nga has got 1 dossier. {files[0].code}" in words_of(given)
    assert f"Give {files[0].code} back to Hoàng Tiến Dũng" in words_of(given)
    hoa.post(here, {**form.values, "do": "move"})
    assert assignees(files) == ["dung", "dung"]
    assert f"Give {files[0].code} back" not in words_of(
        hoa.get(f"{here}&lai={files[0].code}&cho={story.person('dung').pk}")
    )


def test_what_waits_for_the_head_stands_there_first() -> None:
    nga = officer("nga", Role.SPECIALIST, UNIT)
    [waiting] = some(1, "phan-cong")
    some(1, "tham-dinh")
    hoa = Visitor("hoa")
    assert waiting.code in hoa.get(TEAM).content.decode()

    hoa.post(TEAM, {"do": "move", "assignee": nga.pk, "chosen": chosen([waiting])})

    assert assignees([waiting]) == ["nga"]


def test_one_that_waited_to_be_given_out_and_was_drawn_by_mistake_goes_to_another() -> None:
    nga, hoa = officer("nga", Role.SPECIALIST, UNIT), Visitor("hoa")
    [waiting] = some(1, "phan-cong")

    given = hoa.post(TEAM, {"do": "move", "assignee": nga.pk, "chosen": chosen([waiting])}, follow=True)

    form = next(one for one in read(given).forms if ("do", "move") in one.buttons and "chosen" in one.values)
    assert f"Given to the wrong person? {waiting.code} goes to" in words_of(given)
    dung = story.person("dung")
    again = hoa.post(TEAM, {**form.values, "do": "move", "assignee": dung.pk}, follow=True)
    assert assignees([waiting]) == ["dung"]
    assert f"Give {waiting.code} back to nga" in words_of(again)


def test_what_waits_for_the_initials_of_the_head_stands_there_without_a_box() -> None:
    [read_there], [given_out] = some(1, "xem-xet"), some(1, "phan-cong")

    page = Visitor("hoa", language="vi").get(TEAM).content.decode()

    assert read_there.code in page
    assert re.findall(r'name="chosen" value="([^":]+):', page) == [given_out.code]
    assert "ở bước khác thì không có ô chọn" in page


def test_a_page_that_is_old_moves_nothing_and_says_why() -> None:
    nga = officer("nga", Role.SPECIALIST, UNIT)
    [file] = some(1, "tham-dinh")
    old = chosen([file])
    story.take(
        file,
        "finish-tham-dinh" if file.machine.action(file.state, "finish-tham-dinh") else "propose-granted",
        "dung",
        at=NOW,
    )

    sent = {"do": "move", "assignee": nga.pk, "chosen": old, "note": "Nhờ chị xem giúp."}
    answer = Visitor("hoa").post(f"{TEAM}?who={story.person('dung').pk}", sent, follow=True)

    assert file.code in words_of(answer)
    assert assignees([file]) == ["dung"]
    assert answer.status_code == 409


def test_a_press_without_somebody_keeps_the_words() -> None:
    files = some(1, "tham-dinh")

    sent = {"do": "move", "assignee": "", "chosen": chosen(files), "note": "Nhờ chị xem giúp."}
    answer = Visitor("hoa").post(f"{TEAM}?who={story.person('dung').pk}", sent)

    assert answer.status_code == 422
    assert 'value="Nhờ chị xem giúp."' in answer.content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"assignee": ""}, {"assignee": "0"}, {"assignee": "x"}, {"assignee": "999999999999999999999"}]
)
def test_without_somebody_or_ticks_nothing_is_done(sent: dict[str, str]) -> None:
    files = some(1, "tham-dinh")

    with nothing_written():
        first = Visitor("hoa").post(TEAM, {"do": "move", **sent, "chosen": chosen(files)}, follow=True)
        second = Visitor("hoa").post(TEAM, {"do": "move", "assignee": story.person("dung").pk}, follow=True)
        third = Visitor("hoa").post(TEAM, {"do": "propose"}, follow=True)

    assert "nothing was done" in words_of(first)
    assert "nothing was done" in words_of(second)
    assert "nothing was done" in words_of(third)


def test_who_is_writing_by_now_is_asked_about_first() -> None:
    nga = officer("nga", Role.SPECIALIST, UNIT)
    [file] = some(1, "tham-dinh")
    action = next(one.name for one in file.machine.actions_from(file.state) if Role.SPECIALIST in one.by)
    UnsentWords.objects.create(
        person=story.person("dung"), dossier=file, action=action, state=file.state, fields={"note": "x"}, saved_at=NOW
    )
    hoa = Visitor("hoa")
    sent = {"do": "move", "assignee": nga.pk, "chosen": chosen([file])}

    with nothing_written():
        asked = hoa.post(TEAM, sent)
    assert asked.status_code == HTTPStatus.CONFLICT
    assert "is writing" in words_of(asked)
    form = next(one for one in read(asked).forms if "taken_over" in one.values)
    hoa.post(TEAM, {**form.values, "do": "move"})

    assert assignees([file]) == ["nga"]


def test_a_division_is_proposed_line_by_line_and_done_only_when_pressed() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    files = some(4, "tham-dinh")
    hoa = Visitor("hoa")

    with nothing_written():
        page = hoa.post(TEAM, {"do": "propose", "chosen": chosen(files)})
    words = words_of(page)
    assert words.count("has not done this procedure lately") == 4
    assert assignees(files) == ["dung"] * 4
    values = {name: value for name, value in form_of_division(page).items() if name.startswith("to-")}
    assert sorted(values.values()) == ["", "", *[str(officer_pk("nga"))] * 2]
    hoa.post(TEAM, {"do": "move", "chosen": chosen(files), **values})

    assert sorted(assignees(files)) == ["dung", "dung", "nga", "nga"]
    assert audit.check_all().differences == []


def officer_pk(username: str) -> int:
    return story.person(username).pk


def form_of_division(page: HttpResponse) -> dict[str, str]:
    """Return what the form of the proposal would send: one box and one choice for each dossier."""
    return next(form.values for form in read(page).forms if any(name.startswith("to-") for name in form.values))


def test_what_cannot_be_given_stands_in_the_proposal_with_why() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    [file] = some(1, "tham-dinh")
    [signed] = some(1, "ky-duyet")

    page = Visitor("hoa").post(TEAM, {"do": "propose", "chosen": chosen([file, signed])})

    assert signed.code in words_of(page)
    assert f"to-{signed.code}" not in page.content.decode()


@pytest.mark.parametrize("username", ["lan", "carol"])
def test_who_answers_for_the_agency_looks_and_gives_nothing(username: str) -> None:
    files = some(1, "tham-dinh")

    page = Visitor(username).get(f"{TEAM}?who={story.person('dung').pk}")
    pressed = Visitor(username).post(TEAM, {"do": "move", "assignee": story.person("dung").pk, "chosen": chosen(files)})

    assert 'name="assignee"' not in page.content.decode()
    assert pressed.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("username", "status"), [("dung", 404), ("bob", 404), ("tam", 404), ("admin", 404), ("alice", 404), ("", 302)]
)
def test_it_is_there_for_nobody_else(username: str, status: int) -> None:
    assert Visitor(username).get(TEAM).status_code == status


@pytest.mark.parametrize("query", ["who=khong-co", "who=-1", "who=%00", "after=xx", "who=division_head&after=e30"])
def test_whatever_stands_in_the_address_leads_to_the_page(query: str) -> None:
    assert Visitor("hoa").get(f"{TEAM}?{query}").status_code == HTTPStatus.OK


def test_its_questions_do_not_grow_with_the_files() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    hoa, address = Visitor("hoa"), f"{TEAM}?who={story.person('dung').pk}"
    some(1, "tham-dinh")
    hoa.get(address)
    with CaptureQueriesContext(connection) as few:
        hoa.get(address)
    some(5, "tham-dinh")
    hoa.get(address)
    with CaptureQueriesContext(connection) as many:
        hoa.get(address)

    assert len(many) <= len(few)


def test_what_is_soon_with_nobody_stands_there_with_its_day_steps_and_procedures() -> None:
    some(2, "tham-dinh")
    Substitution.objects.create(
        absent=story.person("dung"), substitute=None, since=TODAY + timedelta(days=3), until=TODAY + timedelta(days=5)
    )

    words = words_of(Visitor("hoa").get(TEAM))
    of_agency = words_of(Visitor("admin").get("/van-hanh/con-thieu/"))

    for text in (words, of_agency):
        assert "From 03/12/2026 on: 2 dossiers of Case officer" in text
        assert "who could go on is away" in text


def test_a_seat_that_ends_soon_and_a_stand_in_that_ends_before_the_leave_strand_their_files() -> None:
    some(1, "ky-duyet")
    day = timedelta(days=1)
    lan, carol = story.person("lan"), story.person("carol")
    Substitution.objects.create(absent=lan, substitute=carol, since=TODAY, until=TODAY + day)
    Substitution.objects.create(absent=lan, substitute=None, since=TODAY + 2 * day, until=TODAY + 4 * day)
    assert "From 02/12/2026 on: 1 dossier of Department leader" in words_of(Visitor("carol").get(TEAM))

    some(1, "tham-dinh")
    story.person("dung").memberships.filter(unit__slug=UNIT).update(until=TODAY + 5 * day)

    words = words_of(Visitor("hoa").get(TEAM))
    assert "From 06/12/2026 on: 1 dossier of Case officer" in words
    assert "the seat ends" in words
    assert "Hoàng Tiến Dũng" in words


def test_what_lies_with_nobody_today_is_not_told_as_coming() -> None:
    some(1, "tham-dinh")
    Substitution.objects.create(
        absent=story.person("dung"), substitute=None, since=TODAY, until=TODAY + timedelta(days=5)
    )

    assert "Soon nobody could go on" not in words_of(Visitor("hoa").get(TEAM))


def test_the_board_leads_to_the_handing_over_of_each_of_ones_own_people() -> None:
    some(1, "tham-dinh")
    path = f'href="/mot-cua/ban-giao/{story.person("dung").pk}/"'

    assert path in Visitor("hoa").get(TEAM).content.decode()
    assert path in Visitor("lan").get(TEAM).content.decode()
    # Nobody hands over for oneself.
    assert f"/mot-cua/ban-giao/{story.person('lan').pk}/" not in Visitor("lan").get(TEAM).content.decode()
    assert Visitor("hoa").get(path[6:-1]).status_code == HTTPStatus.OK


def test_what_waits_at_a_role_is_counted_once_where_a_head_is_case_officer_too() -> None:
    nga = officer("nga", Role.SPECIALIST, UNIT)
    Membership.objects.create(user=nga, role=Role.DIVISION_HEAD, unit=Unit.objects.get(slug=UNIT), since=TODAY)
    some(2, "xem-xet")
    [mine] = some(1, "tham-dinh")
    Dossier.objects.filter(pk=mine.pk).update(assignee=nga)
    hoa = Visitor("hoa", language="vi")

    lines = {line.name: line for line in work_of(person("hoa").seats, NOW)}

    own, role = lines[nga.get_full_name()], next(line for line in lines.values() if line.key == Role.DIVISION_HEAD)
    assert (own.open.count, own.person, role.open.count) == (1, str(nga.pk), 2)
    page = hoa.get(f"/mot-cua/?{own.open.query}")
    assert listed(page).keys() == {mine.code}
    assert "(thụ lý)" in words_of(page)
    page = hoa.get(f"{TEAM}?who={own.key}").content.decode()
    assert mine.code in page
    assert re.findall(rf'<option value="{nga.pk}">[^<]*\((\d+)\)', page) == ["1"]
