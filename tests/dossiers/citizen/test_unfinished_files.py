"""A file whose sending was broken off is named where it belongs, until the rest of it comes or somebody forgets it."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http import HttpResponse

from dossiers.filing import partial
from dossiers.models import Attachment, Dossier, Draft, PartialFile
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.citizen.test_correction import answered, asked, form_at
from tests.dossiers.citizen.test_sending import BEGIN, FIELD, FORM, MONDAY, PDF, patch, text

FRIDAY = datetime(2026, 1, 9, 9, 0, tzinfo=LOCAL)
CHECK = f"{FORM}kiem-tra/"
LINE = "anh2.pdf: mới gửi được 1 kB / 2 kB. Chọn lại tệp này để gửi tiếp."
CONTENT = PDF + b"%" * (2000 - len(PDF))
PAPERS = re.compile(r'task--(\w+)"><a href="#section-documents"')

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture(autouse=True)
def _storage(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def person(name: str = "alice") -> Visitor:
    return Visitor(name, language="vi")


def broken_off(visitor: Visitor, page: HttpResponse, form: str = FORM, came: int = 1000) -> str:
    """Send the first bytes of a file that is chosen on a page; return its key."""
    draft = form_of(page, form).values["draft"]
    metadata = f"filename {text('anh2.pdf')},draft {text(draft)},field {text(FIELD)}"
    answer = visitor.post(BEGIN, headers={"Upload-Length": str(len(CONTENT)), "Upload-Metadata": metadata})
    assert patch(visitor, answer["Location"], CONTENT[:came], 0).status_code == 204
    return answer["Location"].split("/")[-2]


def begun(visitor: Visitor, *names: str) -> HttpResponse:
    """Fill in a form as far as it may be filed; return the form's page."""
    files = {FIELD: [story.upload(name, story.pdf(1)) for name in names]}
    visitor.send(visitor.get(FORM), FORM, {**story.ANSWERS, **files, "do": "save"})
    return visitor.get(FORM)


def test_on_return_the_paper_names_it_and_its_part_is_not_complete() -> None:
    alice = person()
    page = begun(alice, "n02.pdf", "n03.pdf")
    assert PAPERS.search(page.content.decode())[1] == "done"

    broken_off(alice, page)

    page = alice.get(FORM)
    assert LINE in read(page).words()
    assert PAPERS.search(page.content.decode())[1] == "started"
    assert "data-ready" not in page.content.decode()
    progress = alice.get(f"/ho-so/nop/{story.SLUG}/tien-do/?draft={Draft.objects.get().key}")
    assert PAPERS.search(progress.content.decode())[1] == "started"


@pytest.mark.parametrize("who", ["mallory", "viet-an"])
def test_it_is_on_no_other_form_and_nobody_else_forgets_it(who: str) -> None:
    alice, other = person(), person(who)
    key = broken_off(alice, begun(alice, "n02.pdf"))
    begun(other, "x.pdf")

    other.send(other.get(FORM), FORM, {"do": "save", "drop": key})

    assert "anh2.pdf" not in read(other.get(FORM)).words()
    assert PartialFile.objects.filter(pk=key).exists()
    second = Draft.objects.get(owner=story.person("alice"))
    second.pk, second.number = None, 2
    second.save(force_insert=True)
    assert "anh2.pdf" not in read(alice.get(f"{FORM}2/")).words()


def test_the_check_says_it_and_files_without_it_only_where_that_is_ticked() -> None:
    alice = person()
    key = broken_off(alice, begun(alice, "n02.pdf"))
    check = alice.get(CHECK)
    assert "anh2.pdf: mới gửi được 1 kB / 2 kB." in read(check).words()
    assert "Tệp này không được gửi kèm." in read(check).words()
    assert form_of(check, CHECK).values.get("without") in (None, key)

    refused = alice.post(CHECK, {**form_of(check, CHECK).values, "without": ""}, follow=True)
    assert "Chưa gửi xong: “anh2.pdf”. Hồ sơ chưa được nộp." in read(refused).words()
    assert not Dossier.objects.exists()

    alice.post(CHECK, {**form_of(check, CHECK).values, "without": key})
    assert [one.name for one in Dossier.objects.get().attachments.all()] == ["n02.pdf"]


