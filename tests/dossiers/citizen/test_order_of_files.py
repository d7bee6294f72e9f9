"""Files that are chosen together stand in that order wherever they are shown."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from dossiers.models import Attachment, Dossier
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.citizen import test_sending as sending
from tests.dossiers.lifecycle import act, dossier_at

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-01-07T09:00:00+07:00")]

FORM = f"/ho-so/nop/{story.SLUG}/"
CHOSEN = ["trang-9.pdf", "trang-1.pdf", "trang-5.pdf", "trang-3.pdf", "trang-8.pdf", "trang-2.pdf", "trang-7.pdf"]
NEXT = ["anh-4.pdf", "anh-2.pdf", "anh-3.pdf", "anh-1.pdf", "anh-5.pdf"]


def papers(names: list[str]) -> dict[str, object]:
    return {"component-ban-thao": [story.upload(name) for name in names]}


def shown(visitor: Visitor, address: str, names: list[str]) -> list[str]:
    """Return those names in the order of their first places on a page."""
    words = read(visitor.get(address)).text
    assert all(name in words for name in names)
    return sorted(names, key=words.index)


def test_those_of_a_filing_in_the_draft_the_check_and_the_file_of_the_officer() -> None:
    alice = Visitor("alice")
    page = alice.send(alice.get(FORM), FORM, {**story.ANSWERS, **papers(CHOSEN), "do": "check"}, follow=True)

    assert shown(alice, FORM, CHOSEN) == CHOSEN
    assert shown(alice, f"{FORM}kiem-tra/", CHOSEN) == CHOSEN
    alice.send(page, "kiem-tra/", {"do": "submit"})
    dossier = Dossier.objects.get()
    assert shown(alice, f"/ho-so/{dossier.code}/", CHOSEN) == CHOSEN
    assert shown(Visitor("bob"), f"/mot-cua/{dossier.code}/", CHOSEN) == CHOSEN
    assert [file["name"] for file in dossier.events.get().payload.content["files"]] == CHOSEN


def test_those_of_an_answer_that_were_added_in_two_goes(clock) -> None:
    walk = dossier_at("tham-dinh.supplement-proposed")
    act(walk, "issue-supplement", "bob", "2026-01-06 10:00", components={"ban-thao": "Đóng dấu."}, questions={})
    alice, address = Visitor("alice"), f"/ho-so/{walk.dossier.code}/bo-sung/"
    alice.send(alice.get(address), address, {**papers(CHOSEN), "do": "save"})
    clock.shift(60)

    page = alice.send(alice.get(address), address, {**papers(NEXT), "do": "check"}, follow=True)

    assert shown(alice, f"{address}kiem-tra/", CHOSEN + NEXT) == CHOSEN + NEXT
    alice.send(page, "kiem-tra/", {"do": "send"})
    assert shown(Visitor("bob"), f"/mot-cua/{walk.dossier.code}/", CHOSEN + NEXT) == CHOSEN + NEXT
    assert shown(alice, f"/ho-so/{walk.dossier.code}/", CHOSEN + NEXT) == CHOSEN + NEXT
    sent = Attachment.objects.filter(event=walk.dossier.events.latest("sequence"))
    assert [row.name for row in sent] == CHOSEN + NEXT


def test_those_of_a_message() -> None:
    walk = dossier_at("tham-dinh")
    alice, address = Visitor("alice"), f"/ho-so/{walk.dossier.code}/"
    files = [story.upload(name) for name in CHOSEN]

    sent = alice.send(alice.get(address), "/write-to-office/", {"message": "Xin gửi.", "files": files})

    assert sent.status_code == 302
    assert shown(alice, address, CHOSEN) == CHOSEN
    assert shown(Visitor("bob"), f"/mot-cua/{walk.dossier.code}/", CHOSEN) == CHOSEN


def test_those_that_are_sent_by_parts_whichever_comes_to_its_end_first(
    settings: LazySettings, tmp_path: Path, clock
) -> None:
    settings.MEDIA_ROOT = tmp_path
    alice = Visitor("alice")
    page = alice.send(alice.get(FORM), FORM, {**papers(["dau.pdf"]), "do": "save"}, follow=True)
    content = {name: story.pdf(number) for number, name in enumerate(NEXT, 1)}
    begun = {}
    for name in NEXT:
        clock.shift(1)
        begun[name] = sending.begun(alice, len(content[name]), name=name)["Location"]

    for name in reversed(NEXT):
        sending.patch(alice, begun[name], content[name], 0)
        key = begun[name].split("/")[-2]
        page = alice.send(page, FORM, {"do": "save", f"sent-{sending.FIELD}": key}, follow=True)

    assert shown(alice, FORM, ["dau.pdf", *NEXT]) == ["dau.pdf", *NEXT]
