"""What was said with an act on many dossiers: it is read on the page of the job, and comes back with a taking back."""

import re
from http import HTTPStatus

import pytest
import time_machine
from django.utils import timezone

from dossiers.models import Dossier, UnsentWords
from portal.demo import story
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.bulk.choosing import NOW, before, begun, done, some
from tests.dossiers.bulk.test_undoing import press

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

NOTE = "Nhận hồ sơ, thiếu dấu trang 3."


def bulk_page(who: str, act: str, dossiers: list[Dossier]):
    fresh = [Dossier.objects.get(pk=one.pk) for one in dossiers]
    chosen = {"act": act, "chosen": [f"{one.code}:{one.sequence}" for one in fresh]}
    return Visitor(who, language="vi").get("/mot-cua/hang-loat/", chosen)


def note_of(page) -> str:
    return form_of(page, "hang-loat/?list=mine").values["note"]


def note_in_file(who: str, dossier: Dossier, act: str) -> str:
    page = Visitor(who, language="vi").get(f"/mot-cua/{dossier.code}/")
    return form_of(page, f"/{act}/").values["note"]


def test_the_page_of_a_job_shows_what_was_said() -> None:
    job = begun("accept", some(2), "bob", words=NOTE)
    done(job)

    assert NOTE in read(Visitor("bob", language="vi").get(f"/mot-cua/hang-loat/{job.pk}/")).words()


def test_what_was_written_and_not_sent_is_there_again_until_it_is(clock: time_machine.Traveller) -> None:
    dossiers, bob = some(2), Visitor("bob", language="vi")
    chosen = [f"{one.code}:{one.sequence}" for one in dossiers]
    page = bob.get("/mot-cua/hang-loat/", {"act": "accept", "chosen": chosen})

    bob.send(page, "hang-loat/?list=mine", {"note": NOTE, "nothing": "1"})
    again = bob.get("/mot-cua/hang-loat/", {"act": "accept", "chosen": chosen})
    other = bob.get("/mot-cua/hang-loat/", {"act": "transfer", "chosen": chosen})
    [another] = some(1)
    others = bob.get("/mot-cua/hang-loat/", {"act": "accept", "chosen": f"{another.code}:{another.sequence}"})
    bob.send(again, "hang-loat/?list=mine", {}, follow=True)
    [later] = some(1)
    after = bob.get("/mot-cua/hang-loat/", {"act": "accept", "chosen": f"{later.code}:{later.sequence}"})

    assert note_of(again) == NOTE
    assert "Bạn đã viết trước đó và chưa gửi" in read(again).words()
    # A bare Enter sends nothing that was written before.
    assert re.findall(r"<(\w+)[^>]*\sautofocus", again.content.decode()) == ["textarea"]
    assert NOTE not in other.content.decode() + others.content.decode()
    assert note_of(after) == ""


def test_with_no_tick_left_the_note_is_not_lost() -> None:
    [dossier], bob = some(1), Visitor("bob", language="vi")
    chosen = {"act": "accept", "chosen": f"{dossier.code}:{dossier.sequence}"}
    bob.get("/mot-cua/hang-loat/", chosen)

    refused = bob.post("/mot-cua/hang-loat/?list=mine", {"act": "accept", "shown": chosen["chosen"], "note": NOTE})

    assert refused.status_code == 302
    assert note_of(bob.get("/mot-cua/hang-loat/", chosen)) == NOTE


def autosave(bob: Visitor, page, **given: str) -> None:
    form = form_of(page, "hang-loat/?list=mine").values
    assert bob.post("/mot-cua/hang-loat/?list=mine", {**form, **given, "do": "autosave"}).status_code == HTTPStatus.OK


def test_what_is_typed_and_unticked_is_kept_while_it_is_typed_and_nothing_is_done() -> None:
    first, second = dossiers = some(2)
    bob = Visitor("bob", language="vi")
    page = before(bob, "accept", dossiers)
    form = form_of(page, "hang-loat/?list=mine").values
    ticked = {"act": "accept", "shown": form["shown"], f"take-{first.code}": "1", "note": NOTE, "do": "autosave"}

    saved = bob.post("/mot-cua/hang-loat/?list=mine", ticked)
    again, fewer = before(bob, "accept", dossiers), before(bob, "accept", [second])

    assert saved.content.decode().startswith("Đã lưu lúc")
    assert note_of(again) == NOTE
    assert f'name="take-{first.code}" value="1" checked' in again.content.decode()
    assert f'name="take-{second.code}" value="1" checked' not in again.content.decode()
    # Whoever chooses other rows ticks them anew.
    assert f'name="take-{second.code}" value="1" checked' in fewer.content.decode()
    assert {Dossier.objects.get(pk=one.pk).state for one in dossiers} == {"filed"}


