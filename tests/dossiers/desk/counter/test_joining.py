"""A person of the counter and the account made later: joined at the desk alone, by the card and a code; what the account then does: ``test_joined_acts``."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail

from accounts.entry import tries
from accounts.models import AccountChange, ChangeKind, MailAddress, User
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import policy, turns
from dossiers.background import relay, tidying
from dossiers.filing.counter import joining, people
from dossiers.models import CounterPerson, Dossier, InboxItem, JoiningCode
from dossiers.refusals.joining import JoinedElsewhere, NoJoiningCode, OfficerJoins, SomebodyElsesAccount
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import differences_of

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
LATER = MONDAY + timedelta(hours=1)
OWN = "/ho-so/nop-tai-quay/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


@pytest.fixture
def mai() -> User:
    """Return the account that Mai has made later."""
    return User.objects.create(username="mai", full_name=counter.NAME, email="mai@example.vn")


def page_of(person: CounterPerson) -> str:
    return f"/mot-cua/quay/nguoi/{person.pk}/tai-khoan/"


def code_of(account: User) -> str:
    """Let an account show a code, by its page."""
    code: str = Visitor(account.username, language="vi").post(OWN).context["code"]
    return code


def typed(bob: Visitor, person: CounterPerson, code: str, **more: str) -> tuple[int, dict[str, str]]:
    answer = bob.post(page_of(person), {"code": code, "seen": "on", **more})
    return answer.status_code, read(answer).errors if answer.status_code != 302 else {}


def test_the_cursor_stands_where_the_code_is_typed(bob: Visitor) -> None:
    page = bob.get(page_of(counter.mai(MONDAY))).content.decode()

    [focused] = [part.partition(">")[0] for part in page.split("<") if " autofocus" in part]
    assert 'name="code"' in focused


def test_who_shows_card_and_code_finds_the_dossiers_in_the_account(bob: Visitor, mai: User) -> None:
    dossier = counter.entered(at=MONDAY).dossier
    person, visitor = people.of_dossier(dossier), Visitor("mai", language="vi")
    assert person
    assert dossier.code not in visitor.get(OWN).content.decode()
    assert visitor.get(f"/ho-so/{dossier.code}/").status_code == 404

    status, _errors = typed(bob, person, code_of(mai))

    person.refresh_from_db()
    assert status == 302
    assert (person.joined, person.joined_by, person.joined_at) == (mai, story.person("bob"), MONDAY)
    assert dossier.code in visitor.get(OWN).content.decode()
    shown = read(visitor.get(f"/ho-so/{dossier.code}/")).words()
    assert "Hồ sơ này nộp bản giấy" in shown
    assert not JoiningCode.objects.exists()


def test_joined_dossiers_stand_in_my_dossiers_and_the_account_is_told(bob: Visitor, mai: User) -> None:
    dossier = counter.entered(at=MONDAY).dossier
    visitor = Visitor("mai", language="vi")
    assert "Bạn chưa nộp hồ sơ nào" in read(visitor.get("/ho-so/")).words()

    typed(bob, people.called(dossier.applicant_id), code_of(mai))

    mine = visitor.get("/ho-so/")
    assert f'href="/ho-so/{dossier.code}/"' in mine.content.decode()
    assert "Bạn chưa nộp hồ sơ nào" not in read(mine).words()
    item = InboxItem.objects.get(person=mai)
    assert (item.path, item.sent_at) == (OWN, MONDAY)
    assert "Quầy đã gắn hồ sơ nộp trên giấy với tài khoản này" in read(visitor.get("/thong-bao/")).words()


def test_the_page_of_the_person_says_who_has_joined_and_when_and_no_account(bob: Visitor, mai: User) -> None:
    person = counter.mai(MONDAY)
    typed(bob, person, code_of(mai))

    page = bob.get(f"/mot-cua/quay/nguoi/{person.pk}/")

    assert "Đã gắn với tài khoản lúc 08:30 07/12/2026" in read(page).words()
    assert story.person("bob").get_full_name() in read(page).words()
    assert mai.email not in page.content.decode()


def test_the_record_is_as_it_was(bob: Visitor, mai: User) -> None:
    dossier = counter.entered(at=MONDAY).dossier
    before = list(dossier.events.values_list("digest", flat=True))

    typed(bob, people.called(dossier.applicant_id), code_of(mai))

    dossier.refresh_from_db()
    assert dossier.applicant_id != mai.pk
    assert list(dossier.events.values_list("digest", flat=True)) == before
    assert differences_of(dossier) == []


def test_papers_and_the_handed_over_result_are_opened_by_the_account_and_by_no_other(bob: Visitor, mai: User) -> None:
    dossier = counter.entered(at=MONDAY).dossier
    relay.run(MONDAY + timedelta(minutes=5))
    letter = dossier.letters.first()
    typed(bob, people.called(dossier.applicant_id), code_of(mai))
    Walk(Dossier.objects.get(), LATER).to_the_end()
    relay.run(LATER + timedelta(days=1))

    with time_machine.travel(LATER + timedelta(days=2), tick=False):
        for who, status in (("mai", 200), ("alice", 404)):
            visitor = Visitor(who)
            for path in (f"/ho-so/giay/{letter.token}/", f"/ho-so/ket-qua/{dossier.code}/"):
                answer = visitor.get(path)
                content_of(answer)
                assert answer.status_code == status, (who, path)


def test_notices_go_to_the_account(bob: Visitor, mai: User) -> None:
    dossier = counter.entered(at=MONDAY).dossier
    MailAddress.objects.create(person=mai, address="mai@example.vn", asked_at=MONDAY, confirmed_at=MONDAY)
    typed(bob, people.called(dossier.applicant_id), code_of(mai))
    relay.run(MONDAY + timedelta(minutes=5))
    InboxItem.objects.all().delete()
    mail.outbox.clear()

    Walk(Dossier.objects.get(), LATER).until("result-ready")
    relay.run(LATER + timedelta(days=1))

    assert InboxItem.objects.filter(person=mai, dossiers__contains=[dossier.pk]).exists()
    assert ["mai@example.vn"] in [one.to for one in mail.outbox]


def test_the_tick_says_that_the_card_was_seen(bob: Visitor, mai: User) -> None:
    person = counter.mai(MONDAY)

    status, errors = typed(bob, person, code_of(mai), seen="")

    assert status == 422
    assert "id_seen" in errors
    assert JoiningCode.objects.exists()


@pytest.mark.parametrize("wrong", ["", "SAI", "A" * 8, "\x00", "ă" * 40])
def test_a_code_that_there_is_not_is_refused_and_says_nothing_of_anybody(bob: Visitor, wrong: str) -> None:
    person = counter.mai(MONDAY)

    status, errors = typed(bob, person, wrong)

    assert status == 422
    assert "id_code" in errors
    assert not CounterPerson.objects.exclude(joined=None).exists()


def test_a_code_holds_for_a_quarter_of_an_hour_and_is_used_once(bob: Visitor, mai: User) -> None:
    first, second = counter.mai(MONDAY), counter.mai(MONDAY, number="001088012345")
    code = code_of(mai)
    with time_machine.travel(MONDAY + joining.LASTS, tick=False):
        assert str(NoJoiningCode()) in typed(bob, first, code)[1]["id_code"]

    assert typed(bob, first, code)[0] == 302
    assert str(NoJoiningCode()) in typed(bob, second, code)[1]["id_code"]


def test_whoever_is_joined_is_joined_with_no_other(bob: Visitor, mai: User) -> None:
    person = counter.mai(MONDAY)
    typed(bob, person, code_of(mai))
    other = User.objects.create(username="mai2", full_name=counter.NAME)

    _status, errors = typed(bob, person, code_of(other))

    person.refresh_from_db()
    assert str(JoinedElsewhere()) in errors["id_code"]
    assert mai.username not in errors["id_code"]
    assert person.joined == mai


@pytest.mark.parametrize("said", [{"full_name": "Lê Văn Tám"}, {"personal_id": "001088012345"}])
def test_an_account_that_says_to_be_another_is_refused_and_its_words_are_not_said(
    bob: Visitor, mai: User, said: dict[str, str]
) -> None:
    person = counter.mai(MONDAY)
    User.objects.filter(pk=mai.pk).update(**said)

    _status, errors = typed(bob, person, code_of(mai))

    assert str(SomebodyElsesAccount()) in errors["id_code"]
    assert not any(word in errors["id_code"] for word in said.values())
    assert not CounterPerson.objects.exclude(joined=None).exists()


def test_an_account_without_a_name_takes_that_of_the_card_once_the_officer_says_so(bob: Visitor) -> None:
    # As the sign-up leaves it: a user name, an address, a password.
    account = User.objects.create(username="moi", email="moi@example.vn")
    person, code = counter.mai(MONDAY), code_of(account)

    status, errors = typed(bob, person, code)
    account.refresh_from_db()
    assert (status, account.full_name) == (422, "")
    assert counter.NAME in errors["id_named"]
    assert typed(bob, person, code, named="on")[0] == 302

    account.refresh_from_db()
    person.refresh_from_db()
    assert (person.joined, account.full_name) == (account, counter.NAME)
    change = AccountChange.objects.get(person=account)
    assert (change.by, change.kind, change.after) == (
        story.person("bob"),
        ChangeKind.CORRECTED,
        {"full_name": counter.NAME},
    )


def test_the_tick_about_the_name_changes_no_name_that_there_is(bob: Visitor, mai: User) -> None:
    person = counter.mai(MONDAY)
    User.objects.filter(pk=mai.pk).update(full_name="Lê Văn Tám")

    _status, errors = typed(bob, person, code_of(mai), named="on")

    mai.refresh_from_db()
    assert str(SomebodyElsesAccount()) in errors["id_code"]
    assert mai.full_name == "Lê Văn Tám"


def test_a_name_that_contradicts_is_put_right_where_the_code_is_shown(bob: Visitor, mai: User) -> None:
    person, visitor = counter.mai(MONDAY), Visitor("mai", language="vi")
    User.objects.filter(pk=mai.pk).update(full_name="Lê Văn Tám")

    page = visitor.get(OWN)
    wrong = visitor.post(OWN, {"do": "name", "full_name": ""})
    named = next(one for one in read(page).forms if "full_name" in one.values)
    visitor.post(OWN, {**named.values, "full_name": f"  {counter.NAME} ", "do": "name"})

    mai.refresh_from_db()
    assert "id_full_name" in read(wrong).errors
    assert (named.values["full_name"], mai.full_name) == ("Lê Văn Tám", counter.NAME)
    assert typed(bob, person, code_of(mai))[0] == 302


def test_nobody_of_the_office_names_the_own_account_there() -> None:
    page = Visitor("bob", language="vi").post(OWN, {"do": "name", "full_name": "Lê Văn Tám"})

    assert page.status_code == 409
    assert story.person("bob").full_name != "Lê Văn Tám"


@pytest.mark.parametrize("who", ["bob", "hoa", "carol"])
def test_an_account_of_the_office_gets_no_code(who: str) -> None:
    page = Visitor(who, language="vi").post(OWN)

    assert page.status_code == 409
    assert str(OfficerJoins()) in read(page).words()
    assert not JoiningCode.objects.exists()


def test_who_gets_a_seat_later_handles_nothing_that_the_own_account_reads(bob: Visitor, mai: User) -> None:
    dossier = counter.entered(at=MONDAY, accept=False).dossier
    typed(bob, people.called(dossier.applicant_id), code_of(mai))
    thu = officer("thu", Role.ONE_STOP_OFFICER, "mot-cua")
    counter.parted(dossier, at=MONDAY)
    counter.joined(dossier, thu, at=LATER)

    [actor] = policy.actors(thu, seats_of(thu, MONDAY.date()))

    action = next(one for one in dossier.machine.actions_from(dossier.state) if one.name == "accept")
    assert not policy.may(actor, action, dossier)
    assert policy.may(counter.at_desk(MONDAY), action, dossier)


def test_codes_are_not_tried(bob: Visitor, mai: User) -> None:
    person, code = counter.mai(MONDAY), code_of(mai)
    for place in range(tries.OF_CODE.tries):
        typed(bob, person, f"SAI{place}")

    status, errors = typed(bob, person, code)

    assert status == 422
    assert "Nhập sai quá nhiều lần" in errors["id_code"]


@pytest.mark.parametrize("who", ["alice", "hoa", "carol", ""])
def test_nobody_but_the_desk_joins(who: str, mai: User) -> None:
    person = counter.mai(MONDAY)
    code = code_of(mai)

    assert Visitor(who).post(page_of(person), {"code": code, "seen": "on"}).status_code in (403, 404)
    person.refresh_from_db()
    assert person.joined is None


def test_a_code_is_shown_once_and_kept_as_its_digest(mai: User) -> None:
    visitor = Visitor("mai", language="vi")

    first, second = code_of(mai), code_of(mai)

    assert JoiningCode.objects.count() == 1
    assert second.replace(" ", "") not in JoiningCode.objects.get().digest
    assert second not in visitor.get(OWN).content.decode()
    assert first != second
    turns.take(tidying.RUN, tidying.Tidying(MONDAY + joining.LASTS))
    assert not JoiningCode.objects.exists()
