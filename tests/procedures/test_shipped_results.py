"""What each shipped procedure decides and issues in its newest version, and that nothing else has changed with it."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from accounts.roles import Role
from dossiers.filing.composed import OF_ONE_ANSWER
from procedures.composing import compose_sentences, names_in
from procedures.form import Question, QuestionKind
from procedures.form.rules import Breach, RuleKind
from procedures.language.differences import differences
from procedures.language.lifecycle import FIRST, SECOND, THIRD
from procedures.machine import Duty, LimitUnit, Machine, Outcome, Paper, Step
from procedures.models import ProcedureVersion
from procedures.results import Issued, ResultKind, Term
from tests.procedures.shipped import DEPARTMENT_LIST
from tests.procedures.versions import (
    A_RULE,
    DECIDED_FROM,
    FROM,
    UNRULED,
    before,
    coursed,
    machines,
    ruled,
    version_of,
)

ANOTHER_AGENCY_S = "trung-bay-tranh-anh"
OF_COMMUNES = frozenset({"gcn-diem-tro-choi", "gia-han-gcn-diem-tro-choi", "cap-lai-gcn-diem-tro-choi"})
"""Received here and decided by the commune of the place (NĐ 137/2025/NĐ-CP)."""
DRAFTED = {
    "xb-tai-lieu-khong-kinh-doanh": (ResultKind.LICENCE, "GP-STTTT"),
    "nhap-khau-xbp-khong-kinh-doanh": (ResultKind.LICENCE, "GP-STTTT"),
    "gp-hoat-dong-in-xbp": (ResultKind.LICENCE, "GP-STTTT"),
    "cap-lai-gp-hoat-dong-in-xbp": (ResultKind.LICENCE, "GP-STTTT"),
    "dk-phat-hanh-xbp": (ResultKind.CONFIRMATION, "XN-STTTT"),
    "trien-lam-hoi-cho-xbp": (ResultKind.LICENCE, "GP-STTTT"),
    "gp-hoat-dong-in": (ResultKind.LICENCE, "GP-STTTT"),
    "cap-lai-gp-in": (ResultKind.LICENCE, "GP-STTTT"),
    "dk-co-so-in": (ResultKind.CONFIRMATION, "XN-STTTT"),
    "thay-doi-dk-co-so-in": (ResultKind.CONFIRMATION, "XN-STTTT"),
    "dk-may-photocopy-mau": (ResultKind.CONFIRMATION, "XN-STTTT"),
    "chuyen-nhuong-may-photocopy-mau": (ResultKind.CONFIRMATION, "XN-STTTT"),
    "gp-ban-tin": (ResultKind.LICENCE, "GP-STTTT"),
    "hop-bao-trong-nuoc": (ResultKind.APPROVAL, "STTTT"),
    "trung-bay-tranh-anh": (ResultKind.APPROVAL, "UBND"),
    "trang-ttdt-tong-hop": (ResultKind.LICENCE, "GP-STTTT"),
    "gcn-diem-tro-choi": (ResultKind.CERTIFICATE, "UBND"),
    "gia-han-gcn-diem-tro-choi": (ResultKind.APPROVAL, "UBND"),
    "cap-lai-gcn-diem-tro-choi": (ResultKind.CERTIFICATE, "UBND"),
    "dk-tvro": (ResultKind.CERTIFICATE, "GCN-STTTT"),
    "gp-buu-chinh": (ResultKind.LICENCE, "GP-STTTT"),
    "cap-lai-gp-buu-chinh-het-han": (ResultKind.LICENCE, "GP-STTTT"),
    "vbxn-buu-chinh": (ResultKind.CONFIRMATION, "XN-STTTT"),
    "sua-doi-vbxn-buu-chinh": (ResultKind.CONFIRMATION, "XN-STTTT"),
}
"""What the outcome that grants issues, by what each definition calls its result."""
TERMS = {
    "gcn-diem-tro-choi": Term(years=3),
    "dk-tvro": Term(question="years_asked"),
    "trang-ttdt-tong-hop": Term(question="licence_years"),
    "gp-buu-chinh": Term(question="licence_years"),
    "cap-lai-gp-buu-chinh-het-han": Term(question="renewal_years"),
    "gia-han-gcn-diem-tro-choi": Term(question="months_asked", in_months=True),
}
"""What the sources or the forms say of how long a result holds; of all others they say nothing."""
UNCOUNTED = frozenset({"cap-lai-gcn-diem-tro-choi"})
"""Those whose paper has no numbered lines."""
GAPS = {
    "hop-bao-trong-nuoc": {"host_name"},
    "dk-tvro": {"registrant_name"},
    "nhap-khau-xbp-khong-kinh-doanh": {"importer_name"},
    "trien-lam-hoi-cho-xbp": {"organiser_name"},
    "cap-lai-gp-in": {"printing_licence_no"},
    "cap-lai-gcn-diem-tro-choi": {"old_certificate_no"},
}
"""Answers that some applicants do not give: the case officer writes the name of who applies for himself, and looks up the number of what was lost.

