"""The administrator finds who of the counter is joined with which account, and parts them with a reason; both are told (ADR 0093)."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import Unit, User
from accounts.roles import Role
from dossiers.background import relay
from dossiers.models import Dossier, InboxItem, Joining
from portal.demo import story
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.joined import JOINED, LATER, WISH, asked, done_by, filer, page_of
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import differences_of, nothing_written

PAGE = "/van-hanh/gan-tai-khoan/"
WHY = counter.WHY

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


@pytest.fixture
def mai() -> User:
    return filer()


@pytest.fixture
def dossier(mai: User) -> Dossier:
    return asked(mai).dossier


@pytest.fixture
def admin() -> Visitor:
    return Visitor("admin", language="vi")


def of(dossier: Dossier) -> str:
    return f"{PAGE}{Joining.objects.in_force().get(person=dossier.applicant_id).pk}/"


def found(admin: Visitor, query: str) -> list[int]:
    return [one.pk for one in admin.get(f"{PAGE}{query}").context["rows"]]


def test_a_joining_is_parted_with_a_reason_once_that_was_confirmed(dossier: Dossier, admin: Visitor) -> None:
    address = of(dossier)
    asked_for = read(admin.get(address)).words()
    assert counter.NAME in asked_for
    assert counter.NUMBER not in asked_for
    with nothing_written():
        for typed in ({"reason": WHY}, {"sure": "on"}, {"reason": "  ", "sure": "on"}):
            assert admin.post(address, typed).status_code == 422, typed

    answer = admin.post(address, {"reason": WHY, "sure": "on"}, follow=True)

    done = Joining.objects.get()
    assert (done.parted_at, done.parted_by, done.reason) == (LATER, story.person("admin"), WHY)
    assert WHY in read(answer).words()
    assert done.joined_at == JOINED
    again = admin.post(address, {"reason": "Khác.", "sure": "on"}, follow=True)
    assert "đã được gỡ" in read(again).words()
    assert Joining.objects.get().reason == WHY
    assert differences_of(dossier) == []


@pytest.mark.parametrize("who", ["tran", counter.NUMBER, "001 188 004 321", "mai", "mai@example.vn", "thi mai"])
def test_it_is_found_by_the_name_or_number_of_either(dossier: Dossier, admin: Visitor, who: str) -> None:
    [pk] = found(admin, "")

    assert found(admin, f"?who={who}") == [pk]


def test_what_was_parted_stays_in_the_list_and_is_told_apart(dossier: Dossier, admin: Visitor) -> None:
    [pk] = found(admin, "?state=standing")
    counter.parted(dossier)
    other = User.objects.create(username="mai2", full_name=counter.NAME, personal_id="001188004322")
    new = counter.joined(dossier, other, at=LATER + timedelta(hours=1)).pk

    assert found(admin, "") == [new, pk]
    assert (found(admin, "?state=standing"), found(admin, "?state=parted")) == ([new], [pk])
    assert found(admin, "?who=001188004322") == [new]
    assert found(admin, f"?who={counter.NUMBER[-4:]}") == found(admin, "?who=le van tam") == []
    assert admin.get(f"{PAGE}?state=x").status_code == 422
    assert admin.get(f"{PAGE}{pk}/").status_code == 302


def test_both_are_told_and_neither_what_it_does_not_know(dossier: Dossier, mai: User, admin: Visitor) -> None:
    visitor, bob = Visitor("mai", language="vi"), Visitor("bob", language="vi")
    InboxItem.objects.all().delete()

    admin.post(of(dossier), {"reason": WHY, "sure": "on"})

    [told, said] = InboxItem.objects.order_by("person__username").filter(person__username__in=["mai", "bob"])[::-1]
    assert (told.person, said.person) == (mai, story.person("bob"))
    for item in (told, said):
        words = f"{item.subject_vi} {item.body_vi} {item.subject_en} {item.body_en}"
        assert [
            one for one in (WHY, dossier.code, counter.NAME, counter.NUMBER, "mai@example.vn") if one in words
        ] == []
    assert "ngày 07/12/2026" in told.body_vi.lower()
    assert "không còn gắn" in read(visitor.get("/thong-bao/")).words()
    person = read(bob.get(said.path)).words()
    assert WHY in person
    assert story.person("admin").get_full_name() in person


def test_what_the_account_was_told_of_these_dossiers_is_taken_out_of_it(
    dossier: Dossier, mai: User, admin: Visitor
) -> None:
    own = story.file("mai", at=LATER)
    relay.run(LATER + timedelta(minutes=10))
    of_both = InboxItem.objects.filter(person=mai, dossiers__overlap=[dossier.pk, own.pk])
    assert {code for item in of_both for code in item.dossiers} == {dossier.pk, own.pk}

    admin.post(of(dossier), {"reason": WHY, "sure": "on"})

    assert {code for item in of_both.all() for code in item.dossiers} == {own.pk}
    assert dossier.code not in read(Visitor("mai", language="vi").get("/thong-bao/")).words()


def test_after_it_nothing_is_open_and_the_account_can_be_joined_again(
    dossier: Dossier, mai: User, admin: Visitor
) -> None:
    visitor = Visitor("mai", language="vi")
    done_by(visitor, dossier, WISH, {"reason": "Nộp nhầm."})

    admin.post(of(dossier), {"reason": WHY, "sure": "on"})

    assert visitor.get(page_of(dossier)).status_code == 404
    assert dossier.code not in visitor.get("/ho-so/", {"q": dossier.code}).context["of_counter"]
    code = visitor.post("/ho-so/nop-tai-quay/").context["code"]
    typed = {"code": code, "seen": "on"}
    with time_machine.travel(LATER + timedelta(minutes=5), tick=False):
        assert Visitor("bob").post(f"/mot-cua/quay/nguoi/{dossier.applicant_id}/tai-khoan/", typed).status_code == 302
        assert visitor.get(page_of(dossier)).status_code == 200
    assert [bool(one.parted_at) for one in Joining.objects.order_by("pk")] == [True, False]
    assert InboxItem.objects.filter(person=mai, message_id__startswith="<joined.").count() == 1
    assert differences_of(dossier) == []


def test_the_file_and_the_person_s_page_say_when_it_was_joined_and_parted(dossier: Dossier, mai: User) -> None:
    bob = Visitor("bob", language="vi")
    address, own = f"/mot-cua/{dossier.code}/", Visitor("mai", language="vi")
    assert "gắn lúc 09:00 07/12/2026" in read(bob.get(address)).words()
    assert "Gắn với tài khoản của bạn" in read(own.get(page_of(dossier))).words()

    counter.parted(dossier, at=LATER)
    words = read(bob.get(address)).words()
    other = User.objects.create(username="mai2", full_name=counter.NAME)
    counter.joined(dossier, other, at=LATER)

    assert "gắn lúc 09:00 07/12/2026, gỡ lúc 10:30 07/12/2026" in words
    assert f"{story.person('bob').get_full_name()}, {story.person('admin').get_full_name()}: {WHY}" in words
    theirs = read(Visitor("mai2", language="vi").get(page_of(dossier))).words()
    assert "Gắn với tài khoản của bạn" in theirs
    assert "09:00 07/12/2026" not in theirs
    assert WHY not in theirs


def test_nobody_parts_the_own_account(dossier: Dossier, mai: User, admin: Visitor) -> None:
    administrator = story.person("admin")
    User.objects.filter(pk=administrator.pk).update(personal_id=counter.NUMBER)

    with nothing_written():
        answer = admin.post(of(dossier), {"reason": WHY, "sure": "on"})

    assert answer.status_code == 422
    assert "quản trị viên khác" in read(answer).words()


def test_the_administrator_of_another_agency_finds_nothing(dossier: Dossier) -> None:
    unit = Unit.objects.create(slug="so-khac", name_vi="Sở khác", kind="agency", agency_code="H26.99")
    officer("quan-tri-khac", Role.ADMINISTRATOR, unit.slug)
    other = Visitor("quan-tri-khac")

    assert found(other, "") == []
    assert other.get(of(dossier)).status_code == 404


@pytest.mark.parametrize("username", ["alice", "bob", "carol", "lan", "mai"])
def test_the_pages_are_the_administrator_s_alone(dossier: Dossier, username: str) -> None:
    for address in (PAGE, of(dossier)):
        assert Visitor(username).get(address).status_code == 404
    assert Visitor(username).post(of(dossier), {"reason": WHY, "sure": "on"}).status_code == 404
    assert Joining.objects.in_force().exists()


def test_the_list_asks_no_more_for_more_rows(dossier: Dossier, admin: Visitor, django_assert_max_num_queries) -> None:
    for number in range(3):
        person = counter.mai(LATER, number=f"00118800999{number}", name="Lê Văn Tám")
        other = User.objects.create(username=f"tam{number}x")
        Joining.objects.create(person=person, account=other, joined_at=LATER, joined_by=story.person("bob"))
    admin.get(PAGE)

    with django_assert_max_num_queries(8):
        assert len(admin.get(PAGE).context["rows"]) == 4
