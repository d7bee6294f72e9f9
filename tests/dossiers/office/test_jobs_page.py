"""The administrator's pages of jobs over HTTP: who may, all of them, one of them, cancelling and running again."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, Unit, User
from accounts.roles import Role
from dossiers import jobs as started
from dossiers.background import jobs
from dossiers.lists import paging
from dossiers.models import Job, JobOutcome, JobState, Outcome
from tests.dossiers.background.counting import KIND, assert_adds_up, begun, counted, done_of, know, outcomes
from tests.dossiers.browsing import Visitor, read, renews_itself
from tests.dossiers.lifecycle import local
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import nothing_written

NOW = local("2026-01-05 08:30")

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    know(monkeypatch)


def page_of(job: Job, query: str = "", language: str = "en") -> str:
    return read(Visitor("admin", language=language).get(f"/van-hanh/tac-vu/{job.pk}/{query}")).words()


def press(job: Job, button: str) -> str:
    """Press a button of a job's page; return what the page says then."""
    admin = Visitor("admin")
    [form] = [one for one in read(admin.get(f"/van-hanh/tac-vu/{job.pk}/")).forms if (button, "1") in one.buttons]
    return read(admin.post(form.action, {**form.values, button: "1"}, follow=True)).words()


def buttons(job: Job) -> set[str]:
    page = read(Visitor("admin").get(f"/van-hanh/tac-vu/{job.pk}/"))
    return {name for form in page.forms for name, value in form.buttons if name in ("cancel", "again")}


@pytest.mark.parametrize("who", ["alice", "bob", "carol", "lan", "mallory"])
def test_nobody_but_an_administrator_finds_a_job_or_changes_it(who: str) -> None:
    job = begun(3)
    visitor = Visitor(who)

    with nothing_written():
        for button in ("cancel", "again"):
            assert visitor.post(f"/van-hanh/tac-vu/{job.pk}/", {button: "1"}).status_code == 404
    assert visitor.get(f"/van-hanh/tac-vu/{job.pk}/").status_code == 404
    assert visitor.get("/van-hanh/").status_code == 404


def test_the_administrator_of_another_agency_sees_none_of_it() -> None:
    other = Unit.objects.create(kind="agency", slug="khac", agency_code="H99", name_vi="Khác", name_en="Other")
    officer("khac", Role.ADMINISTRATOR, "khac")
    job, terminal = begun(3), started.start(KIND, arguments={"items": 1}, by=None, at=NOW)
    visitor = Visitor("khac")

    assert other.pk
    assert visitor.get(f"/van-hanh/tac-vu/{job.pk}/").status_code == 404
    assert [row["job"] for row in visitor.get("/van-hanh/").context["rows"]] == [terminal]


def test_all_jobs_are_listed_the_newest_first_with_what_became_of_them() -> None:
    old, new = begun(10), begun(4)
    jobs.go_on(old.pk, now=NOW)

    response = Visitor("admin", language="vi").get("/van-hanh/")

    assert [row["job"].pk for row in response.context["rows"]] == [new.pk, old.pk]
    words = read(response).words()
    for told in (
        "10/10",
        "1 lỗi",
        "0 mục",
        "Đang chờ",
        "Đã xong",
        User.objects.get(username="carol").get_full_name(),
    ):
        assert told in words


@pytest.mark.parametrize("state", JobState)
def test_the_list_can_be_narrowed_to_a_state(state: JobState) -> None:
    for one in JobState:
        ended = None if one in (JobState.WAITING, JobState.RUNNING) else NOW
        Job.objects.create(kind="counting", arguments={"items": 1}, created_at=NOW, state=one, finished_at=ended)

    rows = Visitor("admin").get(f"/van-hanh/?state={state}").context["rows"]

    assert [row["job"].state for row in rows] == [state]


@pytest.mark.parametrize("query", ["?state=x", "?after=x", "?before=", "?after=" + "9" * 40, "?after=0", "?before=%00"])
def test_an_odd_address_shows_a_list_all_the_same(query: str) -> None:
    begun(1)

    assert Visitor("admin").get(f"/van-hanh/{query}").status_code == 200


def test_the_pages_hold_every_job_once_forwards_and_backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "ROWS", 2)
    expected = [begun(1).pk for _n in range(5)][::-1]
    admin = Visitor("admin")

    def rows(response) -> list[int]:
        return [row["job"].pk for row in response.context["rows"]]

    pages = [admin.get("/van-hanh/?state=waiting")]
    while address := pages[-1].context["page"].next_url:
        pages.append(admin.get(f"/van-hanh/{address}"))
    back = [pages[-1]]
    while address := back[-1].context["page"].previous_url:
        back.append(admin.get(f"/van-hanh/{address}"))

    assert [pk for one in pages for pk in rows(one)] == expected
    assert (
        [rows(one) for one in reversed(back)]
        == [rows(one) for one in pages]
        == [expected[:2], expected[2:4], expected[4:]]
    )


def test_a_page_of_jobs_asks_as_many_questions_for_ten_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    admin = Visitor("admin")
    begun(1)
    admin.get("/van-hanh/")
    with django_assert_num_queries(2):
        admin.get("/van-hanh/")
    for _n in range(9):
        begun(1)
    with django_assert_num_queries(2):
        admin.get("/van-hanh/")


