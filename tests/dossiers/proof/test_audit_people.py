"""Who acted, under which name it was filed, and with which files: told from the log and from the bytes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Unit
from dossiers import commands
from dossiers.models import Attachment, Dossier, EventPayload
from dossiers.proof import audit
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import counter, kept
from tests.dossiers.lifecycle import MONDAY, SYSTEM, act, dossier_at
from tests.dossiers.proof.records import change, forge

AT_COUNTER = datetime(2026, 12, 7, 8, 10, tzinfo=LOCAL)
"""When a dossier is entered at the counter whose version asks what the counter types."""

pytestmark = pytest.mark.django_db


def made() -> Dossier:
    """Return a dossier with nine events, whose result came with a file."""
    return story.dossier_in("returned", at=MONDAY).dossier


@pytest.fixture
def dossier() -> Dossier:
    """Return what is made, walked once for all tests."""
    return kept.once(made)


def named() -> list[str]:
    return [difference.what for difference in audit.check_all().differences]


def person(name: str) -> dict[str, object]:
    return {"actor": story.person(name)}


def unit(slug: str) -> dict[str, object]:
    return {"unit": Unit.objects.get(slug=slug)}


WRONG: list[tuple[int, Callable[[], dict[str, object]]]] = [
    (1, lambda: {"role": "manager"}),
    (1, lambda: unit("mot-cua")),
    (1, lambda: {"on_behalf_of": story.person("alice")}),
    (2, lambda: {"role": "clerk"}),
    (2, lambda: {"role": "system", "actor": None, "unit": None}),
    (2, lambda: {"actor": None}),
    (2, lambda: {"unit": None}),
    (2, lambda: person("alice")),
    (3, lambda: unit("van-phong-ubnd") if Unit.objects.filter(slug="van-phong-ubnd").exists() else {"unit": None}),
    (4, lambda: unit("mot-cua")),
    (5, lambda: person("hoa")),
    (5, lambda: unit("mot-cua")),
]


@pytest.mark.parametrize(("sequence", "columns"), WRONG)
def test_an_actor_whom_the_log_does_not_allow_is_named(
    dossier: Dossier, sequence: int, columns: Callable[[], dict[str, object]]
) -> None:
    change(dossier.events.get(sequence=sequence), **columns())
    forge(dossier)

    assert f"event {sequence} ({dossier.events.get(sequence=sequence).action}) actor" in named()


def test_a_substitute_may_act_for_the_officer_who_has_the_file(dossier: Dossier) -> None:
    change(dossier.events.get(sequence=5), actor=story.person("hoa"), on_behalf_of=story.person("dung"))
    forge(dossier)

    assert named() == []


@pytest.mark.parametrize("columns", [{"actor": "bob"}, {"unit": "mot-cua"}])
def test_what_the_system_does_has_no_actor(settings: Any, columns: dict[str, str]) -> None:
    settings.APPLICANT_WORKING_DAYS = 5
    walk = dossier_at("tham-dinh.supplement-asked")
    act(walk, "lapse", SYSTEM, "2026-03-02 09:00")
    assert named() == []
    last = walk.dossier.events.latest("sequence")
    change(last, **(person(columns["actor"]) if "actor" in columns else unit(columns["unit"])))
    forge(walk.dossier)

    assert named() == [f"event {last.sequence} (lapse) actor"]


def test_an_answer_by_another_than_the_applicant_is_named() -> None:
    walk = dossier_at("tham-dinh.supplement-answered")
    last = walk.dossier.events.latest("sequence")
    change(last, actor=story.person("mallory"))
    forge(walk.dossier)

    assert named() == [f"event {last.sequence} (answer-supplement) actor"]


@pytest.mark.parametrize("action", ["answer-supplement", "ask-withdrawal"])
def test_what_an_officer_did_for_an_applicant_who_has_an_account_is_named(action: str) -> None:
    walk = dossier_at("tham-dinh.supplement-answered")
    if action == "ask-withdrawal":
        walk.take(action, "alice")
    last = walk.dossier.events.latest("sequence")
    at_desk = {**person("bob"), **unit("mot-cua"), "role": "one_stop_officer"}
    change(last, **at_desk, on_behalf_of=story.person("alice"))
    forge(walk.dossier)

    assert f"event {last.sequence} ({action}) actor" in named()


@pytest.mark.parametrize(
    ("columns", "right"),
    [
        (dict, True),
        (lambda: {"on_behalf_of": None}, False),
        (lambda: {"on_behalf_of": story.person("alice")}, False),
        (lambda: unit("so-tttt"), True),
        (lambda: {"unit": None}, False),
        (lambda: {"role": "clerk"}, False),
        (lambda: {"actor": None}, False),
    ],
)
def test_of_one_without_an_account_the_desk_does_it_on_behalf_of_the_applicant(
    columns: Callable[[], dict[str, object]], right: bool
) -> None:
    dossier = counter.entered(at=AT_COUNTER).dossier
    at, given = AT_COUNTER + timedelta(hours=1), commands.Given(reason="Nộp nhầm.")
    actor = counter.at_desk(at)
    last = commands.advance(dossier, "ask-withdrawal", actor=actor, given=given, seen=dossier.sequence, at=at)
    change(last, **columns())
    forge(dossier)

    assert (f"event {last.sequence} (ask-withdrawal) actor" not in named()) is right


@pytest.mark.parametrize(
    ("columns", "right"),
    [
        ({"actor": "bob", "role": "one_stop_officer", "unit": "mot-cua", "on_behalf_of": "alice"}, True),
        ({"actor": "bob", "role": "one_stop_officer", "unit": "mot-cua"}, False),
        ({"actor": "alice", "role": "citizen"}, False),
    ],
)
def test_what_comes_over_the_desk_is_entered_by_an_officer_for_an_applicant(
    columns: dict[str, str], right: bool
) -> None:
    dossier = dossier_at("filed").dossier
    filing = dossier.events.get()
    who = {name: story.person(columns[name]) for name in ("actor", "on_behalf_of") if name in columns}
    where = unit(columns["unit"]) if "unit" in columns else {}
    change(filing, facts=filing.facts | {"channel": "desk"}, role=columns["role"], **who, **where)
    forge(dossier)
    Dossier.objects.filter(pk=dossier.pk).update(channel="desk")

    assert ("event 1 (submit) actor" in named()) is not right


def test_facts_of_another_shape_are_named_and_stop_nothing(dossier: Dossier) -> None:
    change(dossier.events.get(sequence=3), facts={})
    forge(dossier)
    other = dossier_at("accepted").dossier
    Dossier.objects.filter(pk=other.pk).update(holder="")

    differences = audit.check_all().differences
    assert [(difference.dossier, difference.what) for difference in differences] == [
        (dossier.code, "event 3 (transfer) facts"),
        (other.code, "holder"),
    ]


def test_another_name_in_the_lists_than_was_filed_is_named(dossier: Dossier) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(applicant_name="Người khác")

    (difference,) = audit.check_all().differences
    assert (difference.what, difference.stored, difference.computed) == (
        "applicant_name",
        "Người khác",
        dossier.applicant_name,
    )


def test_a_name_whose_words_were_erased_is_not_asked_for(dossier: Dossier) -> None:
    EventPayload.objects.filter(event__dossier=dossier).erase(at=MONDAY + timedelta(days=1))
    Dossier.objects.filter(pk=dossier.pk).update(applicant_name="")
    Attachment.objects.filter(dossier=dossier).update(name="da-xoa.pdf")

    assert named() == []


def _renamed(row: Attachment) -> None:
    Attachment.objects.filter(pk=row.pk).update(name="khac.pdf")


def _changed(row: Attachment) -> None:
    Attachment.objects.filter(pk=row.pk).update(sha256="0" * 64)


def _of_another_component(row: Attachment) -> None:
    Attachment.objects.filter(pk=row.pk).update(component="khac")


def _removed(row: Attachment) -> None:
    Attachment.objects.filter(pk=row.pk).delete()


def _without_event(row: Attachment) -> None:
    Attachment.objects.filter(pk=row.pk).update(event=None)


@pytest.mark.parametrize("tamper", [_renamed, _changed, _of_another_component, _removed, _without_event])
def test_a_filed_paper_that_is_not_as_the_filing_says_is_named(
    dossier: Dossier, tamper: Callable[[Attachment], None]
) -> None:
    row = dossier.attachments.filter(event__sequence=1)[0]
    tamper(row)

    assert f"event 1 (submit) file {row.name}" in named()


def test_a_file_that_was_put_to_an_event_is_named(dossier: Dossier) -> None:
    row = dossier.attachments.filter(event__sequence=1)[0]
    row.pk, row.name, row.event = None, "them.pdf", dossier.events.get(sequence=5)
    row.id = Attachment().id
    row.save(force_insert=True)

    assert named()[0] == "event 5 (finish-tham-dinh) file them.pdf"


@pytest.mark.parametrize("replaced", [True, False], ids=["replaced", "removed"])
def test_changed_bytes_are_found_when_files_are_read(replaced: bool) -> None:
    dossier = made()  # with files of its own
    row = dossier.attachments.filter(event__sequence=1)[0]
    assert audit.check_all(files=True).differences == []
    name, storage = row.file.name, row.file.storage
    storage.delete(name)
    if replaced:
        storage.save(name, story.upload(content=b"%PDF-other"))

    assert named() == []
    (difference,) = audit.check_all(files=True).differences
    assert (difference.what, difference.computed) == (f"bytes of {row.name}", row.sha256)
    assert (difference.stored == "missing") is not replaced
