"""Who answers for a unit is told, once, that an officer has declared an interest: by mail and on the site, without a word of the relative."""

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from accounts.models import Membership
from accounts.roles import Role
from dossiers.background import jobs as running
from dossiers.commands.deciding import interests
from dossiers.models import Dossier, InboxItem, Interest, InterestKind, Job, JobState
from dossiers.notices.kinds import INTEREST, Group
from dossiers.notices.planned import declared
from dossiers.notices.preferences import Choice, choose
from portal.demo import story
from tests import golden
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, some
from tests.dossiers.officers import officer

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

TEAM = "/mot-cua/phong/"
LEADING = (Role.DIVISION_HEAD, Role.MANAGER, Role.DEPARTMENT_LEADER)
TYPED = {"kind": "relative", "reason": "Anh ruột Nguyễn Văn Tý nộp."}


def declare(dossier: Dossier, username: str) -> None:
    """Let somebody declare an interest, by the page."""
    assert Visitor(username).post(f"/mot-cua/{dossier.code}/lien-quan/", TYPED).status_code == 302


def sent() -> list[EmailMultiAlternatives]:
    """Return the mails that the jobs send by now."""
    mail.outbox.clear()
    for job in Job.objects.filter(kind=INTEREST):
        running.go_on(job.pk, now=NOW, seconds=60)
    return list(mail.outbox)


def told() -> set[str]:
    return set(InboxItem.objects.filter(kind=INTEREST).values_list("person__username", flat=True))


def test_the_head_is_told_once_and_reads_nothing_of_the_relative() -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    [dossier] = some(1, "tham-dinh")
    declare(dossier, "dung")

    first, again = sent(), sent()

    assert [one.to for one in first] == [[story.person("hoa").email]]
    assert again == []
    one = first[0]
    assert one.subject == f"Hoàng Tiến Dũng khai có liên quan với hồ sơ {dossier.code}"
    golden.assert_mail_matches("interest", f"Subject: {one.subject}\n\n{one.body}", one.message())
    for word in (
        dossier.applicant_name,
        dossier.subject,
        *TYPED.values(),
        str(InterestKind.RELATIVE.label),
        "Người thân",
    ):
        assert word not in f"{one.subject}\n{one.message()}", word
    item = InboxItem.objects.get(kind=INTEREST)
    assert (item.person, item.path, item.dossiers) == (story.person("hoa"), TEAM, [dossier.pk])
    assert "has declared an interest in dossier" in read(Visitor("hoa").get("/thong-bao/")).words()
    assert Job.objects.get(kind=INTEREST).state == JobState.DONE


def test_of_a_dossier_that_lies_with_another_nothing_is_to_be_moved() -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    [dossier] = some(1, "tham-dinh")
    interests.declare(dossier, by=story.person("nga"), kind=InterestKind.OTHER, reason="x", at=NOW)
    declared.begin(Interest.objects.get(), at=NOW)

    (one,) = sent()

    golden.assert_mail_matches("interest-elsewhere", f"Subject: {one.subject}\n\n{one.body}", one.message())
    assert "đề nghị Ông/Bà giao cho người khác" not in one.body


def test_where_nobody_else_may_get_it_the_head_is_not_asked_to_give_it_but_reads_who_can_help() -> None:
    [dossier] = some(1, "tham-dinh")
    declare(dossier, "dung")

    one, *others = sent()

    assert [other.to for other in others] == [[story.person("admin").email]]
    for errand in ("đề nghị Ông/Bà giao cho người khác", "please give it to somebody else"):
        assert errand not in one.body
    there = "chưa ai xử lý tiếp. Phòng Báo chí - Xuất bản không còn chuyên viên nào khác được nhận: người quản trị giao thêm"
    assert there in one.body
    assert "nobody goes on with it. No other case officer of" in one.body
    assert "the administrator gives somebody the seat of a case officer there" in one.body


def test_where_the_only_holder_of_a_role_is_kept_out_nobody_reads_that_another_goes_on() -> None:
    [dossier] = some(1, "van-thu")
    declare(dossier, "tam")

    bodies = {one.to[0]: one.body for one in sent()}

    assert len(bodies) > 1
    for body in bodies.values():
        assert "nhưng không còn ai khác được xử lý." in body
        assert "người khác cùng vai trò xử lý tiếp" not in body
        assert "but nobody else may handle it." in body
    # Who gives seats is told too, and led to what is missing: the work of the unit is no page of that one's.
    told_admin = bodies.pop(story.person("admin").email)
    assert "/van-hanh/con-thieu/" in told_admin
    assert "Công việc của phòng" not in told_admin
    assert "Work of the unit" not in told_admin
    assert all("/mot-cua/phong/" in body for body in bodies.values())
    assert read(Visitor("admin").get("/van-hanh/con-thieu/")).words().count(dossier.code) == 1
    assert InboxItem.objects.get(kind=INTEREST, person=story.person("admin")).path == "/van-hanh/con-thieu/"
    # The head is led to a page that says the same, though the dossier lies with the clerk.
    page = read(Visitor("hoa").get(TEAM)).words()
    assert "Nobody may go on with these dossiers 1" in page
    assert page.count("The administrator gives somebody else the role") == 2, page
    assert "with nothing to be done" not in page


