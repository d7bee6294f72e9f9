"""A letter whose answer breaks a rule is recorded as it stands, asked about, and accepted once it is put right."""

from datetime import datetime, timedelta

import pytest

from dossiers import commands
from dossiers.commands.advance import unfit_by
from dossiers.filing.counter import checking, entries
from dossiers.log.answers import standing_of
from dossiers.models import Channel, Dossier
from dossiers.refusals import InvalidAnswers
from dossiers.refusals.review import UnfitAnswers
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.commands.test_for_applicant import answered
from tests.dossiers.proof.records import differences_of

MONDAY = datetime(2026, 12, 7, 8, 10, tzinfo=LOCAL)
SLUG, MONTHS = "gia-han-gcn-diem-tro-choi", "months_asked"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def letter(**more: str) -> Dossier:
    return counter.entered(SLUG, at=MONDAY, channel=Channel.POST, accept=False, more={MONTHS: "12", **more}).dossier


def test_it_is_recorded_as_it_stands_and_not_accepted_in_the_same_press() -> None:
    draft = counter.begun(SLUG, at=MONDAY, channel=Channel.POST)
    bob = Visitor("bob", language="vi")
    address = f"/mot-cua/quay/{draft.key}/"
    sent = {**counter.pressed(draft, MONDAY), MONTHS: "12"}

    refused = read(bob.post(address, {**sent, "do": "accept"}))
    assert "1 đến 6" in refused.errors[f"id_{MONTHS}"]
    assert checking.MAY_BE_SO.vi in refused.words()
    assert not Dossier.objects.exists()
    done = bob.post(address, {**sent, "do": "record"})

    dossier = Dossier.objects.get()
    assert done.status_code == 302
    assert standing_of(dossier)[MONTHS] == 12
    assert differences_of(dossier) == []


@pytest.mark.parametrize("typed", ["mười hai", "-3", "99999999"])
def test_what_is_no_number_of_a_paper_is_not_recorded(typed: str) -> None:
    draft = counter.begun(SLUG, at=MONDAY, channel=Channel.POST)
    entries.save(draft, {**counter.typed(draft, MONDAY), MONTHS: typed}, at=MONDAY)

    with pytest.raises(InvalidAnswers):
        commands.enter(draft.key, actor=counter.at_desk(MONDAY), at=MONDAY, accept=False)


def test_the_file_marks_it_and_the_request_asks_for_it() -> None:
    dossier = letter()

    page = Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")

    said = form_of(page, "ask-supplement/").values[f"question-{MONTHS}"]
    assert said == "Trong hồ sơ gửi đến ghi “12”. Số phải từ 1 đến 6. Đề nghị ghi lại."
    assert "Số phải từ 1 đến 6." in read(page).words().split("Số tháng xin gia hạn")[1]


def test_it_is_accepted_only_once_a_supplement_has_put_it_right() -> None:
    walk = Walk(letter(), MONDAY)
    with pytest.raises(UnfitAnswers, match="Số tháng xin gia hạn"):
        story.take(walk.dossier, "accept", "bob", at=MONDAY)

    walk.take("ask-supplement", "bob", components={}, questions={MONTHS: "Đề nghị ghi lại."})
    walk.dossier.refresh_from_db()
    refused = unfit_by(walk.dossier, standing_of(walk.dossier))
    assert refused is not None
    assert "Quy định cho phép yêu cầu bổ sung 1 lần và đã dùng hết. Có thể từ chối tiếp nhận" in str(refused)
    assert "Hãy yêu cầu bổ sung" not in str(refused)
    with pytest.raises(InvalidAnswers):
        answered(walk.dossier, MONDAY + timedelta(hours=1), {MONTHS: "12"})
    answered(walk.dossier, MONDAY + timedelta(hours=1), {MONTHS: "6"})

    dossier = Dossier.objects.get(pk=walk.dossier.pk)
    assert standing_of(dossier)[MONTHS] == 6
    Walk(dossier, MONDAY + timedelta(hours=2)).until("accepted")
    assert differences_of(Dossier.objects.get(pk=dossier.pk)) == []