def test_what_is_typed_for_one_act_is_not_lost_by_another() -> None:
    dossiers, bob = some(1), Visitor("bob", language="vi")
    autosave(bob, before(bob, "accept", dossiers), note=NOTE)
    [accepted] = some(1, "accepted")

    autosave(bob, before(bob, "transfer", [accepted]), note="Chuyển gấp.")

    assert note_of(before(bob, "accept", dossiers)) == NOTE
    assert note_of(before(bob, "transfer", [accepted])) == "Chuyển gấp."


def test_a_note_that_was_taken_out_does_not_come_back(clock: time_machine.Traveller) -> None:
    dossiers, bob = some(2), Visitor("bob", language="vi")
    done(job := begun("accept", dossiers, "bob", words=NOTE))
    clock.shift(10)
    press(job, "all")
    fresh = [Dossier.objects.get(pk=one.pk) for one in dossiers]
    page = before(bob, "accept", fresh)
    assert note_of(page) == NOTE

    autosave(bob, page, note="")

    assert note_of(before(bob, "accept", fresh)) == ""


def test_an_act_that_there_is_not_keeps_nothing() -> None:
    bob = Visitor("bob", language="vi")

    answer = bob.post("/mot-cua/hang-loat/", {"act": "fly", "do": "autosave", "note": NOTE})

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert NOTE not in str(dict(bob.session))


def test_what_was_said_is_there_again_once_it_is_taken_back(clock: time_machine.Traveller) -> None:
    dossiers = some(3)
    done(job := begun("accept", dossiers, "bob", words=NOTE))
    clock.shift(10)

    press(job, dossiers[0].pk)
    press(job, dossiers[1].pk)

    assert note_in_file("bob", dossiers[0], "accept") == NOTE
    assert note_of(bulk_page("bob", "accept", dossiers[:2])) == NOTE


def test_what_was_initialled_together_has_its_note_again_once_it_is_taken_back() -> None:
    dossiers = some(2, "xem-xet")
    done(job := begun("initial", dossiers, "hoa", words=NOTE))

    press(job, "all", "hoa")

    assert note_of(bulk_page("hoa", "initial", dossiers)) == NOTE


def test_a_note_given_to_few_of_them_is_not_put_to_all(clock: time_machine.Traveller) -> None:
    dossiers = some(3)
    done(job := begun("accept", dossiers[:1], "bob", words=NOTE))
    clock.shift(10)

    press(job, "all")

    assert note_of(bulk_page("bob", "accept", dossiers)) == ""


def test_what_stands_is_not_said_once_more() -> None:
    dossiers = some(2, "xem-xet")
    done(begun("initial", dossiers, "hoa", words=NOTE))
    for one in dossiers:
        story.take(Dossier.objects.get(pk=one.pk), "send-back-xem-xet", "lan", at=NOW, reason="Sửa mục 9.")

    assert note_of(bulk_page("hoa", "initial", dossiers)) == ""


def test_a_second_time_without_a_note_leaves_none_of_the_first(clock: time_machine.Traveller) -> None:
    dossiers = some(2)
    done(job := begun("accept", dossiers, "bob", words=NOTE))
    clock.shift(10)
    press(job, "all")
    fresh = [Dossier.objects.get(pk=one.pk) for one in dossiers]
    clock.shift(10)
    done(again := begun("accept", fresh, "bob", timezone.now()), timezone.now())
    press(again, "all")

    assert note_in_file("bob", dossiers[0], "accept") == ""


def test_what_is_typed_in_a_file_and_not_sent_stays() -> None:
    dossiers = some(2)
    typed = {"state": "filed", "fields": {"note": "Gọi lại chiều nay."}, "saved_at": NOW}
    UnsentWords.objects.create(person=story.person("bob"), dossier=dossiers[0], action="accept", **typed)
    done(job := begun("accept", dossiers, "bob", words=NOTE))

    press(job, "all")

    assert note_in_file("bob", dossiers[0], "accept") == "Gọi lại chiều nay."
    assert note_in_file("bob", dossiers[1], "accept") == NOTE