def test_a_page_of_outcomes_asks_as_many_questions_for_fifty_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    admin = Visitor("admin")
    for items in (1, 50):
        job = begun(items)
        jobs.go_on(job.pk, now=NOW)
        admin.get(f"/van-hanh/tac-vu/{job.pk}/?outcome=done")
        with django_assert_num_queries(3):
            admin.get(f"/van-hanh/tac-vu/{job.pk}/?outcome=done")


def test_a_job_tells_who_when_how_far_and_what_became_of_each_item() -> None:
    job = begun(10)
    jobs.run(NOW)

    words = page_of(job)
    left_out, done = page_of(job, "?outcome=skipped"), page_of(job, "?outcome=done")

    carol = User.objects.get(username="carol")
    for told in ("10 of 10", carol.get_full_name(), "Manager", "08:30 05/01/2026", "ZeroDivisionError", "số 7"):
        assert told in words
    assert "The applicant has not asked to withdraw" in left_out
    assert "số 3" in left_out
    assert [n for n in range(1, 11) if f"số {n} " in done] == sorted(done_of(10))


def test_its_page_shows_how_far_it_is_and_renews_itself_without_a_script() -> None:
    job = begun(4)
    JobOutcome.objects.create(job=job, item=1, outcome=Outcome.DONE)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, total=4, done=1, cursor=1)

    response = Visitor("admin").get(f"/van-hanh/tac-vu/{job.pk}/")

    assert renews_itself(response)
    assert '<progress max="4" value="1"' in response.content.decode()
    jobs.run(NOW)
    ended = Visitor("admin").get(f"/van-hanh/tac-vu/{job.pk}/")
    assert not renews_itself(ended)
    assert "<progress" not in ended.content.decode()


def test_an_open_job_is_cancelled_and_one_that_ended_can_be_run_again() -> None:
    job = begun(10)
    assert buttons(job) == {"cancel"}

    words = press(job, "cancel")
    jobs.run(NOW)

    assert "The job is being cancelled." in words
    who = User.objects.get(username="admin").get_full_name()
    assert f"Cancelled at 08:30 05/01/2026, before it had begun. Stopped by {who}." in page_of(job)
    assert buttons(job) == {"again"}
    assert "The job goes on with what is not done." in press(job, "again")
    jobs.run(NOW)
    assert_adds_up(job)
    assert (job.state, job.cancelled_by, outcomes(job)["failed"]) == (JobState.DONE, None, {7})
    assert counted() == dict.fromkeys(done_of(10), 1)


def test_a_second_press_changes_nothing_and_says_so() -> None:
    job = begun(3)
    admin = Visitor("admin")

    told = [read(admin.post(f"/van-hanh/tac-vu/{job.pk}/", {"cancel": "1"}, follow=True)).words() for _n in range(2)]

    assert ["Nothing was changed" in words for words in told] == [False, True]
    assert "Nothing was changed" in read(admin.post(f"/van-hanh/tac-vu/{job.pk}/", {"again": "1"}, follow=True)).words()
    job.refresh_from_db()
    assert job.cancel_asked_at == NOW


def test_what_was_done_to_its_end_has_no_button() -> None:
    job = begun(2)
    jobs.run(NOW)

    assert buttons(job) == set()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_job_that_was_stopped_says_why(language: str) -> None:
    lost, unknown = begun(2), Job.objects.create(kind="of-another-release", created_at=NOW)
    Membership.objects.filter(user__username="carol").update(until=NOW.date() - timedelta(1))
    jobs.run(NOW)

    for job, why in ((lost, started.LOST_RIGHT), (unknown, started.UNKNOWN_KIND)):
        assert why.of(language) in page_of(job, language=language)
        assert buttons(job) == {"again"}
    assert "of-another-release" in page_of(unknown)


def test_a_job_that_is_not_there_has_no_page() -> None:
    assert Visitor("admin").get("/van-hanh/tac-vu/0/").status_code == 404
    assert Visitor("admin").get(f"/van-hanh/tac-vu/{10**30}/").status_code == 404


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "trong chưa đến 10 giây"), (30, "trong 30 giây"), (4 * 60 + 10, "trong 4 phút"), (3 * 3600, "trong 3 giờ")],
)
def test_one_that_has_ended_tells_how_long_it_took_since_it_was_begun(seconds: int, told: str) -> None:
    job = begun(3)
    assert "trong" not in page_of(job, language="vi").partition("Tạo lúc")[2].partition("Kết quả")[0]
    Job.objects.filter(pk=job.pk).update(created_at=NOW - timedelta(days=1), begun_at=NOW - timedelta(seconds=seconds))

    jobs.run(NOW)

    assert f"({told})" in page_of(job, language="vi")
    assert told in read(Visitor("admin", language="vi").get("/van-hanh/")).words()


def test_one_that_is_run_again_begins_again() -> None:
    job = begun(10)
    jobs.run(NOW)
    started.again(job.pk)

    jobs.run(NOW + timedelta(days=1))

    job.refresh_from_db()
    assert (job.begun_at, job.lasted) == (NOW + timedelta(days=1), timedelta(0))
