"""Whatever is typed into the form of a procedure is kept as a typed value or refused at its question."""

import os
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dossiers.filing import drafts, licences
from dossiers.models import Dossier, Draft
from portal.demo import story
from procedures.answers import clean, raw_names, shown, typed
from procedures.form import Question, QuestionKind
from procedures.language.compiler import SHIPPED
from procedures.machine import Machine
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor

SLUGS = sorted({path.parent.name for path in SHIPPED.glob("*/v*.toml")})
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
EXAMPLES = -(-int(os.environ.get("FORM_EXAMPLES", "1000")) // len(SLUGS))
"""Forms that are sent under each procedure."""

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

two = st.integers(0, 40).map("{:02}".format)
one_or_two = st.integers(0, 40).map(str)
days = st.builds(
    "{0}{3}{1}{3}{2}".format,
    two | one_or_two,
    two | one_or_two,
    st.integers(0, 3000) | st.integers(0, 99).map("{:02}".format),
    st.sampled_from(["/", "-", ".", " ", " / "]),
)
hostile = st.sampled_from(
    [
        *("", " ", "12345", "0011850123456", "001185012345", "001399012345", "30/02/2026", "29/02/2023", "31/12/9999"),
        *(
            "2026-11-27T24:00",
            "27/11/2026 25:61",
            "0100109107",
            "0100109106-000",
            "+84 12",
            "a@b",
            "yes",
            "on",
            "01",
            "99999",
        ),
        *("１２３", "१२", "\x00", "\u202e", "1e9", "-0", "9" * 400, "<script>", "{applicant_name}", "' OR 1=1 --"),
    ]
)
anything = st.one_of(
    hostile, days, st.integers(-(10**20), 10**20).map(str), st.text(max_size=40), st.builds("{} {}".format, days, two)
)


@st.composite
def changes(draw: st.DrawFn, machine: Machine, right: dict[str, str]) -> dict[str, str]:
    """Return other answers for some of the fields of a complete form."""
    questions = draw(st.lists(st.sampled_from(drafts.questions_of(machine)), min_size=1, max_size=3))
    fields = [field for question in questions for field in raw_names(question, right)]
    return {field: draw(anything) for field in fields}


def is_taken(question: Question, values: dict[str, object], errors: dict[str, Any]) -> bool:
    """Say whether an answer is kept, or refused at its question, or was none."""
    is_refused = any(field == question.name or field.startswith(f"{question.name}.") for field in errors)
    may_be_empty = not question.required or question.kind is QuestionKind.FILE
    return is_refused or question.name in values or may_be_empty


@pytest.mark.parametrize("slug", SLUGS)
def test_what_is_typed_is_kept_as_its_type_or_refused_at_its_question(slug: str) -> None:
    draft = story.draft_of("alice", NOW, slug=slug)
    machine, right, address = draft.version.machine, dict(draft.answers), f"/ho-so/nop/{slug}/"
    alice = Visitor("alice")

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @example({"confirmation_no.number": "12345", "confirmation_no.dated": "1/1/2027"})
    @given(changes(machine, right))
    def sent(changed: dict[str, str]) -> None:
        page = alice.post(address, right | changed | {"do": "check"})

        kept = Draft.objects.get(pk=draft.pk)
        # What the register says of a paper that is named belongs to the check of a filing.
        checked = licences.check(kept, list(draft.attachments.all()), at=NOW)
        values, errors = checked.values, checked.errors
        assert page.status_code == (422 if errors else 302)
        assert errors or alice.get(page.headers["Location"]).status_code == 200
        asked = shown(drafts.questions_of(machine), values)
        assert all(is_taken(question, values, errors) for question in asked)
        for question in asked:
            if question.name in values:
                again, wrong = clean([question], typed(question, values[question.name]))
                assert (again.get(question.name), wrong) == (values[question.name], {}) or question.shown_when

    sent()


@pytest.mark.parametrize("slug", SLUGS)
def test_each_procedure_is_filed_from_its_page_of_all_answers(slug: str) -> None:
    draft = story.draft_of("alice", NOW, slug=slug)
    address, alice = f"/ho-so/nop/{slug}/kiem-tra/", Visitor("alice")

    page = alice.get(address)
    assert page.status_code == 200
    filed = alice.send(page, "kiem-tra/", {"do": "submit"})

    dossier = Dossier.objects.get(draft_key=draft.key)
    assert filed.headers["Location"].endswith(f"/ho-so/{dossier.code}/da-nop/")