A sentence that holds one answer alone is not among them: where it is not answered, the sentence falls away.
"""
SHORTER = {"gp-buu-chinh": "refused", "sua-doi-vbxn-buu-chinh": "refused", "trang-ttdt-tong-hop": "forwarded"}
"""Outcomes that by law take less time than their procedure."""

RESTING = frozenset(
    {
        "cap-lai-gcn-diem-tro-choi",
        "cap-lai-gp-buu-chinh-het-han",
        "cap-lai-gp-hoat-dong-in-xbp",
        "cap-lai-gp-in",
        "chuyen-nhuong-may-photocopy-mau",
        "gia-han-gcn-diem-tro-choi",
        "sua-doi-vbxn-buu-chinh",
        "thay-doi-dk-co-so-in",
    }
)
"""Procedures about an earlier paper, which the newest version asks for as one."""
OF_EARLIER_PAPERS = ("Changed question", "No longer asked", "To the earlier paper", "New question")

_NUMBER = re.compile(r"\d+/\d{4}/[A-ZĐ]+(?:-[A-ZĐ]+|\d+)?")
"""The number of a law, a decree or a circular."""


EACH = pytest.mark.parametrize("slug", DEPARTMENT_LIST)


def doing(machine: Machine, duty: Duty) -> list[Step]:
    return [step for step in machine.steps if step.duty is duty]


def issued(outcome: Outcome) -> Issued:
    assert outcome.issues is not None
    return outcome.issues


def is_always_answered(question: Question | None) -> bool:
    return question is not None and question.required and question.shown_when is None


def is_answered_with(question: Question, of: str, value: str) -> bool:
    """Say whether a question is always answered by whoever answers another one so."""
    shown = question.shown_when
    return question.required and (shown is None or (shown.question == of and value in shown.values))


@EACH
def test_the_version_with_rules_follows_the_third_edition_and_says_so_from_one_day_on(slug: str) -> None:
    machine = ruled(slug)
    decided = version_of(slug, coursed(slug).version - 1)

    assert (machine.lifecycle, machine.effective_on) == (THIRD, FROM)
    assert (coursed(slug).lifecycle, coursed(slug).effective_on) == (THIRD, FROM)
    assert (decided.lifecycle, decided.effective_on) == (SECOND, DECIDED_FROM)
    assert before(slug).lifecycle == FIRST


@EACH
def test_the_third_edition_changes_nothing_but_the_course(slug: str) -> None:
    machine = coursed(slug)

    told = [text.en for text in differences(version_of(slug, machine.version - 1), machine)]

    assert told == ["The course that all dossiers share is now edition 3 (was: edition 2)."]


@EACH
def test_the_version_with_rules_between_answers_changes_nothing_else(slug: str) -> None:
    old, new = coursed(slug), ruled(slug)

    same = {"rules": (), "version": old.version, "digest": old.digest, "uncertain": old.uncertain}
    assert replace(new, **same) == old
    assert bool(new.rules) is (slug not in UNRULED)
    told = [text.en for text in differences(old, new)]
    assert len(told) == len(new.rules)
    assert all(sentence.startswith(A_RULE) for sentence in told)


def test_what_cannot_have_been_yet_is_refused_and_what_is_announced_lies_ahead() -> None:
    kinds = {
        (slug, rule.question): (rule.kind, rule.breach) for slug in DEPARTMENT_LIST for rule in machines()[slug].rules
    }
    born = {(m.slug, q.name) for m in machines().values() for q in m.questions if q.name.endswith("born_on")}

    assert len(born) >= 10
    assert {kinds[place] for place in born} == {(RuleKind.NOT_AFTER_TODAY, Breach.BLOCK)}
    announced = {
        ("hop-bao-trong-nuoc", "held_at"),
        ("trien-lam-hoi-cho-xbp", "opens_on"),
        ("trung-bay-tranh-anh", "from_on"),
    }
    assert {kinds[place] for place in announced} == {(RuleKind.NOT_BEFORE_TODAY, Breach.BLOCK)}
    in_time = [
        (slug, rule.question, rule.days) for slug in DEPARTMENT_LIST for rule in machines()[slug].rules if rule.days
    ]
    assert sorted(in_time) == [
        ("cap-lai-gp-buu-chinh-het-han", "licence_ends_on", 30),
        ("dk-phat-hanh-xbp", "starts_on", 15),
        ("gia-han-gcn-diem-tro-choi", "expires_on", 20),
        ("vbxn-buu-chinh", "active_since", 9),
        ("vbxn-buu-chinh", "active_since", 30),
    ]


@EACH
def test_one_step_proposes_then_one_decides_then_one_numbers_or_another_agency_decides(slug: str) -> None:
    machine = machines()[slug]

    (proposes,), (decides,), numbers = (doing(machine, duty) for duty in Duty)
    order = [step.name for step in machine.steps if step.duty]
    assert order == [proposes.name, decides.name, *(step.name for step in numbers)]
    assert proposes.role is Role.SPECIALIST
    if slug == ANOTHER_AGENCY_S:
        assert decides.agency is not None
        assert (decides.role, numbers) == (Role.PROVINCIAL_OFFICE, [])
    elif slug in OF_COMMUNES:
        assert decides.agency not in (None, machine.agency)
        assert (decides.role, numbers) == (Role.ONE_STOP_OFFICER, [])
    else:
        assert decides.agency is None
        assert (decides.role, [step.role for step in numbers]) == (Role.DEPARTMENT_LEADER, [Role.CLERK])


@EACH
def test_a_result_is_proposed_after_all_that_specialists_do(slug: str) -> None:
    rows = [step.name for step in machines()[slug].steps if step.role is Role.SPECIALIST]

    assert doing(machines()[slug], Duty.PROPOSES)[0].name == rows[-1]


@EACH
def test_the_subject_names_a_question_that_everybody_answers(slug: str) -> None:
    machine = machines()[slug]
    asked = [machine.question(name) for name in names_in(machine.subject)]

    assert any(is_always_answered(question) for question in asked)
    assert all(is_always_answered(question) for question in asked), "a gap in a list tells nothing"


def test_what_each_procedure_issues_is_what_it_calls_its_result() -> None:
    found = {slug: issued(machine.outcomes[0]) for slug, machine in machines().items()}

    assert {slug: (issues.kind, issues.symbol) for slug, issues in found.items()} == DRAFTED
    assert {slug: issues.term for slug, issues in found.items() if issues.term} == TERMS


@EACH
def test_a_refusal_is_an_answer_that_gives_the_reasons_and_nothing_else_does(slug: str) -> None:
    for outcome in machines()[slug].outcomes:
        issues = issued(outcome)
        refuses = outcome.paper is Paper.REFUSAL
        assert ("reason" in names_in(issues.document)) is refuses
        if refuses:
            assert (issues.kind, issues.term) == (ResultKind.ANSWER, None)


@EACH
def test_a_draft_cites_nothing_but_the_legal_basis_of_its_procedure(slug: str) -> None:
    machine = machines()[slug]
    basis = {number for text in machine.legal_basis for number in _NUMBER.findall(text.vi)}

    for outcome in machine.outcomes:
        cited = set(_NUMBER.findall(issued(outcome).document))
        assert cited
        assert cited <= basis


@EACH
def test_a_draft_is_whole_for_whoever_applies_for_an_organisation(slug: str) -> None:
    machine = machines()[slug]
    issues = [issued(outcome) for outcome in machine.outcomes]
    named = {name for each in issues for name in names_in(each.document)}
    words = [word for each in issues for word in each.words]
    named = named.difference(word.name for word in words).union(word.question for word in words)

    asked = {name for name in named if name not in {"applicant_name", "reason", "until"}}
    falling = {name for each in issues for name in OF_ONE_ANSWER.findall(each.document)}
    gaps = {name for name in asked - falling if not is_always_answered(machine.question(name))}
    assert gaps == GAPS.get(slug, set())
    chosen = [
        (machine.question(name), word.question, value)
        for word in words
        for value, line in word.by_choice.items()
        for name in names_in(line)
    ]
    assert all(question and is_answered_with(question, of, value) for question, of, value in chosen)


def texts_of(issues: Issued) -> list[str]:
    """Return the document as each choice of its words has it."""
    chosen = {(word.question, value) for word in issues.words for value in word.by_choice}
    return [issues.document_for({question: value}) for question, value in chosen] or [issues.document]


@EACH
@pytest.mark.parametrize("end", ["", "."])
def test_what_is_counted_in_a_draft_ends_in_one_full_stop_whatever_is_answered(slug: str, end: str) -> None:
    texts = [text for outcome in machines()[slug].outcomes for text in texts_of(issued(outcome))]

    drafts = [compose_sentences(text, lambda _name: f"Phường Đống Đa{end}") for text in texts]

    counted = [line for draft in drafts for line in draft.splitlines() if re.match(r"(Điều )?\d+\. ", line)]
    assert bool(counted) is (slug not in UNCOUNTED)
    # A line before a list ends in a colon.
    assert [line for line in counted if not line.endswith((".", ":")) or ".." in line] == []


@EACH
def test_the_steps_of_an_outcome_with_less_time_take_no_more_than_it_has(slug: str) -> None:
    machine = machines()[slug]
    shorter = {outcome.name: outcome.limit for outcome in machine.outcomes if outcome.limit}

    assert set(shorter) == ({SHORTER[slug]} if slug in SHORTER else set())
    for name, limit in shorter.items():
        taken = [found for step in machine.steps if (found := step.limit_for(name))]
        # A working day is never shorter than a calendar day.
        assert {found.unit for found in taken} <= {limit.unit, LimitUnit.CALENDAR_DAY}
        assert sum(found.amount for found in taken) <= limit.amount
    assert {name for step in machine.steps for name in step.limits} == set(shorter)


@EACH
def test_applicants_meet_no_other_change_than_the_course_and_how_long_a_result_holds(slug: str) -> None:
    told = [text.en for text in differences(before(slug), ruled(slug))]

    terms = [sentence for sentence in told if sentence.startswith("The term of")]
    assert len(terms) == (1 if slug in TERMS else 0)
    earlier = [sentence for sentence in told if sentence.startswith(OF_EARLIER_PAPERS)]
    assert bool(earlier) is (slug in RESTING)
    rest = [sentence for sentence in told if sentence not in (*terms, *earlier) and not sentence.startswith(A_RULE)]
    assert rest == ["The course that all dossiers share is now edition 3 (was: edition 1)."]


@EACH
def test_all_but_the_decision_is_as_in_the_version_before(slug: str) -> None:
    old, new = before(slug), ruled(slug)

    asked = {question.name for question in new.questions if question.kind is QuestionKind.LICENCE}
    same = [question for question in new.questions if question.name not in asked]
    assert bool(asked) is (slug in RESTING)
    assert {question.name for question in same} <= {question.name for question in old.questions}
    assert same == [question for question in old.questions if question.name in {one.name for one in same}]
    assert (old.components, old.fees, old.elsewhere) == (new.components, new.fees, new.elsewhere)
    assert slug in RESTING or old.questions == new.questions
    assert (old.legal_basis, old.iso, old.supplement, old.event) == (
        new.legal_basis, new.iso, new.supplement, new.event,
    )  # fmt: skip
    rows = [[(step.name, step.title, step.role, step.limit, step.output) for step in one.steps] for one in (old, new)]
    assert rows[0] == rows[1]


@EACH
def test_what_practice_says_of_symbols_and_what_is_drafted_are_marked_as_uncertain(slug: str) -> None:
    machine = machines()[slug]
    doubts = " ".join(doubt.vi for doubt in machine.uncertain)

    assert {issued(outcome).symbol for outcome in machine.outcomes} <= set(re.findall(r"[A-ZĐ]+(?:-[A-ZĐ]+)?", doubts))
    assert "soạn sẵn" in doubts
    assert machine.effective_on.strftime("%d/%m/%Y") in doubts


def test_no_two_procedures_have_one_national_code() -> None:
    codes = Counter(machine.code for machine in machines().values() if machine.code)

    assert codes
    assert [code for code, count in codes.items() if count > 1] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "edition"), [(date(2026, 11, 25), FIRST), (DECIDED_FROM, SECOND), (FROM, THIRD)])
def test_on_a_fresh_machine_all_are_in_force_in_the_second_edition_from_its_day_on(day: date, edition: int) -> None:
    versions = ProcedureVersion.objects.current(on=day).filter(procedure__slug__in=DEPARTMENT_LIST)

    assert {version.machine.slug: version.machine.lifecycle for version in versions.select_related("procedure")} == (
        dict.fromkeys(DEPARTMENT_LIST, edition)
    )


def test_a_certificate_for_satellite_television_names_the_hotel_and_its_last_day() -> None:
    outcome = machines()["dk-tvro"].outcome("granted")
    assert outcome
    assert outcome.issues

    said = {kind: outcome.issues.document_for({"registrant_kind": kind}) for kind in ("hotel", "business")}

    assert "1. Địa điểm lắp đặt thiết bị: {hotel_name} ({hotel_rooms} phòng" in said["hotel"]
    assert "1. Địa điểm lắp đặt thiết bị: {dish_address}, {dish_position}" in said["business"]
    assert "đến hết ngày {until}." in said["hotel"]
