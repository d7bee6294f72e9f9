"""A file that was taken out comes back with one press, and files of one paper stand in the order that somebody gives them."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import LazySettings
from django.http import HttpResponse
from pytest_django import DjangoCaptureOnCommitCallbacks

from dossiers import turns
from dossiers.background import leftovers
from dossiers.filing.arriving import MOST_FILES
from dossiers.models import Attachment, Awaits, Dossier, Draft
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local

NOW = local("2026-01-07 09:00")
FORM = f"/ho-so/nop/{story.SLUG}/"
FIELD = "component-ban-thao"
PAGES = ["trang-1.pdf", "trang-2.pdf", "trang-3.pdf"]

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture(autouse=True)
def _storage(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def chosen(names: list[str]) -> dict[str, object]:
    return {FIELD: [story.upload(name, story.pdf(number)) for number, name in enumerate(names, 1)]}


def begun(visitor: Visitor, names: list[str] = PAGES) -> None:
    """Keep a form as far as it may be filed, with pages of one paper."""
    visitor.send(visitor.get(FORM), FORM, {**story.ANSWERS, **chosen(names), "do": "save"})


def press(visitor: Visitor, act_on_file: str, name: str, address: str = FORM) -> HttpResponse:
    """Press a button of a file, there or taken out, as the page names it."""
    page = visitor.get(address)
    button = re.search(rf'name="{act_on_file}" value="([^"]+)"(?=[^§]{{1,90}}{re.escape(name)})', page.content.decode())
    assert button
    return visitor.send(page, address, {act_on_file: button[1]})


def shown(visitor: Visitor, address: str, names: list[str] = PAGES) -> list[str]:
    words = read(visitor.get(address)).text
    return sorted((name for name in names if name in words), key=words.index)


def kept() -> list[str]:
    return [one.name for one in Draft.objects.get().attachments.all()]


def test_a_file_that_was_taken_out_is_put_back_where_it_was_by_one_press() -> None:
    alice = Visitor("alice")
    begun(alice)
    before = list(Attachment.objects.values())

    gone = press(alice, "remove", "trang-2.pdf")

    assert gone["Location"] == f"{FORM}#div_id_{FIELD}"
    assert kept() == ["trang-1.pdf", "trang-3.pdf"]
    assert "“trang-2.pdf” was removed." in read(alice.get(FORM)).words()

    back = press(alice, "put-back", "trang-2.pdf")

    assert back["Location"] == f"{FORM}#div_id_{FIELD}"
    assert list(Attachment.objects.values()) == before
    assert all(Path(one.file.path).exists() for one in Attachment.objects.all())
    assert "was removed" not in read(alice.get(FORM)).words()


def test_each_of_several_has_its_way_back() -> None:
    alice = Visitor("alice")
    begun(alice)
    for name in PAGES:
        press(alice, "remove", name)

    press(alice, "put-back", "trang-3.pdf")
    press(alice, "put-back", "trang-1.pdf")

    assert kept() == ["trang-1.pdf", "trang-3.pdf"]
    assert "“trang-2.pdf” was removed." in read(alice.get(FORM)).words()


def test_nobody_else_has_a_way_to_it_and_another_draft_has_none() -> None:
    alice, mallory = Visitor("alice"), Visitor("mallory")
    begun(alice)
    key = Draft.objects.get().attachments.all()[1].pk
    press(alice, "remove", "trang-2.pdf")

    mallory.send(mallory.get(FORM), FORM, {"put-back": str(key)})

    assert not Attachment.objects.filter(pk=key).exists()
    assert mallory.get(f"/tep/{key}/").status_code == 404
    assert "was removed" not in read(mallory.get(FORM)).words()


def test_the_sweep_leaves_it_a_week_from_when_it_was_taken_out(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    alice = Visitor("alice")
    begun(alice)
    old = Path(Attachment.objects.get(name="trang-2.pdf").file.path)
    aged(old, timedelta(days=30))

    with django_capture_on_commit_callbacks(execute=True):
        press(alice, "remove", "trang-2.pdf")
    swept()
    assert old.exists()

    aged(old, leftovers.KEPT + timedelta(days=1))
    swept()
    assert not old.exists()
    refused = press(alice, "put-back", "trang-2.pdf")
    assert refused.status_code == 422
    assert "“trang-2.pdf” is not kept any more. Please choose it again." in read(refused).words()


def aged(path: Path, age: timedelta) -> None:
    at = (NOW - age).timestamp()
    os.utime(path, (at, at))


def swept() -> None:
    for hour in range(24):
        turns.take(leftovers.RUN, leftovers.Leftovers(NOW - timedelta(hours=hour)))


def test_where_others_have_taken_its_place_it_is_refused_with_the_reason() -> None:
    alice = Visitor("alice")
    begun(alice)
    press(alice, "remove", "trang-2.pdf")
    alice.send(alice.get(FORM), FORM, {**chosen([f"khac-{n}.pdf" for n in range(MOST_FILES - 2)]), "do": "save"})

    refused = press(alice, "put-back", "trang-2.pdf")

    assert refused.status_code == 422
    assert f"a draft may hold at most {MOST_FILES} files" in read(refused).words()
    assert "“trang-2.pdf” was removed." in read(alice.get(FORM)).words()


def test_one_that_came_again_meanwhile_is_there_once(clock: time_machine.Traveller) -> None:
    alice = Visitor("alice")
    begun(alice)
    press(alice, "remove", "trang-1.pdf")
    clock.shift(60)
    begun(alice, ["trang-1.pdf"])

    press(alice, "put-back", "trang-1.pdf")

    assert kept() == ["trang-2.pdf", "trang-3.pdf", "trang-1.pdf"]


def test_one_that_was_still_to_be_looked_at_is_looked_at_when_it_is_back() -> None:
    alice = Visitor("alice")
    begun(alice)
    Attachment.objects.filter(name="trang-2.pdf").update(awaits=Awaits.JUDGING)
    press(alice, "remove", "trang-2.pdf")

    press(alice, "put-back", "trang-2.pdf")

    assert Attachment.objects.get(name="trang-2.pdf").is_being_judged


def test_pages_are_put_into_another_order_that_holds_until_the_officer_reads_them() -> None:
    alice = Visitor("alice")
    begun(alice)

    up = press(alice, "up", "trang-3.pdf")
    press(alice, "up", "trang-3.pdf")
    press(alice, "down", "trang-1.pdf")

    order = ["trang-3.pdf", "trang-2.pdf", "trang-1.pdf"]
    assert up["Location"] == f"{FORM}#div_id_{FIELD}"
    assert shown(alice, FORM) == order
    page = alice.get(f"{FORM}kiem-tra/")
    assert shown(alice, f"{FORM}kiem-tra/") == order
    alice.send(page, "kiem-tra/", {"do": "submit"})
    dossier = Dossier.objects.get()
    assert shown(alice, f"/ho-so/{dossier.code}/") == order
    assert shown(Visitor("bob"), f"/mot-cua/{dossier.code}/") == order
    assert [file["name"] for file in dossier.events.get().payload.content["files"]] == order


def test_the_first_goes_no_further_up_and_no_other_draft_is_touched() -> None:
    alice, mallory = Visitor("alice"), Visitor("mallory")
    begun(alice)
    first = Draft.objects.get().attachments.all()[0]

    alice.send(alice.get(FORM), FORM, {"up": str(first.pk)})
    mallory.send(mallory.get(FORM), FORM, {"down": str(first.pk)})
    alice.send(alice.get(FORM), FORM, {"down": "nothing"})

    assert [one.name for one in Attachment.objects.all()] == PAGES


def test_both_in_the_answer_to_a_request() -> None:
    walk = dossier_at("tham-dinh.supplement-proposed")
    act(walk, "issue-supplement", "bob", "2026-01-06 10:00", components={"ban-thao": "Đóng dấu."}, questions={})
    alice, address = Visitor("alice"), f"/ho-so/{walk.dossier.code}/bo-sung/"
    alice.send(alice.get(address), address, {**chosen(PAGES), "do": "save"})

    press(alice, "down", "trang-1.pdf", address)
    gone = press(alice, "remove", "trang-1.pdf", address)
    back = press(alice, "put-back", "trang-1.pdf", address)

    assert gone["Location"] == back["Location"] == f"{address}#div_id_{FIELD}"
    assert kept() == ["trang-2.pdf", "trang-1.pdf", "trang-3.pdf"]


def test_a_file_that_is_there_already_is_named_where_it_is_sent_once_more() -> None:
    alice = Visitor("alice")
    begun(alice)

    page = alice.send(alice.get(FORM), FORM, {**chosen(["trang-1.pdf"]), "do": "save"}, follow=True)

    assert "“trang-1.pdf” is attached already. It was not added a second time." in read(page).words()
    assert kept() == PAGES
