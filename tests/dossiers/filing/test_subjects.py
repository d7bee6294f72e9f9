"""Dossiers of versions that say nothing of their subject are told apart as those of the newest one."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from django.db import connection

from accounts.models import User
from accounts.seats import seats_of
from dossiers import search
from dossiers.filing import composed, drafts
from dossiers.filing.known import subjects
from dossiers.log.answers import standing_of
from dossiers.models import Dossier, EventPayload
from dossiers.proof import audit
from portal.demo import story
from procedures.catalogue.alphabet import sort_key
from procedures.machine import Machine
from procedures.models import ProcedureVersion, machine_of_version
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY, dossier_at
from tests.dossiers.lifecycle import local as at

pytestmark = pytest.mark.django_db

LATER = at("2026-11-30 09:00")
"""Under a version that says it."""


def machines() -> dict[int, Machine]:
    return {pk: machine_of_version(pk) for pk in ProcedureVersion.objects.values_list("pk", flat=True)}


def blank() -> None:
    """Make all dossiers as they were before their lines were filled in."""
    Dossier.objects.update(subject="", subject_key="")
    with connection.cursor() as cursor:
        cursor.execute(subjects.SEARCHED, [list(Dossier.objects.values_list("pk", flat=True))])


def found(text: str) -> list[int]:
    return search.search(text, seats_of(User.objects.get(username="bob"), LATER.date()))


def test_a_dossier_of_an_old_version_reads_like_one_of_the_newest() -> None:
    old, new = story.file("alice", at=MONDAY), story.file("alice", at=LATER)
    assert (old.machine.subject, bool(new.machine.subject)) == ("", True)

    assert old.subject == new.subject == f"{story.ANSWERS['material_name']} (In trên giấy)"
    assert old.subject_key == new.subject_key == sort_key(old.subject)
    assert old.subject in read(Visitor("bob").get(f"/mot-cua/{old.code}/")).words()
    assert old.subject in read(Visitor("alice").get(f"/ho-so/{old.code}/")).words()


def test_brackets_of_an_answer_stand_in_no_other_brackets_and_what_was_kept_before_stays_right() -> None:
    machine = story.file("alice", at=LATER).machine
    values = {**drafts.check(machine, {**story.ANSWERS, "material_form": "audio-visual"}, [], at=LATER)[0]}

    said = composed.lines(machine, values)

    name = story.ANSWERS["material_name"]
    assert said[0] == f"{name} (Điện tử dạng nghe, nhìn: ghi âm, ghi hình)"
    assert f"{name} (Điện tử dạng nghe, nhìn (ghi âm, ghi hình))" in said
    assert composed.subject_so_far(machine, values) == said[0]


@pytest.mark.parametrize("line", ["Hội An (Quảng Nam)", "(một) (hai)", "a (b", "a) b (c)", ""])
def test_a_line_without_brackets_in_brackets_is_as_it_was(line: str) -> None:
    assert composed._in_one_pair(line) == line


def test_every_shipped_version_without_a_line_asks_what_the_newest_tells_its_dossiers_apart_by() -> None:
    there = machines().values()
    silent = [one for one in there if not one.subject]
    newest = {one.slug: one for one in sorted(there, key=lambda one: one.version)}

    assert len(silent) > 20
    assert [one.slug for one in silent if not composed._fits(one, newest[one.slug])] == []


def test_a_version_of_the_years_before_is_read_so_too_whatever_its_number() -> None:
    old = story.file("alice", at=MONDAY)
    of_a_month = replace(old.machine, version=1806)

    assert (
        composed.lines(of_a_month, standing_of(old))[0] == old.subject == composed.subject(of_a_month, standing_of(old))
    )


def test_where_no_later_version_fits_it_is_the_first_text_that_names_nobody_who_applies() -> None:
    machine = dossier_at("filed").dossier.machine
    values: Mapping[str, str] = {
        "applicant_name": "Nguyễn An",
        "applicant_organisation": "Hội  Nhiếp ảnh",
        "organisation_name": "hội nhiếp ảnh",
        "establishment_no": "0123",
        "material_name": "Kỷ yếu",
    }

    assert composed.lines(machine, values, later=()) == ("Kỷ yếu",)
    assert composed.lines(machine, {"applicant_name": "Nguyễn An"}, later=()) == ("",)


def test_lines_are_filled_in_as_the_commands_would_have_written_them_and_are_found() -> None:
    dossiers = [story.file("alice", at=MONDAY), dossier_at("tham-dinh").dossier, story.file("viet-an", at=LATER)]
    right = {one.pk: (one.subject, one.subject_key) for one in dossiers}
    newest = dossiers[-1]
    blank()
    Dossier.objects.filter(pk=newest.pk).update(subject=newest.subject, subject_key=newest.subject_key)

    assert subjects.fill(machines()) == 2

    rows = Dossier.objects.values_list("pk", "subject", "subject_key")
    assert {pk: (subject, key) for pk, subject, key in rows} == right
    assert set(found("trên giấy")) >= {dossiers[0].pk, dossiers[1].pk}
    assert not audit.check_all().differences
    assert subjects.fill(machines()) == 0, "what is filled in stays"


def test_batches_leave_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subjects, "BATCH", 2)
    for _n in range(5):
        story.file("alice", at=MONDAY)
    blank()

    assert subjects.fill(machines()) == 5
    assert not Dossier.objects.filter(subject="").exists()


def test_what_is_erased_stays_so() -> None:
    dossier = story.file("alice", at=MONDAY)
    blank()
    EventPayload.objects.filter(event__dossier=dossier).erase(at=MONDAY)

    assert subjects.fill(machines()) == 0
    dossier.refresh_from_db()
    assert (dossier.subject, dossier.subject_key) == ("", "")
    assert not audit.check_all().differences


def test_a_line_of_another_version_is_no_difference_and_any_other_is_one() -> None:
    dossier = story.file("alice", at=MONDAY)
    own = composed.lines(dossier.machine, standing_of(dossier))[-1]
    assert own not in ("", dossier.subject)

    Dossier.objects.update(subject=own, subject_key=sort_key(own))
    assert not audit.check_all().differences, "filed before a version said it"

    Dossier.objects.update(subject="Khác", subject_key=sort_key("Khác"))
    assert {one.what for one in audit.check_all().differences} == {"subject", "subject_key"}


def test_a_draft_is_told_apart_by_its_line_once_all_of_that_is_answered() -> None:
    machine = ProcedureVersion.objects.current(on=LATER.date()).get(procedure__slug=story.SLUG).machine
    whole = {"material_name": "Kỷ yếu", "material_form": "printed"}

    assert composed.subject_so_far(machine, whole) == composed.subject(machine, whole) == "Kỷ yếu (In trên giấy)"
    assert composed.subject_so_far(machine, {"material_name": "Kỷ yếu"}) == "Kỷ yếu"
    assert composed.subject_so_far(machine, {"applicant_name": "An", "organisation_name": "An"}) == ""
    assert composed.subject_so_far(machine, {"material_form": "printed"}) == "", "a choice tells no draft from another"


def test_a_draft_is_not_called_by_a_day_that_is_typed_before_its_name() -> None:
    machine = ProcedureVersion.objects.current(on=LATER.date()).get(procedure__slug="trien-lam-hoi-cho-xbp").machine

    assert composed.subject_so_far(machine, {"opens_on": "2026-12-05"}) == ""
    assert composed.subject_so_far(machine, {"event_name": "Hội sách"}) == "Hội sách"


def test_a_name_that_begins_as_its_line_does_is_said_once_and_a_line_of_before_stays_right() -> None:
    machine = next(one for one in machines().values() if one.slug == "gp-ban-tin" and one.subject)
    values = {"applicant_name": "Nguyễn An", "newsletter_name": "Bản tin Y tế cơ sở"}

    assert composed.subject(machine, values) == "Bản tin Y tế cơ sở"
    before = "Bản tin Bản tin Y tế cơ sở"
    assert composed.row(machine, values, stored=before)["subject"] == before, "the record's check calls it right"
    assert composed.row(machine, values, stored="Bản tin khác")["subject"] == "Bản tin Y tế cơ sở"
