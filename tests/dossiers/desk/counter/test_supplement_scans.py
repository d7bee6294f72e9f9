"""A supplement at the desk gets its scans by the same telephone, the same folder and the same waiting page as an entry does."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from accounts.roles import Role
from dossiers import turns
from dossiers.background import looking
from dossiers.filing.counter import phones
from dossiers.models import Dossier, Draft, PhoneCode
from dossiers.refusals.drafting import CodeOfRecorded, CodeOver
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read, renews_itself
from tests.dossiers.commands.test_for_applicant import MONDAY, asked, requested, typed
from tests.dossiers.desk.counter.test_scans_waited_for import goes_on
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import differences_of
from tests.dossiers.viewing import made

NOW = MONDAY + timedelta(hours=1)
PHONE = "/chup-giay-to/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def _nobody_waits(settings: LazySettings) -> None:
    settings.GLANCE_SECONDS = 0.0


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


@pytest.fixture
def dossier() -> Dossier:
    return asked().dossier


def page_of(dossier: Dossier) -> str:
    return f"/mot-cua/quay/{dossier.code}/bo-sung/"


def form_of(page: Any) -> Any:
    return next(one for one in read(page).forms if "kept_version" in one.values)


def paper_of(dossier: Dossier) -> str:
    return next(one.name for one in requested(dossier).components if one.is_uploaded)


def pressed(bob: Visitor, dossier: Dossier, do: str = "record", **sent: Any) -> Any:
    values = form_of(bob.get(page_of(dossier))).values
    return bob.post(page_of(dossier), {**values, **typed(dossier), **sent, "do": do})


def scan(dossier: Dossier, content: bytes, name: str = "quet.pdf") -> dict[str, Any]:
    return {f"component-{paper_of(dossier)}": story.upload(name, content)}


def look() -> None:
    assert not turns.take(looking.RUN, looking.Looking(NOW))


def recorded(dossier: Dossier) -> int:
    return dossier.events.filter(action="answer-supplement").count()


@pytest.mark.usefixtures("_nobody_waits")
def test_the_press_waits_for_the_scans_and_goes_on_by_itself(bob: Visitor, dossier: Dossier) -> None:
    where = pressed(bob, dossier, **scan(dossier, story.pdf(3))).headers["Location"]
    waiting = bob.get(where)
    look()
    ready = bob.get(where)
    done = bob.post(page_of(dossier), {**form_of(ready).values, "do": goes_on(ready)}, follow=True)

    assert "Chưa ghi nhận gì" in read(waiting).words()
    assert "quet.pdf" in read(waiting).words()
    assert page_of(dossier) in waiting.content.decode(), "one may go back to what was typed"
    assert (renews_itself(waiting), goes_on(waiting)) == (True, "")
    assert (renews_itself(ready), goes_on(ready)) == (False, "record")
    assert "Đã ghi nhận giấy tờ bổ sung" in read(done).words()
    assert recorded(dossier) == 1
    assert differences_of(dossier) == []


@pytest.mark.usefixtures("_nobody_waits")
@pytest.mark.parametrize("meanwhile", ["went back", "saved again", "another desk", "acted on"])
def test_nothing_goes_on_that_is_not_what_was_pressed(bob: Visitor, dossier: Dossier, meanwhile: str) -> None:
    where = pressed(bob, dossier, **scan(dossier, story.pdf(3))).headers["Location"]
    match meanwhile:
        case "went back":
            bob.get(page_of(dossier))
        case "saved again":
            bob.post(page_of(dossier), {"note": "Bản chính mang sau.", "do": "save"})
        case "another desk":
            draft = Draft.objects.get(correcting=dossier)
            Draft.objects.filter(pk=draft.pk).update(saved_at=draft.saved_at + timedelta(seconds=1))
        case _:
            story.take(dossier, "note", "bob", at=NOW, message="Bà Mai gọi.")
    look()

    assert goes_on(bob.get(where)) == ""
    assert recorded(dossier) == 0


@pytest.mark.usefixtures("_nobody_waits")
def test_a_press_records_only_files_that_its_officer_has_seen_and_both_are_told_whose_they_are(
    bob: Visitor, dossier: Dossier
) -> None:
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua")
    phuc = Visitor("phuc", language="vi")
    where = pressed(bob, dossier, **scan(dossier, story.pdf(3))).headers["Location"]
    theirs = pressed(phuc, dossier, "save", **scan(dossier, story.pdf(2), "moi11.pdf"))
    look()

    ready = bob.get(where)

    assert goes_on(ready) == ""
    mine, said = (story.person(who).get_full_name() for who in ("bob", "phuc"))
    assert f"{said} đã thêm ở đây, lần cuối lúc 09:10: “moi11.pdf”" in read(ready).words()
    assert f"{mine} đã thêm ở đây, lần cuối lúc 09:10: “quet.pdf”" in read(theirs).words()
    assert recorded(dossier) == 0
    assert bob.post(page_of(dossier), {**form_of(ready).values, "do": "record"}).status_code == 302
    assert {one.name for one in dossier.attachments.filter(event__action="answer-supplement")} == {
        "quet.pdf",
        "moi11.pdf",
    }


@pytest.mark.usefixtures("_nobody_waits")
def test_a_file_that_came_from_another_desk_since_the_page_was_made_is_shown_first(
    bob: Visitor, dossier: Dossier
) -> None:
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua")
    open_page = form_of(bob.get(page_of(dossier))).values
    pressed(Visitor("phuc", language="vi"), dossier, "save", **scan(dossier, story.pdf(2), "moi11.pdf"))
    look()

    answer = bob.post(page_of(dossier), {**open_page, **typed(dossier), "do": "record"})

    assert (answer.status_code, recorded(dossier)) == (409, 0)
    assert "“moi11.pdf”" in read(answer).words()
    assert bob.post(page_of(dossier), {**form_of(answer).values, "do": "record"}).status_code == 302


@pytest.mark.usefixtures("_nobody_waits")
@pytest.mark.parametrize(
    ("content", "why"), [(made.with_script(), "có chứa mã lệnh"), (b"%PDF-1.4 broken", "có thể tệp đã hỏng")]
)
def test_a_scan_that_was_not_taken_is_said_at_its_paper_though_copies_came(
    bob: Visitor, dossier: Dossier, content: bytes, why: str
) -> None:
    where = pressed(bob, dossier, **scan(dossier, content, "hong.pdf")).headers["Location"]
    look()

    page = bob.get(where)
    again = pressed(bob, dossier)

    for shown in (page, again):
        assert goes_on(shown) == ""
        assert "hong.pdf" in read(shown).errors[f"id_component-{paper_of(dossier)}"]
        said = read(shown).words()
        assert said.count(why) == 2, "on top and at the field, and not a third time at the file"
        assert said.count("quét lại giấy tờ") == 2, "what to do is said once in each"
    assert recorded(dossier) == 0


def test_an_address_records_nothing_by_itself(bob: Visitor, dossier: Dossier) -> None:
    pressed(bob, dossier, do="save")

    page = bob.get(f"{page_of(dossier)}?cho=record&seen={dossier.sequence}")

    assert (page.status_code, goes_on(page)) == (200, "")


def test_photos_come_by_a_code_of_one_paper_until_the_supplement_is_recorded(bob: Visitor, dossier: Dossier) -> None:
    paper, phone = paper_of(dossier), Visitor(language="vi")
    assert ("do", f"phone:{paper}") in form_of(bob.get(page_of(dossier))).buttons
    code = pressed(bob, dossier, do=f"phone:{paper}").context["phone"].code
    draft = Draft.objects.get(correcting=dossier)

    sent = phone.post(PHONE, {"do": "send", "code": code, "files": story.upload("anh-1.pdf")}, follow=True)
    arrived = bob.get(f"/mot-cua/quay/{draft.pk}/anh-den/")
    next_code = pressed(bob, dossier, do=f"phone:{paper}").context["phone"].code
    done = pressed(bob, dossier)
    late = phone.post(PHONE, {"code": next_code})

    assert "Đã tới quầy" in read(sent).words()
    assert "anh-1.pdf" in read(arrived).words()
    assert done.status_code == 302
    event = dossier.events.get(action="answer-supplement")
    assert [(one.component, one.name) for one in event.attachments.all()] == [(paper, "anh-1.pdf")]
    assert (late.status_code, str(CodeOfRecorded()) in read(late).words()) == (410, True)
    assert set(PhoneCode.objects.values_list("correcting", flat=True)) == {dossier.pk}


def test_a_code_opens_nothing_once_its_officer_may_not_record_the_answer(bob: Visitor, dossier: Dossier) -> None:
    code = pressed(bob, dossier, do=f"phone:{paper_of(dossier)}").context["phone"].code
    story.person("bob").memberships.all().delete()

    with pytest.raises(CodeOver):
        phones.opened(code, "visitor", NOW)


def test_no_code_is_made_for_a_paper_that_is_not_asked_for(bob: Visitor, dossier: Dossier) -> None:
    others = {one.name for one in dossier.machine.components} - {one.name for one in requested(dossier).components}

    page = pressed(bob, dossier, do=f"phone:{min(others)}")

    assert page.context["phone"] is None
    assert not PhoneCode.objects.exists()


def test_a_scan_of_the_folder_is_taken_to_the_paper_that_is_asked_for(
    bob: Visitor, dossier: Dossier, settings: LazySettings, tmp_path: Path
) -> None:
    settings.SCAN_FOLDERS, folder = tmp_path, tmp_path / "mot-cua"
    folder.mkdir()
    (folder / "scan.pdf").write_bytes(story.pdf())
    at = (NOW - timedelta(minutes=1)).timestamp()
    os.utime(folder / "scan.pdf", (at, at))
    paper = paper_of(dossier)

    where = pressed(bob, dossier, do=f"scans:{paper}", note="Gửi bưu điện 07/12").headers["Location"]
    shown = bob.get(where)
    [one] = [one.scan for tray in shown.context["places"] for one in tray.scans]
    form = next(form for form in read(shown).forms if f"paper-{one.key}" in form.values)
    bob.post(where, {**form.values, "do": f"take:{one.key}"})

    draft = Draft.objects.get(correcting=dossier)
    assert page_of(dossier) in shown.content.decode()
    assert form.values[f"paper-{one.key}"] == paper
    assert [file.component for file in draft.attachments.all()] == [paper]
    assert form_of(bob.get(page_of(dossier))).values["note"] == "Gửi bưu điện 07/12"


@pytest.mark.parametrize("who", ["tam", "hoa", "alice"])
def test_nobody_but_the_desk_adds_scans_to_it(
    bob: Visitor, dossier: Dossier, who: str, settings: LazySettings, tmp_path: Path
) -> None:
    settings.SCAN_FOLDERS = tmp_path
    pressed(bob, dossier, do="save")
    draft = Draft.objects.get(correcting=dossier)

    assert bob.get(f"/mot-cua/quay/{draft.pk}/may-quet/").status_code == 200
    assert Visitor(who).get(f"/mot-cua/quay/{draft.pk}/may-quet/").status_code == 404


def test_of_an_answer_that_its_applicant_writes_on_line_it_is_nobody_s(
    bob: Visitor, settings: LazySettings, tmp_path: Path
) -> None:
    settings.SCAN_FOLDERS = tmp_path
    dossier = Walk(story.file("alice", at=MONDAY), MONDAY).take("ask-supplement", "bob").dossier
    Visitor("alice").post(f"/ho-so/{dossier.code}/bo-sung/", {"note": "Đang tìm.", "do": "save"})
    draft = Draft.objects.get(correcting=dossier)

    assert bob.get(f"/mot-cua/quay/{draft.pk}/may-quet/").status_code == 404
