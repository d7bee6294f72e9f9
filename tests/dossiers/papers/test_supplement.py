"""Form 02: what is asked for, paper by paper and answer by answer, printed when the desk issues the request."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.test import override_settings

from dossiers.background import reactions, relay
from dossiers.filing.corrections import Item
from dossiers.models import Channel, Dossier, Event, Letter, OutboxEntry
from dossiers.papers import press, registry
from dossiers.papers.supplement import CERTIFIED, SupplementRequest, Wanted, _wanted, supplement_of
from portal.demo.story import Walk, dossier_in
from procedures.machine import Paper, Text
from procedures.models import ProcedureVersion
from procedures.time.agencies.book import AgencyKind
from procedures.time.agencies.stored import add
from procedures.time.calendar import LOCAL
from tests import golden
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor
from tests.dossiers.undoing import take_back
from tests.golden.pictures import assert_looks_like
from tests.printed import A5, pages_of, sizes_of, words_of
from tests.procedures.time.agencies.rows import agency

TOKEN = "k3PqZ0" * 7
MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
UNDER = {"tt-01-2018": datetime(2025, 9, 8, 8, 30, tzinfo=LOCAL), "tt-03-2025": MONDAY}
FAULTS = {
    "components": {"ban-thao": "Đóng dấu giáp lai vào từng trang."},
    "questions": {"extent": "Ghi đúng số trang."},
}

pytestmark = pytest.mark.django_db


def asked(at: datetime = MONDAY, **given: object) -> Walk:
    with override_settings(APPLICANT_WORKING_DAYS=15):
        return dossier_in("filed", at=at).take("ask-supplement", "bob", **(FAULTS | given))


def request_of(walk: Walk) -> SupplementRequest:
    return supplement_of(walk.events[-1], "01/2026/HDHS", TOKEN)


@pytest.mark.usefixtures("one_key_and_one_address")
@pytest.mark.parametrize("forms", UNDER)
def test_the_request_says_what_form_02_asks_for(forms: str) -> None:
    event = asked(UNDER[forms]).events[-1]
    number = f"01/{event.at.year}/HDHS"

    pdf = press.printed("papers/supplement.html", supplement_of(event, number, TOKEN))

    assert sizes_of(pdf) == {A5}
    golden.assert_matches(f"papers/02_{forms}.txt", "\f".join(pages_of(pdf)) + "\n")
    assert_looks_like(f"papers/02_{forms}", pdf)


@pytest.mark.usefixtures("one_key_and_one_address")
def test_of_what_came_on_paper_it_says_how_many_have_to_come() -> None:
    dossier = counter.entered("gp-ban-tin", at=MONDAY, accept=False).dossier
    papers = [one for one in dossier.machine.components if one.is_uploaded]
    one = next(paper for paper in papers if paper.originals and not paper.copies)
    copied = next(paper for paper in papers if paper.copies)
    faults = {"components": {paper.name: "Nộp bản mới." for paper in (one, copied)}, "questions": {}}
    event = Walk(dossier, MONDAY).take("ask-supplement", "bob", **faults).events[-1]

    request = supplement_of(event, "01/2026/HDHS", TOKEN)
    pdf = press.printed("papers/supplement.html", request)

    assert {(each.item.name, each.originals, each.copies, each.is_file) for each in request.items} == {
        (one.name, one.originals, 0, False),
        (copied.name, copied.originals, copied.copies, False),
    }
    golden.assert_matches("papers/02_counter.txt", "\f".join(pages_of(pdf)) + "\n")
    assert_looks_like("papers/02_counter", pdf)


def test_where_the_desk_moves_it_names_both_places_if_that_was_entered_before_it_was_issued() -> None:
    here, there = "185 Giảng Võ, Đống Đa, Hà Nội", "Số 1 phố Mới, Phường Láng, Hà Nội"
    name, desk = (
        Text("Bộ phận Tiếp nhận và Trả kết quả", "One-stop desk"),
        {"kind": AgencyKind.DESK, "part_of": "so-tttt"},
    )
    add(
        [agency("mot-cua", "2026-01-01", name, address=here, **desk)], at=MONDAY - timedelta(days=300), used_through=int
    )
    event = asked().events[-1]
    add(
        [agency("mot-cua", "2026-12-03", name, address=there, **desk)],
        at=event.at + timedelta(minutes=1),
        used_through=int,
    )

    caches["process"].clear()
    issued_at = event.at + timedelta(minutes=2)
    letter = registry.issue(Event.objects.get(pk=event.pk), Paper.SUPPLEMENT_REQUEST, at=issued_at)

    with letter.file.open() as file:
        pages = pages_of(file.read())
    assert len(pages) == 1
    assert f"{here} (đến hết ngày 02/12/2026; từ ngày 03/12/2026: {there})" in " ".join(pages[0].split())


def test_it_is_printed_when_the_desk_issues_the_request_and_not_when_one_is_proposed() -> None:
    walk = dossier_in("tham-dinh", at=MONDAY).take("propose-supplement", "dung", **FAULTS)
    relay.run(walk.at + timedelta(minutes=2))
    assert not Letter.objects.filter(kind="02").exists()

    walk.take("issue-supplement", "bob", **FAULTS)
    relay.run(walk.at + timedelta(minutes=2))

    letter = Letter.objects.get(kind="02")
    assert (letter.event, letter.number) == (walk.events[-1], "01/2026/HDHS")
    [message] = [one for one in mail.outbox if "cần Ông/Bà bổ sung" in one.subject]
    with letter.file.open("rb") as file:
        assert [(name, content) for name, content, _kind in message.attachments] == [("01-2026-HDHS.pdf", file.read())]


def test_it_stands_among_the_papers_of_the_dossier_and_can_be_checked() -> None:
    walk = asked()
    relay.run(walk.at + timedelta(minutes=2))
    letter = Letter.objects.get(kind="02")

    for page in (f"/mot-cua/{walk.dossier.code}/", f"/ho-so/{walk.dossier.code}/"):
        who = Visitor("bob" if "mot-cua" in page else "alice", language="vi")
        assert f"/ho-so/giay/{letter.token}/" in who.get(page).content.decode(), page
    assert "01/2026/HDHS" in Visitor(language="vi").get(f"/xac-minh/{letter.token}/").content.decode()


def test_what_was_taken_back_in_time_leaves_no_paper() -> None:
    walk = asked()
    take_back(walk.dossier, "bob", at=walk.at + timedelta(seconds=59))

    relay.run(walk.at + timedelta(minutes=5))

    assert not Letter.objects.exclude(kind="filing").exists()
    assert not [one for one in mail.outbox if "bổ sung" in one.subject]


def test_one_that_is_asked_for_twice_is_there_once() -> None:
    event = asked().events[-1]

    first, again = (registry.issue(event, Paper.SUPPLEMENT_REQUEST, at=event.at) for _each in range(2))

    assert first == again
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(
            event=event, dossier=event.dossier, kind="02", number="02/2026/HDHS", token="x", issued_at=event.at
        )


def test_before_the_forms_are_known_nothing_is_printed_and_the_mail_goes_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walk = asked()
    monkeypatch.setattr(registry, "is_printed", lambda _event, _paper: False)

    relay.run(walk.at + timedelta(minutes=2))

    assert not Letter.objects.exclude(kind="filing").exists()
    assert OutboxEntry.objects.get(kind="letter-02").error == "the forms of that day have no SUPPLEMENT_REQUEST"
    assert [one.attachments for one in mail.outbox if "bổ sung" in one.subject] == [[]]
    assert reactions.REACTIONS.keys() >= {"letter-02"}


@pytest.mark.parametrize(("year", "is_printed"), [(2018, False), (2020, True), (2026, True)])
def test_forms_whose_number_nobody_knows_are_not_printed(year: int, is_printed: bool) -> None:
    event: Event = asked().events[-1]
    event.at = event.at.replace(year=year)

    assert registry.is_printed(event, Paper.SUPPLEMENT_REQUEST) is is_printed


def test_a_certified_copy_has_its_column_where_the_name_of_the_paper_asks_for_that_alone() -> None:
    versions = ProcedureVersion.objects.filter(status="published").select_related("procedure")
    said = {}
    for version in versions:
        dossier = Dossier(version=version, channel=Channel.POST, filed_at=MONDAY)
        for part in version.machine.components:
            if part.copies and part.title.vi.startswith(CERTIFIED):
                wanted = _wanted(dossier, Item(part.name, part.title, "", is_paper=True))
                assert wanted.copies + wanted.certified == part.copies
                said[part.title.vi] = bool(wanted.certified)

    assert {title.startswith(f"{CERTIFIED} (hoặc") for title, is_certified in said.items() if is_certified} == {False}
    assert {title.startswith(f"{CERTIFIED} (hoặc") for title, is_certified in said.items() if not is_certified} == {
        True
    }


def test_200_papers_and_long_words_keep_the_layout() -> None:
    name = "Công ty Trách nhiệm hữu hạn Một thành viên " * 3
    items = tuple(
        Wanted(
            Item(str(n), Text(f"Giấy tờ thứ {n} " + "rất dài " * 12, ""), "Chụp lại cho rõ.\nĐóng dấu.", is_paper=True)
        )
        for n in range(1, 201)
    )
    found = request_of(asked())
    form = replace(found.form, applicant=replace(found.form.applicant, name=name[:120]))
    long = replace(found, form=form, items=items, reason="Thiếu dấu giáp lai của cơ quan. " * 157)

    pdf = press.printed("papers/supplement.html", long)

    first, *others = pages_of(pdf)
    assert "TT Thành phần" in first.replace("\n", " ")
    assert all(f"{long.form.code}, trang {n}" in page for n, page in enumerate(others, start=2))
    whole = words_of(pdf)
    assert all(f"Giấy tờ thứ {n} " in whole for n in range(1, 201))
    assert "NGƯỜI HƯỚNG DẪN" in others[-1]


def test_what_is_typed_is_printed_as_it_was_typed() -> None:
    pdf = press.printed("papers/supplement.html", request_of(asked(reason="<b>Thiếu</b> & {{ dấu }}")))

    assert "<b>Thiếu</b> & {{ dấu }}" in words_of(pdf)