def test_pressed_without_the_tick_the_check_leads_to_it_and_names_it_among_what_is_to_be_looked_at() -> None:
    alice = person()
    broken_off(alice, begun(alice, "n02.pdf"))
    check = alice.get(CHECK)
    looked_at = read(check).words().partition("Xin xem lại")[2]
    assert looked_at.strip().startswith("anh2.pdf")
    assert 'href="#send"' in check.content.decode()
    # A form without an address is sent to that of the page, #send included: what is refused would be out of sight again.
    assert f'<form method="post" action="{CHECK}"' in check.content.decode()

    refused = alice.post(CHECK, {**form_of(check, CHECK).values, "without": ""})

    assert refused.status_code == 409
    page = refused.content.decode()
    assert re.search(r'class="error-summary" role="alert" tabindex="-1" id="error-summary" autofocus', page)
    assert re.search(r'<a href="#id_without">Chưa gửi xong: “anh2.pdf”', page)
    assert 'aria-describedby="id_without_error"' in page
    assert read(refused).errors == {"id_without": "Hãy đánh dấu vào đây, hoặc gửi nốt phần còn lại trước."}


def test_what_was_begun_after_the_tick_is_not_left_out() -> None:
    alice = person()
    key = broken_off(alice, begun(alice, "n02.pdf"))
    values = form_of(alice.get(CHECK), CHECK).values
    broken_off(alice, alice.get(FORM))

    alice.post(CHECK, {**values, "without": key})

    assert not Dossier.objects.exists()


def test_a_button_forgets_it_without_a_script() -> None:
    alice = person()
    key = broken_off(alice, begun(alice, "n02.pdf"))
    page = alice.get(FORM)
    assert ("drop", key) in form_of(page, FORM).buttons

    answer = alice.send(page, FORM, {"drop": key})

    assert answer["Location"].endswith(f"#div_id_{FIELD}")
    page = alice.get(FORM)
    assert "anh2.pdf" not in read(page).words()
    assert PAPERS.search(page.content.decode())[1] == "done"


def test_the_same_file_by_a_plain_form_takes_its_place() -> None:
    alice = person()
    broken_off(alice, begun(alice, "n02.pdf"))

    alice.send(alice.get(FORM), FORM, {"do": "save", FIELD: story.upload("anh2.pdf", CONTENT)})

    assert not PartialFile.objects.exists()
    assert "mới gửi được" not in read(alice.get(FORM)).words()


def test_one_that_has_come_whole_is_taken_with_the_next_saving() -> None:
    alice = person()
    broken_off(alice, begun(alice, "n02.pdf"), came=len(CONTENT))
    page = alice.get(FORM)
    assert "anh2.pdf: đã gửi đủ, sẽ được đính kèm khi bạn lưu." in read(page).words()

    alice.send(page, FORM, {"do": "save"})

    assert {one.name for one in Attachment.objects.all()} == {"anh2.pdf", "n02.pdf"}
    assert not PartialFile.objects.exists()


def test_a_day_later_nothing_speaks_of_it(clock) -> None:
    alice = person()
    broken_off(alice, begun(alice, "n02.pdf"))

    clock.shift(partial.KEPT)

    assert "anh2.pdf" not in read(alice.get(FORM)).words()


@pytest.mark.at(FRIDAY)
def test_an_answer_to_a_request_says_it_at_its_paper_and_at_its_check() -> None:
    walk, alice = asked(), person()
    page, address = form_at(walk, alice)
    alice.send(page, address, {**answered(), "do": "save"})
    key = broken_off(alice, page, address)
    assert LINE in read(alice.get(address)).words()

    check = alice.get(f"{address}kiem-tra/")
    assert "anh2.pdf: mới gửi được 1 kB / 2 kB." in read(check).words()
    values = form_of(check, "/kiem-tra/").values
    refused = alice.post(f"{address}kiem-tra/", {**values, "without": ""})
    assert refused.status_code == 409
    assert "Chưa gửi xong: “anh2.pdf”." in read(refused).words()

    done = alice.post(f"{address}kiem-tra/", {**values, "without": key})
    assert done["Location"].endswith("/da-gui/")


@pytest.mark.at(FRIDAY)
def test_an_answer_s_page_that_has_no_draft_yet_knows_its_key() -> None:
    walk, alice = asked(), person()
    page, address = form_at(walk, alice)
    broken_off(alice, page, address)
    assert not Draft.objects.exists()

    alice.send(page, address, {"do": "autosave"})

    assert LINE in read(alice.get(address)).words()
    alice.send(alice.get(address), address, {"drop": str(PartialFile.objects.get().pk)})
    assert not PartialFile.objects.exists()
