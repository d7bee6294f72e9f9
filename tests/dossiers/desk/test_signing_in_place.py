"""In what capacity whoever stands in signs: by a title of one's own, and in none without one (ADR 0086)."""

import re
from datetime import timedelta

import pytest

from accounts.models import Membership, Unit
from accounts.roles import Role
from dossiers.background import relay
from dossiers.models import Dossier, Event, Result
from dossiers.refusals import MissingAnswer
from dossiers.refusals.decision import NotThisCapacity
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import Capacity
from procedures.time.calendar import local
from tests import printed
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.bulk.choosing import FILED, NOW, before, begun, done, judged
from tests.dossiers.desk.deciding import page_of, send
from tests.dossiers.officers import officer, substitute
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

TODAY = local(NOW).date()
OPEN_LINE = "QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ"
WARNED = "văn bản sẽ chỉ ghi họ tên, không ghi quyền hạn, chức vụ. Chỉ ký như vậy khi có văn bản uỷ quyền."


@pytest.fixture
def walk() -> Walk:
    """Return what waits for the leader, who is away: the manager stands in."""
    substitute("lan", "carol", since=TODAY, until=TODAY)
    return Walk(story.file("alice", at=FILED), FILED, timedelta(minutes=1)).until("ky-duyet")


def titled(username: str, title: str) -> None:
    Membership.objects.filter(user__username=username).update(title=title)


def offered(dossier: Dossier) -> list[str]:
    page = page_of("carol", dossier)[1].content.decode()
    [field] = re.findall(r'<select name="capacity".*?</select>', page, re.DOTALL)
    return re.findall(r'<option value="(\w*)"', field)


def issued(dossier: Dossier) -> str:
    """Return the words of the paper, once it is numbered."""
    send("tam", dossier, "number", {})
    relay.run(NOW)
    file = Result.objects.get(dossier=dossier).file
    assert file is not None
    with file.file.open("rb") as content:
        return printed.words_of(content.read())


def test_whoever_has_no_title_decides_and_the_paper_names_no_office(walk: Walk) -> None:
    visitor, page = page_of("carol", walk.dossier)
    form = form_of(page, "/decide/")
    assert offered(walk.dossier) == [""]
    assert read(page).words().count(WARNED) == 1

    assert visitor.post(form.action, form.values).status_code == 302

    event = Event.objects.get(dossier=walk.dossier, action="decide")
    assert (event.actor, event.on_behalf_of) == (story.person("carol"), story.person("lan"))
    words = issued(walk.dossier)
    assert "Ngô Cẩm Châu" in words
    assert OPEN_LINE not in words
    assert "GIÁM ĐỐC" not in words


@pytest.mark.parametrize("capacity", Capacity)
def test_no_capacity_is_taken_from_whoever_has_no_title(walk: Walk, capacity: Capacity) -> None:
    visitor, page = page_of("carol", walk.dossier)
    form = form_of(page, "/decide/")

    with nothing_written(), pytest.raises(NotThisCapacity, match="không ghi quyền hạn, chức vụ"):
        walk.take("decide", "carol", capacity=capacity)
    with nothing_written():
        answer = visitor.post(form.action, {**form.values, "capacity": capacity.value})

    assert read(answer).errors["id_decide_capacity"]


@pytest.mark.parametrize(
    ("title", "capacities", "lines"),
    [
        ("Chánh Văn phòng", ["TL", "TUQ"], "TL. GIÁM ĐỐC CHÁNH VĂN PHÒNG Ngô Cẩm Châu"),
        ("Phó Giám đốc", ["KT", "TUQ"], "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC Ngô Cẩm Châu"),
    ],
)
def test_whoever_has_a_title_signs_as_that_lets_sign(walk: Walk, title: str, capacities: list[str], lines: str) -> None:
    titled("carol", title)
    visitor, page = page_of("carol", walk.dossier)
    form = form_of(page, "/decide/")
    assert offered(walk.dossier) == capacities
    assert WARNED not in read(page).words()

    with nothing_written(), pytest.raises(MissingAnswer):
        walk.take("decide", "carol", capacity=None)
    with nothing_written():
        refused = visitor.post(form.action, {**form.values, "capacity": "head"})
    assert visitor.post(form.action, form.values).status_code == 302

    assert read(refused).errors["id_decide_capacity"]
    assert lines in issued(walk.dossier)


def test_a_title_in_another_agency_lets_nobody_sign_here(walk: Walk) -> None:
    carol = story.person("carol")
    elsewhere, here = (Unit.objects.get(slug=slug) for slug in ("ubnd", "van-phong"))
    held = Membership.objects.create(user=carol, unit=elsewhere, role=Role.PROVINCIAL_OFFICE, title="Giám đốc")

    before_that = offered(walk.dossier)
    Membership.objects.filter(pk=held.pk).update(unit=here, role=Role.CLERK)

    assert (before_that, offered(walk.dossier)) == ([""], ["head", "TM"])


def test_the_absent_one_and_whoever_has_the_seat_are_not_warned(walk: Walk) -> None:
    titled("lan", "")
    officer("nga", Role.DEPARTMENT_LEADER, "so-tttt")

    for who in ("lan", "nga"):
        assert WARNED not in read(page_of(who, walk.dossier)[1]).words()


def test_of_many_it_is_warned_before_and_each_is_decided_without_a_capacity(walk: Walk) -> None:
    page = before(Visitor("carol", language="vi"), "decide", [walk.dossier])
    forged = judged("decide", [walk.dossier], "carol", capacity=Capacity.HEAD)

    found = done(begun("decide", [walk.dossier], "carol"))

    assert WARNED in read(page).words()
    assert isinstance(forged[0].refusal, NotThisCapacity)
    assert {outcome for outcome, _why in found.values()} == {"done"}
    words = issued(walk.dossier)
    assert "Ngô Cẩm Châu" in words
    assert OPEN_LINE not in words


BARE = "văn bản phát hành chỉ ghi họ tên, không ghi quyền hạn, chức vụ"


def decided(walk: Walk) -> Dossier:
    send("carol", walk.dossier, "decide", {"note": "Uỷ quyền số 12/UQ-STTTT ngày 01/12/2026."})
    walk.dossier.refresh_from_db()
    return walk.dossier


def test_who_numbers_it_reads_before_that_it_goes_out_with_a_bare_name_and_what_sends_it_back(walk: Walk) -> None:
    dossier = decided(walk)

    words = read(page_of("tam", dossier)[1]).words()

    assert "Ngô Cẩm Châu" in words.partition(BARE)[0]
    assert BARE in words
    assert "Nếu không có, hãy trả lại trước khi vào số: “Trả lại bước: Phê duyệt, ký kết quả”." in words
    assert "Uỷ quyền số 12/UQ-STTTT" in words, "the note with the delegation"
    assert BARE not in read(page_of("bob", dossier)[1]).words()


def test_of_many_who_numbers_them_reads_the_same_before(walk: Walk) -> None:
    dossier = decided(walk)

    assert BARE in read(before(Visitor("tam", language="vi"), "number", [dossier])).words()


def test_of_what_was_signed_in_a_capacity_nothing_is_said(walk: Walk) -> None:
    titled("carol", "Phó Giám đốc")
    send("carol", walk.dossier, "decide", {"capacity": "KT"})
    walk.dossier.refresh_from_db()

    assert BARE not in read(page_of("tam", walk.dossier)[1]).words()
