"""A scan whose very bytes are in another dossier is asked about, by whichever way it came; it is taken once somebody says so."""

from datetime import datetime

import pytest

from dossiers import commands
from dossiers.filing import arriving, drafts
from dossiers.filing.counter import entries, known_scans, phones
from dossiers.models import Dossier, Draft
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


@pytest.fixture
def known(bob: Visitor) -> Dossier:
    """Return a dossier of the counter that has a scan."""
    draft = counter.begun(at=MONDAY)
    arriving.add_file(draft, paper_of(draft), story.upload(), by=story.person("bob"), at=MONDAY)
    bob.post(at(draft), {**counter.pressed(draft, MONDAY), "do": "accept"})
    return Dossier.objects.get()


@pytest.fixture
def other() -> Draft:
    """Return what is begun for somebody else."""
    return counter.begun(
        "gp-buu-chinh", at=MONDAY, person=counter.mai(MONDAY, number="001088012345", name="Lê Văn Tám")
    )


def at(draft: Draft) -> str:
    return f"/mot-cua/quay/{draft.pk}/"


def paper_of(draft: Draft) -> str:
    return next(one.name for one in draft.version.machine.components if one.is_uploaded)


def by_telephone(draft: Draft) -> None:
    code = phones.make(draft, paper_of(draft), by=story.person("bob"), at=MONDAY)
    Visitor().post("/chup-giay-to/", {"code": code, "do": "send", "files": story.upload()})


@pytest.mark.parametrize("way", ["chosen", "telephone"])
@pytest.mark.parametrize("do", ["accept", "record"])
def test_it_is_asked_about_before_the_filing_and_taken_once_it_is_meant(
    bob: Visitor, known: Dossier, other: Draft, way: str, do: str
) -> None:
    field = drafts.component_field(paper_of(other))
    typed = {**counter.pressed(other, MONDAY), "do": do}
    if way == "telephone":
        by_telephone(other)
    sent = {field: story.upload()} if way == "chosen" else {}

    asked = bob.post(at(other), {**typed, **sent})

    file = other.attachments.get()
    assert asked.status_code == 422
    assert known.code in read(asked).errors[f"id_{field}"]
    assert Dossier.objects.count() == 1
    assert bob.post(at(other), {**typed, "known": str(file.pk)}).status_code == 302
    assert Dossier.objects.get(draft_key=other.pk).attachments.get() == file


def test_the_page_says_it_as_soon_as_it_is_there_and_not_once_it_is_meant(
    bob: Visitor, known: Dossier, other: Draft
) -> None:
    by_telephone(other)
    file = other.attachments.get()

    before = read(bob.get(at(other))).words()
    bob.post(at(other), {"do": "save", "known": str(file.pk)})
    after = read(bob.get(at(other))).words()

    assert f"đã có trong {known.code}" in before
    assert known.code not in after


def test_what_is_removed_is_not_asked_about(bob: Visitor, known: Dossier, other: Draft) -> None:
    by_telephone(other)

    bob.post(at(other), {"remove": str(other.attachments.get().pk)})

    assert bob.post(at(other), {**counter.pressed(other, MONDAY), "do": "accept"}).status_code == 302


def test_of_what_nobody_here_may_see_no_number_is_said(bob: Visitor, other: Draft) -> None:
    theirs = counter.begun(at=MONDAY)
    arriving.add_file(theirs, paper_of(theirs), story.upload(), by=story.person("bob"), at=MONDAY)
    by_telephone(other)

    assert "một hồ sơ khác đang nhập ở quầy" in read(bob.get(at(other))).words()


def test_what_came_by_telephone_is_asked_about_where_it_arrives(bob: Visitor, known: Dossier, other: Draft) -> None:
    by_telephone(other)
    file = other.attachments.get()

    arrived = bob.get(f"{at(other)}anh-den/")
    bob.post(at(other), {"do": "save", "known": str(file.pk)})
    meant = bob.get(f"{at(other)}anh-den/")

    assert f"đã có trong {known.code}" in read(arrived).words()
    assert f'name="known" value="{file.pk}"' in arrived.content.decode()
    assert known.code not in read(meant).words()


def test_what_a_dossier_has_already_is_not_asked_about_in_its_answer_though_another_has_it_too(
    bob: Visitor, known: Dossier, other: Draft
) -> None:
    arriving.add_file(other, paper_of(other), story.upload(), by=story.person("bob"), at=MONDAY)
    known_scans.mean(other, [other.attachments.get().sha256])
    entries.save(other, counter.pressed(other, MONDAY), at=MONDAY)
    dossier = commands.enter(other.key, actor=counter.at_desk(MONDAY), at=MONDAY, accept=False).dossier
    paper = dossier.attachments.get().component
    story.take(dossier, "ask-supplement", "bob", at=MONDAY, components={paper: "Nộp lại."})
    where = f"/mot-cua/quay/{dossier.code}/bo-sung/"
    form = next(one for one in read(bob.get(where)).forms if "kept_version" in one.values)

    sent = bob.post(where, {**form.values, f"component-{paper}": story.upload(), "do": "record"})

    assert sent.status_code == 302
    assert dossier.events.filter(action="answer-supplement").exists()


def test_one_scan_for_two_papers_of_one_application_is_asked_about_once_too(bob: Visitor, other: Draft) -> None:
    first, second = [one.name for one in other.version.machine.components if one.is_uploaded][:2]
    title = next(one.title.vi for one in other.version.machine.components if one.name == first)
    for name in (first, second):
        arriving.add_file(other, name, story.upload(), by=story.person("bob"), at=MONDAY)
    typed = {**counter.pressed(other, MONDAY), "do": "record"}

    asked = bob.post(at(other), typed)

    field, file = drafts.component_field(second), other.attachments.get(component=second)
    assert asked.status_code == 422
    assert f"Bản quét này cũng đã ở “{title}”" in read(asked).errors[f"id_{field}"]
    assert f"id_{drafts.component_field(first)}" not in read(asked).errors
    assert bob.post(at(other), {**typed, "known": str(file.pk)}).status_code == 302
    assert Dossier.objects.get(draft_key=other.pk).attachments.count() == 2
