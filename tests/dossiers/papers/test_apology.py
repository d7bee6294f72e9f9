"""Form 04, the letter with an apology and another date, at the act that gives it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core import mail

from accounts.models import Membership
from dossiers.background import relay
from dossiers.models import Event, EventPayload, Letter
from dossiers.papers import press
from dossiers.papers.apology import Apology, Proposal, apology_of, draft_of
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from procedures.time.calendar import LOCAL
from tests import golden
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.undoing import take_back
from tests.golden.pictures import assert_looks_like
from tests.printed import A5, pages_of, sizes_of, words_of

TOKEN = "k3PqZ0" * 7
MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
UNDER = {"tt-01-2018": datetime(2025, 9, 8, 8, 30, tzinfo=LOCAL), "tt-03-2025": MONDAY}
REASON = "Phải chờ ý kiến bằng văn bản của cơ quan quản lý chuyên ngành"

pytestmark = pytest.mark.django_db


def reappointed(at: datetime = MONDAY, reason: str = REASON) -> Walk:
    walk = dossier_in("tham-dinh", at=at)
    assert walk.dossier.due_at is not None
    return walk.take("reappoint", "lan", date=(walk.dossier.due_at + timedelta(days=7)).date(), reason=reason)


def apology(walk: Walk) -> Apology:
    return apology_of(walk.events[-1], "01/2026", TOKEN)


@pytest.mark.usefixtures("one_key_and_one_address")
@pytest.mark.parametrize("forms", UNDER)
def test_the_letter_says_what_form_04_asks_for(forms: str) -> None:
    event = reappointed(UNDER[forms]).events[-1]

    pdf = press.printed("papers/apology.html", apology_of(event, f"01/{event.at.year}", TOKEN))

    assert sizes_of(pdf) == {A5}
    golden.assert_matches(f"papers/04_{forms}.txt", "\f".join(pages_of(pdf)) + "\n")
    assert_looks_like(f"papers/04_{forms}", pdf)


def promised_late() -> Walk:
    walk = dossier_in("tham-dinh", at=MONDAY)
    assert walk.dossier.due_at is not None
    walk.at = walk.dossier.due_at + timedelta(hours=16)
    return walk.take("promise-late", "lan", date=(walk.dossier.due_at + timedelta(days=4)).date(), reason=REASON)


@pytest.mark.usefixtures("one_key_and_one_address")
def test_after_the_date_the_letter_says_too_that_the_date_stays() -> None:
    event = promised_late().events[-1]

    pdf = press.printed("papers/apology.html", apology_of(event, f"01/{event.at.year}", TOKEN))

    assert sizes_of(pdf) == {A5}
    golden.assert_matches("papers/04_promised-late.txt", "\f".join(pages_of(pdf)) + "\n")
    assert_looks_like("papers/04_promised-late", pdf)


def test_it_names_the_dossier_by_what_tells_it_apart_and_the_draft_of_it_does() -> None:
    walk = reappointed()
    letter = apology(walk)

    assert letter.subject == walk.dossier.subject != ""
    assert f"{walk.dossier.code}, “{letter.subject}”;" in words_of(press.printed("papers/apology.html", letter))
    day, log = walk.at.date(), walk.events[:-1]
    draft = draft_of(walk.dossier, Proposal(REASON, day), log, by=story.person("lan"), at=walk.at)
    assert draft.subject == letter.subject

    EventPayload.objects.filter(event__dossier=walk.dossier).erase(at=walk.at)
    assert apology_of(Event.objects.get(pk=walk.events[-1].pk), "01", TOKEN).subject == ""


def test_it_names_the_old_and_the_new_date_the_unit_and_who_decided_in_what_capacity() -> None:
    walk = reappointed()

    found = apology(walk)

    assert found.promised != found.due
    assert found.responsible == "Phòng Báo chí - Xuất bản"
    assert (found.signature.lines, found.signature.name) == (
        ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
        "Vũ Ngọc Lan",
    )


def test_whoever_has_no_title_is_given_no_capacity() -> None:
    walk = reappointed()
    Membership.objects.update(title="")

    assert (apology(walk).signature.lines, apology(walk).signature.name) == ((), "Vũ Ngọc Lan")


def test_it_goes_with_the_mail_and_stands_among_the_papers() -> None:
    walk = reappointed()

    relay.run(walk.at + timedelta(seconds=59))
    assert not Letter.objects.filter(kind="04").exists()
    relay.run(walk.at + timedelta(seconds=61))

    letter = Letter.objects.get(kind="04")
    [message] = [one for one in mail.outbox if "xin lỗi và hẹn lại" in one.subject]
    assert [name for name, _content, _kind in message.attachments] == ["01-2026-mau-04.pdf"]
    for page, who in (("mot-cua", "bob"), ("ho-so", "alice")):
        assert (
            f"/ho-so/giay/{letter.token}/"
            in Visitor(who, language="vi").get(f"/{page}/{walk.dossier.code}/").content.decode()
        )
    checked = read(Visitor(language="vi").get(f"/xac-minh/{letter.token}/")).words()
    assert letter.sha256 in checked
    assert "Người kýKT. GIÁM ĐỐC · PHÓ GIÁM ĐỐC · Vũ Ngọc Lan" in checked


def test_one_that_was_taken_back_in_time_is_never_printed() -> None:
    walk = reappointed()
    take_back(walk.dossier, "lan", at=walk.at + timedelta(seconds=59))

    relay.run(walk.at + timedelta(minutes=5))

    assert not Letter.objects.filter(kind="04").exists()


def test_a_reason_of_5000_signs_keeps_the_layout() -> None:
    found = apology(reappointed())
    name = ("Công ty Trách nhiệm hữu hạn Một thành viên " * 3)[:120].strip()
    form = replace(found.form, applicant=replace(found.form.applicant, name=name))
    reason = ("Phải chờ ý kiến của cơ quan chuyên ngành. " * 120)[:5000]

    pdf = press.printed("papers/apology.html", replace(found, form=form, reason=reason))

    first, *others = pages_of(pdf)
    assert others
    assert f"Kính gửi: Ông/Bà {name}" in words_of(pdf)
    assert "V/v xin lỗi" in first
    assert "Nơi nhận:" in others[-1]
