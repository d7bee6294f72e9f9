"""A job that is looked at, and taken back, while it is still going on."""

from datetime import timedelta

import pytest
import time_machine

from dossiers.models import Dossier, Job, JobState
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, begun, do_two, some

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def accepting(count: int) -> tuple[Job, list[Dossier], str]:
    """Return a job that accepts some, with two of them done, and its page."""
    dossiers = some(count)
    job = begun("accept", dossiers, "bob")
    do_two(job)
    return job, dossiers, f"/mot-cua/hang-loat/{job.pk}/"


def states(dossiers: list[Dossier]) -> list[str]:
    return [Dossier.objects.get(pk=one.pk).state for one in dossiers]


def test_all_is_what_the_job_has_done_by_the_press_not_by_the_page(clock: time_machine.Traveller) -> None:
    job, dossiers, address = accepting(4)
    bob = Visitor("bob", language="vi")
    [shown] = [form for form in read(bob.get(address)).forms if "offered" in form.values]
    clock.shift(1)
    do_two(job, NOW + timedelta(seconds=1))
    do_two(job, NOW + timedelta(seconds=1))
    assert job.state == JobState.DONE
    clock.shift(1)

    after = bob.post(address, {**shown.values, "undo": "all"}, follow=True)

    assert states(dossiers) == ["filed"] * 4
    assert "Đã rút lại thao tác của 4 hồ sơ." in read(after).words()


def test_who_takes_all_back_while_it_goes_on_stops_it_too(clock: time_machine.Traveller) -> None:
    job, dossiers, address = accepting(4)
    bob = Visitor("bob", language="vi")
    assert "Dừng tại đây và rút lại thao tác của những hồ sơ đã làm (2)" in read(bob.get(address)).words()
    clock.shift(1)

    after = bob.post(address, {"undo": "all"}, follow=True)
    do_two(job, NOW + timedelta(seconds=2))

    assert states(dossiers) == ["filed"] * 4
    assert job.state == JobState.CANCELLED
    assert "Đã rút lại thao tác của 2 hồ sơ. Đã dừng: không làm tiếp hồ sơ nào nữa." in read(after).words()


def test_one_alone_is_taken_back_while_the_others_do_two(clock: time_machine.Traveller) -> None:
    job, dossiers, address = accepting(4)
    clock.shift(1)

    Visitor("bob", language="vi").post(address, {"undo": str(dossiers[0].pk)}, follow=True)
    do_two(job, NOW + timedelta(seconds=2))

    assert states(dossiers) == ["filed", "accepted", "accepted", "accepted"]
