"""A scan that is chosen and “Nhận hồ sơ” pressed at once: the page waits by itself, then goes on, or says what was not taken."""

from datetime import datetime

import pytest
from django.conf import LazySettings
from django.http import HttpResponse

from dossiers import turns
from dossiers.background import looking
from dossiers.filing.counter import phones
from dossiers.models import Attachment, Dossier, Draft
from portal.demo import story
from procedures.machine import Status
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read, renews_itself
from tests.dossiers.viewing import made

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
PAPER, FORM = "ban-thao", "don-de-nghi"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def _nobody_waits(settings: LazySettings) -> None:
    settings.GLANCE_SECONDS = 0.0


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


def look() -> None:
    assert not turns.take(looking.RUN, looking.Looking(MONDAY))


def pressed(bob: Visitor, draft: Draft, content: bytes, *, do: str = "accept", paper: str = PAPER) -> HttpResponse:
    scan = {f"component-{paper}": story.upload("quet.pdf", content)}
    return bob.post(f"/mot-cua/quay/{draft.key}/", {**counter.pressed(draft, MONDAY), **scan, "do": do})


def goes_on(page: HttpResponse) -> str:
    return page.content.decode().partition('data-goes-on="')[2].partition('"')[0]


@pytest.mark.usefixtures("_nobody_waits")
@pytest.mark.parametrize(("do", "status"), [("accept", Status.ACCEPTED), ("record", Status.REGISTERED)])
def test_the_page_waits_and_renews_itself_and_then_presses_the_same_button(
    bob: Visitor, do: str, status: Status
) -> None:
    draft = counter.begun(at=MONDAY)

    where = pressed(bob, draft, story.pdf(3), do=do).headers["Location"]
    waiting = bob.get(where)
    look()
    ready = bob.get(where)
    form = next(one for one in read(ready).forms if ("do", do) in one.buttons)
    done = bob.post(where, {**form.values, "do": do})

    assert "quet.pdf" in read(waiting).words()
    assert "Chưa nộp" in read(waiting).words()
    assert (renews_itself(waiting), goes_on(waiting)) == (True, "")
    assert (renews_itself(ready), goes_on(ready)) == (False, do)
    assert done.status_code == 302
    dossier = Dossier.objects.get()
    assert (dossier.status, dossier.attachments.get().name) == (status, "quet.pdf")
    assert bob.get(where).headers["Location"] == done.headers["Location"], "who goes back is led to what was filed"


@pytest.mark.usefixtures("_nobody_waits")
def test_what_was_not_taken_is_said_at_its_place_and_nothing_goes_on(bob: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    where = pressed(bob, draft, made.with_script()).headers["Location"]
    look()

    page = bob.get(where)

    assert goes_on(page) == ""
    assert "không nhận được" in read(page).errors[f"id_component-{PAPER}"]
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("paper", [PAPER, FORM])
def test_a_broken_scan_is_left_out_by_no_press_though_the_paper_itself_came(bob: Visitor, paper: str) -> None:
    draft = counter.begun(at=MONDAY)
    where = f"/mot-cua/quay/{draft.key}/"
    pressed(bob, draft, made.with_script(), paper=paper)
    broken = Attachment.objects.exclude(problem="").get()

    again = bob.post(where, {**counter.pressed(draft, MONDAY), "do": "accept"})
    assert f"id_component-{paper}" in read(again).errors
    assert not Dossier.objects.exists()
    bob.post(where, {**counter.pressed(draft, MONDAY), "remove": str(broken.pk)})
    done = bob.post(where, {**counter.pressed(draft, MONDAY), "do": "accept"})

    assert (done.status_code, Dossier.objects.count()) == (302, 1)


def test_a_broken_scan_beside_a_good_one_of_the_same_paper_is_said_too(bob: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    pressed(bob, draft, made.with_script())
    sent = {f"component-{PAPER}": story.upload("tot.pdf", story.pdf(2))}

    answer = bob.post(f"/mot-cua/quay/{draft.key}/", {**counter.pressed(draft, MONDAY), **sent, "do": "record"})

    assert f"id_component-{PAPER}" in read(answer).errors
    assert not Dossier.objects.exists()


@pytest.mark.usefixtures("_nobody_waits")
@pytest.mark.parametrize("do", [None, "", "accept"])
def test_who_went_back_to_what_was_typed_files_by_a_new_press_alone(bob: Visitor, do: str | None) -> None:
    draft = counter.begun(at=MONDAY)
    where = pressed(bob, draft, story.pdf(3)).headers["Location"]
    page = f"/mot-cua/quay/{draft.key}/"
    if do is None:
        bob.get(page)
    else:
        bob.post(page, {**counter.pressed(draft, MONDAY), "material_name": "", "do": do})
    look()

    assert goes_on(bob.get(where)) == ""
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("query", ["?cho=x", "?cho=discard", "?cho=accept"])
def test_an_address_files_nothing_by_itself(bob: Visitor, query: str) -> None:
    draft = counter.begun(at=MONDAY)

    page = bob.get(f"/mot-cua/quay/{draft.key}/{query}")

    assert page.status_code == 200
    assert goes_on(page) == ""
    assert not Dossier.objects.exists()


def test_of_two_broken_scans_both_are_said_at_once_each_with_its_paper_and_name(bob: Visitor) -> None:
    draft, other = counter.begun(at=MONDAY), "y-kien-xac-nhan"
    where = f"/mot-cua/quay/{draft.key}/"
    by_phone = phones.make(draft, PAPER, by=story.person("bob"), at=MONDAY)
    Visitor().post(
        "/chup-giay-to/", {"code": by_phone, "do": "send", "files": story.upload("mot.pdf", made.with_script())}
    )
    chosen = {f"component-{other}": story.upload("hai.pdf", b"%PDF-1.4 broken")}

    page = read(bob.post(where, {**counter.pressed(draft, MONDAY), **chosen, "do": "accept"}))

    titles = {one.name: one.title.vi for one in draft.version.machine.components}
    for paper, name in ((PAPER, "mot.pdf"), (other, "hai.pdf")):
        assert name in page.errors[f"id_component-{paper}"]
        assert "chụp hoặc quét lại" in page.errors[f"id_component-{paper}"]
        assert f"{titles[paper]}: Bản quét hoặc ảnh chụp: Bản quét không nhận được." in page.words()
    assert not Dossier.objects.exists()


@pytest.mark.usefixtures("_nobody_waits")
def test_a_scan_that_is_looked_at_still_says_so_beside_its_paper(bob: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    pressed(bob, draft, story.pdf(3), do="save")

    assert "quet.pdf (đang kiểm tra)" in read(bob.get(f"/mot-cua/quay/{draft.key}/")).words()
    look()
    assert "(đang kiểm tra)" not in read(bob.get(f"/mot-cua/quay/{draft.key}/")).words()
