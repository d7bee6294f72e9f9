"""Forms 03 and 05: a refusal before acceptance or after appraisal, and the end of work on a dossier, each with its reasons."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import override_settings

from dossiers import commands
from dossiers.background import relay
from dossiers.commands import Given
from dossiers.models import Letter, OutboxEntry
from dossiers.papers import press, registry
from dossiers.papers.refusal import LAPSED, refusal_of, stop_of
from dossiers.policy import Actor
from dossiers.proof.audit import check_all
from portal.demo.story import Walk, dossier_in
from procedures.machine import Paper
from procedures.time.calendar import LOCAL
from tests import golden
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.lifecycle import lapsed_at
from tests.dossiers.undoing import take_back
from tests.golden.pictures import assert_looks_like
from tests.printed import A5, pages_of, sizes_of, words_of

TOKEN = "k3PqZ0" * 7
MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
UNDER = {"tt-01-2018": datetime(2025, 9, 8, 8, 30, tzinfo=LOCAL), "tt-03-2025": MONDAY}
REASON = "- Bản thảo: Thiếu dấu giáp lai.\n- Tên tài liệu: Không đúng tên trên bản thảo."

pytestmark = pytest.mark.django_db


def refused(at: datetime = MONDAY) -> Walk:
    return dossier_in("filed", at=at).take("reject", "bob", reason=REASON)


def refused_after_appraisal(at: datetime = MONDAY) -> Walk:
    walk = dossier_in("tham-dinh", at=at)
    if not walk.dossier.machine.action("tham-dinh", "propose-refused"):
        return walk.until("van-thu").take("finish-van-thu-refused", "tam", reason=REASON)
    walk.take("propose-refused", "dung", reason=REASON)
    return walk.take("finish-xem-xet", "hoa").take("decide", "lan").take("number", "tam")


def lapsed(walk: Walk) -> Walk:
    at = lapsed_at(walk)
    event = commands.advance(
        walk.dossier, "lapse", actor=Actor.system(), given=Given(), seen=walk.dossier.sequence, at=at
    )
    walk.at = at
    walk.events.append(event)
    return walk


def lapsed_before_acceptance() -> Walk:
    with override_settings(APPLICANT_WORKING_DAYS=15):
        return lapsed(dossier_in("filed", at=MONDAY).take("ask-supplement", "bob"))


def lapsed_after_acceptance() -> Walk:
    with override_settings(APPLICANT_WORKING_DAYS=15):
        walk = dossier_in("tham-dinh", at=MONDAY).take("propose-supplement", "dung").take("issue-supplement", "bob")
        return lapsed(walk)


def stopped(at: datetime = MONDAY) -> Walk:
    walk = dossier_in("tham-dinh", at=at)
    if walk.dossier.machine.action("tham-dinh", "stop"):
        return walk.take("stop", "lan", reason=REASON)
    return walk.take("decide-stop", "lan", reason=REASON).take("issue-stop", "bob", reason=REASON)


@pytest.mark.usefixtures("one_key_and_one_address")
@pytest.mark.parametrize("forms", UNDER)
@pytest.mark.parametrize("walked", [refused, refused_after_appraisal], ids=lambda walked: walked.__name__)
def test_the_refusal_says_what_form_03_asks_for(walked: Callable[[datetime], Walk], forms: str) -> None:
    event = walked(UNDER[forms]).events[-1]

    pdf = press.printed("papers/refusal.html", refusal_of(event, f"01/{event.at.year}", TOKEN))

    assert sizes_of(pdf) == {A5}
    golden.assert_matches(f"papers/03_{walked.__name__}_{forms}.txt", "\f".join(pages_of(pdf)) + "\n")
    assert_looks_like(f"papers/03_{walked.__name__}_{forms}", pdf)


@pytest.mark.usefixtures("one_key_and_one_address")
def test_the_notice_of_a_stop_says_who_stops_what_and_why() -> None:
    event = stopped().events[-1]

    pdf = press.printed("papers/stop.html", stop_of(event, "01/2026", TOKEN))

    assert sizes_of(pdf) == {A5}
    golden.assert_matches("papers/05_tt-03-2025.txt", "\f".join(pages_of(pdf)) + "\n")
    assert_looks_like("papers/05_tt-03-2025", pdf)


@pytest.mark.parametrize(
    ("walked", "kind", "subject"),
    [
        (refused, "03", "không được tiếp nhận"),
        (lapsed_before_acceptance, "03", "không được tiếp nhận"),
        (refused_after_appraisal, "03", "không được chấp thuận"),
        (stopped, "05", "dừng giải quyết"),
        (lapsed_after_acceptance, "05", "dừng giải quyết"),
    ],
)
def test_each_act_that_has_it_gives_it_once_with_its_mail(walked: Callable[[], Walk], kind: str, subject: str) -> None:
    walk = walked()
    event = walk.events[-1]

    relay.run(walk.at + timedelta(minutes=2))
    relay.run(walk.at + timedelta(minutes=4))

    letter = Letter.objects.get(kind=kind)
    assert (letter.event, letter.number) == (event, "01/2026")
    [message] = [one for one in mail.outbox if subject in one.subject]
    assert [name for name, _content, _kind in message.attachments] == [f"01-2026-mau-{kind}.pdf"]
    for page, who in (("mot-cua", "bob"), ("ho-so", "alice")):
        assert (
            f"/ho-so/giay/{letter.token}/"
            in Visitor(who, language="vi").get(f"/{page}/{walk.dossier.code}/").content.decode()
        )
    paper = Visitor("alice").get(f"/ho-so/giay/{letter.token}/?in=1")
    assert content_of(paper).startswith(b"%PDF-")
    assert paper["Content-Disposition"] == f'inline; filename="01-2026-mau-{kind}.pdf"'
    checked = read(Visitor(language="vi").get(f"/xac-minh/{letter.token}/")).words()
    assert "01/2026" in checked
    # Of a stop who decided it, though the desk has issued it; what the desk signs by hand names nobody here.
    assert ("Người kýKT. GIÁM ĐỐC · PHÓ GIÁM ĐỐC · Vũ Ngọc Lan" in checked) is (walked is stopped)
    assert check_all().differences == []


def test_what_the_system_did_says_why_and_leaves_the_signature_to_the_office() -> None:
    refusal = refusal_of(lapsed_before_acceptance().events[-1], "01", TOKEN)
    stop = stop_of(lapsed_after_acceptance().events[-1], "01", TOKEN)

    assert (refusal.reasons, refusal.officer) == ((LAPSED,), "")
    assert (stop.reasons, stop.signature.lines, stop.signature.name) == (
        (LAPSED,),
        ("QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ",),
        "",
    )


def test_a_refusal_after_appraisal_has_the_reasons_that_were_decided_and_names_the_answer() -> None:
    walk = refused_after_appraisal()

    refusal = refusal_of(walk.events[-1], "01", TOKEN)

    assert refusal.reasons == tuple(REASON.splitlines())
    assert refusal.answer == walk.events[-1].facts["number"]
    # Who received it stands under the paper, though the clerk gave the answer its number.
    assert refusal.officer == walk.dossier.events.get(action="accept").actor.get_full_name()


def test_a_result_that_is_granted_has_no_form() -> None:
    walk = dossier_in("result-ready", at=MONDAY)

    assert not OutboxEntry.objects.filter(event=walk.events[-1], kind__startswith="letter").exists()


def test_the_forms_of_2018_had_none_for_a_stop() -> None:
    walk = stopped(UNDER["tt-01-2018"])

    relay.run(walk.at + timedelta(minutes=2))

    assert not Letter.objects.filter(kind="05").exists()
    assert OutboxEntry.objects.get(kind="letter-05").error == "the forms of that day have no STOP_NOTICE"
    assert [one.attachments for one in mail.outbox if "dừng giải quyết" in one.subject] == [[]]


def test_a_refusal_that_was_taken_back_in_time_leaves_no_paper() -> None:
    walk = refused()
    take_back(walk.dossier, "bob", at=walk.at + timedelta(seconds=59))

    relay.run(walk.at + timedelta(minutes=5))

    assert not Letter.objects.exclude(kind="filing").exists()


@pytest.mark.parametrize("paper", [Paper.REFUSAL, Paper.STOP_NOTICE])
def test_long_names_and_reasons_keep_their_layout(paper: Paper) -> None:
    event = (refused if paper is Paper.REFUSAL else stopped)().events[-1]
    kind = registry.PAPERS[paper]
    found = kind.read(event, "01/2026", TOKEN)
    name = ("Công ty Trách nhiệm hữu hạn Một thành viên " * 3)[:120].strip()
    form = replace(found.form, applicant=replace(found.form.applicant, name=name, represented=name))
    reasons = tuple(f"- Điểm {n}: " + "thiếu dấu giáp lai của cơ quan đề nghị " * 6 for n in range(1, 21))

    pdf = press.printed(kind.template, replace(found, form=form, reasons=reasons))

    assert sizes_of(pdf) == {A5}
    words = words_of(pdf)
    assert [n for n in range(1, 21) if f"- Điểm {n}: " not in words] == []
    assert name in words_of(pdf)
    assert f"{form.code}, trang 2" in pages_of(pdf)[1]
