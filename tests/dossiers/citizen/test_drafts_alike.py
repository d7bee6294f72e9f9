"""Drafts that are called the same are told apart; one that is only looked at is saved by nobody; what another window saved is said."""

from datetime import timedelta
from pathlib import Path

import pytest

from dossiers.citizen import own_drafts
from dossiers.filing import drafts, opening
from dossiers.models import Draft
from portal.demo import story
from procedures.models import ProcedureVersion
from tests.dossiers.browsing import Visitor, form_of, known, read
from tests.dossiers.lifecycle import local
from tests.dossiers.variants import next_version

NOW = local("2026-01-06 09:00")
FORM = f"/ho-so/nop/{story.SLUG}/"
TOLD = "120"
DRAFTS = f"{FORM}ban-nhap/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def begun(*names: str) -> list[Draft]:
    """Return a draft of alice for each name, begun within one minute."""
    version = ProcedureVersion.objects.current(on=NOW.date()).get(procedure__slug=story.SLUG)
    found = []
    for second, name in enumerate(names):
        draft = opening.begin(story.person("alice"), version, at=NOW - timedelta(minutes=5, seconds=-second))
        drafts.save(draft, {"material_name": name}, at=NOW - timedelta(minutes=5))
        found.append(draft)
    return found


def test_two_of_one_name_are_told_apart_and_one_alone_needs_no_more() -> None:
    begun("Điểm Game Hai", "Điểm Game Hai", "Điểm Game Ba")

    said = read(Visitor("alice", language="vi").get(DRAFTS)).words()

    assert said.count("bản nháp 1, soạn từ 08:55 06/01/2026") == 1
    assert said.count("bản nháp 2, soạn từ 08:55 06/01/2026") == 1
    assert "bản nháp 3" not in said


def test_two_without_a_name_are_told_apart_by_number_and_by_what_is_answered() -> None:
    first, second = begun("", "")
    drafts.save(second, {"extent": "120"}, at=NOW - timedelta(minutes=5))

    said = read(Visitor("alice", language="vi").get(DRAFTS)).words()

    assert said.count("bản nháp 1, soạn từ 08:55 06/01/2026") == 1
    assert said.count("bản nháp 2, soạn từ 08:55 06/01/2026") == 1
    assert [own_drafts.row_of(each).first_answers for each in (first, second)] == ["", TOLD]
    assert said.count(TOLD) == 1


def test_what_names_a_draft_is_not_followed_by_its_answers() -> None:
    (draft,) = begun("Kỷ yếu")

    assert own_drafts.row_of(draft).first_answers == ""


def test_those_thrown_away_are_told_apart_by_when_they_were_begun_and_thrown_away() -> None:
    first, second = begun("Điểm Game Hai", "Điểm Game Hai")
    for minutes, draft in ((3, first), (1, second)):
        opening.throw_away(draft.owner, draft.key, at=NOW - timedelta(minutes=minutes))

    page = Visitor("alice", language="vi").get(DRAFTS)

    said = read(page).words()
    assert said.count("soạn từ 08:55 06/01/2026") == 4, "in the lines and at the buttons"
    assert [said.count(f"bỏ lúc {at} 06/01/2026") for at in ("08:57", "08:59")] == [1, 1]
    assert "bản nháp 1" not in said


def test_what_was_answered_tells_apart_what_was_thrown_away_under_one_name() -> None:
    first, second = begun("Điểm Game Hai", "Điểm Game Hai")
    drafts.save(first, {"extent": "120"}, at=NOW - timedelta(minutes=5))
    for draft in (first, second):
        opening.throw_away(draft.owner, draft.key, at=NOW)

    said = read(Visitor("alice", language="vi").get(DRAFTS)).words()

    assert said.count(TOLD) == 1


def test_the_word_on_a_draft_thrown_away_says_which_went() -> None:
    _first, second = begun("Điểm Game Hai", "Điểm Game Hai")
    alice = Visitor("alice", language="vi")

    page = alice.post(DRAFTS, {"do": "throw", "draft": str(second.key)}, follow=True)

    assert "“Điểm Game Hai (bản nháp 2, soạn từ 08:55 06/01/2026)”" in read(page).words()


def test_what_nothing_names_is_told_with_its_time_once() -> None:
    _first, second = begun("", "")
    alice = Visitor("alice", language="vi")

    page = alice.post(DRAFTS, {"do": "throw", "draft": str(second.key)}, follow=True)

    said = read(page).words().partition("Đã bỏ bản nháp “")[2].partition("”")[0]
    assert said.endswith("(bản nháp 2, soạn từ 08:55 06/01/2026)")
    assert said.count("soạn từ") == 1


def test_who_only_opens_a_draft_of_an_older_version_has_saved_nothing(tmp_path: Path) -> None:
    (draft,) = begun("Kỷ yếu")
    next_version(tmp_path)

    page = Visitor("alice").get(FORM)

    assert "has a new version" in read(page).words()
    draft.refresh_from_db()
    assert draft.moved_from_id is not None
    assert draft.saved_at == NOW - timedelta(minutes=5)


def test_what_another_window_has_saved_is_said_beside_the_saving() -> None:
    begun("Kỷ yếu")
    alice = Visitor("alice", language="vi")
    first, second = alice.get(FORM), alice.get(FORM)
    alice.send(second, FORM, {"do": "autosave", "organisation_name": "Hội khác"})

    told = alice.send(first, FORM, {"do": "autosave", "purpose": "Lưu hành nội bộ"})

    said = told.content.decode()
    assert told.status_code == 200
    assert said.startswith(
        "Đã lưu lúc 09:00. Ở nơi khác (cửa sổ hoặc thiết bị khác) đã lưu nội dung mới tại “Tên cơ quan, tổ chức đề nghị"
    )
    assert "X-Clashing" not in told
    again = alice.send(first, FORM, {"do": "autosave", "purpose": "Lưu hành", **known(told)})
    assert "Ở nơi khác (cửa sổ hoặc thiết bị khác)" in again.content.decode(), "until the page is loaded again"
    fresh = alice.get(FORM)
    assert form_of(fresh, FORM).values["organisation_name"] == "Hội khác"
    assert alice.send(fresh, FORM, {"do": "autosave", "purpose": "Nội bộ"}).content.decode() == "Đã lưu lúc 09:00"
