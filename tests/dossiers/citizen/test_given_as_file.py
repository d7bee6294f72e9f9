"""A list that the form itself may be and that came as a file: wherever papers stand, it is said how it was given."""

import pytest
import time_machine

from dossiers.filing.tables.as_files import as_files
from dossiers.models import Dossier
from portal.demo import story
from procedures.models import ProcedureVersion
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local

NOW = local("2026-12-01 09:00")
FORM = "/ho-so/nop/hop-bao-trong-nuoc/"
AS_FILE = "Given as a file: see “File of the list of the invited press agencies”."
ON_LINE = "List of the invited press agencies Filled in online: the answers are this document."

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_the_check_and_the_officer_read_that_the_list_came_as_a_file() -> None:
    alice = Visitor("alice")
    story.draft_of("alice", NOW, slug="hop-bao-trong-nuoc")
    typed = {"newsrooms_way": "file", "newsrooms_file": [story.upload("danh-sach.pdf")], "do": "check"}

    check = alice.send(alice.get(FORM), FORM, typed, follow=True)

    said = read(check).words()
    assert AS_FILE in said
    assert ON_LINE not in said
    assert "Filled in online: the answers are this document." in said, "the notice itself"
    assert "You send it as a file at “File of the list" in read(alice.get(FORM)).words()
    alice.send(check, f"{FORM}kiem-tra/", follow=True)
    dossier = Dossier.objects.get()
    assert AS_FILE in read(alice.get(f"/ho-so/{dossier.code}/")).words()
    with time_machine.travel(NOW, tick=False):
        assert AS_FILE in read(Visitor("bob").get(f"/mot-cua/{dossier.code}/")).words()


def test_a_list_that_is_filled_in_is_said_to_be() -> None:
    alice = Visitor("alice")
    story.draft_of("alice", NOW, slug="hop-bao-trong-nuoc")

    said = read(alice.get(f"{FORM}kiem-tra/")).words()

    assert AS_FILE not in said
    assert ON_LINE in said
    assert "You send it as a file" not in read(alice.get(FORM)).words()


def test_a_file_is_given_for_the_paper_that_its_question_names() -> None:
    """All definitions that ask for such a file, at the newest version of each."""
    found = {
        version.procedure.slug: as_files(version.machine, {question.name for question in version.machine.questions})
        for version in ProcedureVersion.objects.current().select_related("procedure")
    }

    assert {slug: set(papers) for slug, papers in found.items() if papers} == {
        "hop-bao-trong-nuoc": {"danh-sach-co-quan-bao-chi"},
        "nhap-khau-xbp-khong-kinh-doanh": {"danh-muc"},
    }