def test_of_the_head_s_own_interest_whoever_answers_for_the_agency_is_told() -> None:
    [dossier] = some(1, "tham-dinh")
    declare(dossier, "hoa")

    sent()

    assert told() == {"lan", "carol"}


def test_who_is_kept_out_of_it_too_is_not_told() -> None:
    [dossier] = some(1, "tham-dinh")
    for username in ("lan", "hoa"):
        interests.declare(dossier, by=story.person(username), kind=InterestKind.OTHER, reason="x", at=NOW)
    declare(dossier, "dung")

    sent()

    assert told() == {"carol", "admin"}


def test_where_nobody_leads_whoever_gives_seats_is_told_all_the_same() -> None:
    [dossier] = some(1, "tham-dinh")
    Membership.objects.filter(role__in=LEADING).delete()
    declare(dossier, "dung")

    sent()

    assert told() == {"admin"}


def test_where_nobody_is_left_no_job_is_begun_and_the_declaration_stands() -> None:
    [dossier] = some(1, "tham-dinh")
    Membership.objects.filter(role__in=(*LEADING, Role.ADMINISTRATOR)).delete()

    declare(dossier, "dung")

    assert Interest.objects.standing().count() == 1
    assert not Job.objects.filter(kind=INTEREST).exists()


def test_one_that_was_ended_before_it_was_told_is_not_told() -> None:
    [dossier] = some(1, "tham-dinh")
    declare(dossier, "dung")
    interests.end(Interest.objects.get(), by=story.person("hoa"), reason="Không còn đúng.", at=NOW)

    assert sent() == []
    job = Job.objects.get(kind=INTEREST)
    assert (job.state, job.why["vi"]) == (JobState.STOPPED, declared.OVER.vi)
    assert told() == set()


def test_who_wants_no_mail_of_colleagues_finds_it_on_the_site() -> None:
    choose(story.person("hoa"), Choice(off=frozenset({Group.COLLEAGUES})))
    [dossier] = some(1, "tham-dinh")
    declare(dossier, "dung")

    assert [one.to for one in sent()] == [[story.person("admin").email]]
    assert told() == {"hoa", "admin"}


def test_what_must_be_moved_comes_first_in_the_list_of_the_unit() -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    held, other = some(2, "tham-dinh")
    for dossier, username in ((held, "dung"), (other, "nga")):
        interests.declare(dossier, by=story.person(username), kind=InterestKind.OTHER, reason="x", at=NOW)

    answer = Visitor("hoa").get(TEAM)

    words = read(answer).words()
    assert [one.dossier.code for one in answer.context["interests_pressing"]] == [held.code]
    assert [one.dossier.code for one in answer.context["interests_settled"]] == [other.code]
    assert words.count("The dossier still lies there and must be moved.") == 1


def test_the_head_is_told_once_that_another_has_ended_it_and_reads_no_reason() -> None:
    [dossier] = some(1, "tham-dinh")
    row = interests.declare(dossier, by=story.person("dung"), kind=InterestKind.RELATIVE, reason="x", at=NOW)
    Visitor("carol").post(TEAM, {"end": row.pk, "why": "Không phải họ hàng."})

    first, again = sent(), sent()

    [one] = [message for message in first if message.to == [story.person("hoa").email]]
    assert again == []
    golden.assert_mail_matches("interest-ended", f"Subject: {one.subject}\n\n{one.body}", one.message())
    assert "Không phải" not in f"{one.message()}"
    assert told() == {"hoa", "dung"}


def test_the_head_who_has_ended_it_is_not_told_and_whose_it_was_is() -> None:
    [dossier] = some(1, "tham-dinh")
    row = interests.declare(dossier, by=story.person("dung"), kind=InterestKind.RELATIVE, reason="x", at=NOW)

    Visitor("hoa").post(TEAM, {"end": row.pk, "why": "Không phải họ hàng."})

    assert not Interest.objects.standing().exists()
    (one,), again = sent(), sent()
    assert (one.to, again) == ([story.person("dung").email], [])
    golden.assert_mail_matches("interest-ended-own", f"Subject: {one.subject}\n\n{one.body}", one.message())
    assert "Không phải" not in f"{one.message()}"
    assert [(item.person.username, item.path) for item in InboxItem.objects.filter(kind=INTEREST)] == [
        ("dung", f"/mot-cua/{dossier.code}/")
    ]
