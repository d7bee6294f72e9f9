"""Rules between answers hold when a dossier is filed and when an answer is corrected, and never afterwards."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dossiers import commands, refusals
from dossiers.filing import corrections, drafts, rules
from dossiers.filing.corrections import Item
from portal.demo import story
from procedures.answers import MISTYPED_PERSONAL_ID, NOT_AN_IDENTITY, clean
from procedures.form.rules import Breach, Comparison, Rule, RuleKind
from procedures.machine import Machine
from procedures.time.calendar import LOCAL
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
BORN = Rule("sinh", RuleKind.NOT_AFTER_TODAY, "born_on")
HELD = Rule("to-chuc", RuleKind.NOT_BEFORE_TODAY, "held_at")
SIGNED = Rule("ky", RuleKind.NOT_AFTER, "signed_on", other="held_at")
WRITTEN = """
[[rules]]
name = "sinh"
kind = "not-after-today"
question = "born_on"

[[rules]]
name = "to-chuc"
kind = "not-before-today"
question = "held_at"

[[rules]]
name = "ky"
kind = "not-after"
question = "signed_on"
other = "held_at"
breach = "warn"
"""
TO_COME = "“Date of birth” must not be after the day of filing (filed now, it is 06/01/2026)."


def ruled(*ruling: Rule) -> Machine:
    return replace(every_kind.machine(), rules=ruling)


def faults(machine: Machine, **typed: str) -> dict[str, str]:
    _values, errors = drafts.check(machine, every_kind.with_answers(**typed), [], at=MONDAY)
    return {field: sentence.en for field, sentence in errors.items() if field in typed}


def test_an_answer_that_breaks_a_rule_is_refused_at_its_question() -> None:
    machine = ruled(BORN, HELD)

    assert faults(machine, born_on="06/01/2026", held_at="05/01/2026 08:29").keys() == {"born_on", "held_at"}
    assert faults(machine, born_on="05/01/2026", held_at="05/01/2026 08:30") == {}


def test_what_is_wrong_with_an_answer_itself_is_said_before_a_rule() -> None:
    assert faults(ruled(BORN), born_on="30/02/2027") == {"born_on": "There is no such day. Please check it."}


def test_an_address_elsewhere_is_refused_at_its_province() -> None:
    machine = ruled(Rule("noi", RuleKind.PROVINCE_IS, "venue", provinces=("01",)))
    typed = {"venue.province": "79", "venue.commune": every_kind.SAI_GON}

    _values, errors = drafts.check(machine, {**every_kind.ANSWERS, **typed}, [], at=MONDAY)

    assert errors["venue.province"].en == "“Venue” must be in Thành phố Hà Nội."


def test_a_rule_that_warns_lets_the_dossier_be_filed_and_is_told() -> None:
    machine = ruled(replace(HELD, breach=Breach.WARN))
    answers = every_kind.with_answers(held_at="04/01/2026 08:00")

    values, errors = drafts.check(machine, answers, [], at=MONDAY)

    assert "held_at" not in errors
    ((question, told),) = drafts.warnings(machine, values, MONDAY)
    assert question.name == "held_at"
    assert told.vi == (
        "“Giờ tổ chức” thường không trước lúc nộp hồ sơ (nộp lúc này là 08:30 05/01/2026). "
        "Hồ sơ phải nộp trước đó ít nhất 24 giờ; nộp lúc này là đã muộn."
    )


def test_what_is_filed_too_near_to_its_event_is_late_and_what_is_only_odd_is_not() -> None:
    machine = ruled(Rule("dai", RuleKind.NUMBER, "pages", breach=Breach.WARN, comparison=Comparison.AT_MOST, number=1))
    near, _errors = drafts.check(machine, every_kind.with_answers(held_at="05/01/2026 20:00"), [], at=MONDAY)
    far, _errors = drafts.check(machine, every_kind.with_answers(held_at="07/01/2026 20:00"), [], at=MONDAY)

    assert rules.late(machine, near, MONDAY) == {"held_at"}
    assert rules.late(machine, far, MONDAY) == frozenset()
    told = {question.name: sentence.vi for question, sentence in drafts.warnings(machine, near, MONDAY)}
    assert "pages" in told
    assert told["held_at"] == (
        "Hồ sơ phải nộp trước đó ít nhất 24 giờ; nộp lúc này là đã muộn, cơ quan có thể chỉ trả lời sau đó."
    )


@pytest.mark.parametrize(
    ("held_at", "told"), [("05/12/2036 09:30", "Năm 2036 còn xa: đúng năm chưa?"), ("05/01/2028 09:30", "")]
)
def test_the_hour_of_an_event_years_away_is_perhaps_a_slip_and_can_be_filed(held_at: str, told: str) -> None:
    machine = ruled()
    values, errors = drafts.check(machine, every_kind.with_answers(held_at=held_at), [], at=MONDAY)

    assert "held_at" not in errors
    found = {question.name: sentence.vi for question, sentence in drafts.warnings(machine, values, MONDAY)}
    assert found.get("held_at", "") == told


@pytest.mark.parametrize(
    ("born_on", "told"),
    [
        ("01/01/2015", "Sinh ngày này thì mới 11 tuổi, chưa đủ 18 tuổi. Xin xem lại năm sinh."),
        (f"{MONDAY + timedelta(days=1):%d/%m}/{MONDAY.year - 18}", "Sinh ngày này thì mới 17 tuổi"),
        (f"{MONDAY:%d/%m}/{MONDAY.year - 18}", ""),
    ],
)
def test_a_birth_date_of_somebody_who_is_not_of_age_is_looked_at_again_and_can_be_filed(
    born_on: str, told: str
) -> None:
    machine = ruled()
    answers = every_kind.with_answers(born_on=born_on, person_id="")
    values, errors = drafts.check(machine, answers, [], at=MONDAY)

    assert "born_on" not in errors
    found = {question.name: sentence.vi for question, sentence in drafts.warnings(machine, values, MONDAY)}
    assert found.get("born_on", "").startswith(told)
    assert bool(found.get("born_on")) is bool(told)


IDENTITIES: list[tuple[str, str | None]] = [
    ("001185012345", "001185012345"),
    ("001 185 012 345", "001185012345"),
    ("012345678", "012345678"),
    ("b1234567", "B1234567"),
    ("C01X00T47", "C01X00T47"),
    ("12345", None),
    ("0011850123456", None),
    ("003185012345", None),
    ("001385099999", None),
    ("hộ chiếu", None),
    ("ABCDEFG", None),
]


@pytest.mark.parametrize(("typed", "kept"), IDENTITIES)
def test_the_applicant_s_number_is_one_of_a_person_or_refused(typed: str, kept: str | None) -> None:
    answers = every_kind.with_answers(applicant_id=typed)

    values, errors = drafts.check(every_kind.machine(), answers, [], at=MONDAY)

    assert ("applicant_id" in errors) is (kept is None)
    assert kept is None or values["applicant_id"] == kept


def test_what_is_wrong_with_a_number_is_said_by_its_digits() -> None:
    assert faults(ruled(), applicant_id="12345")["applicant_id"].startswith("This number has 5 digits.")
    assert faults(ruled(), applicant_id="003185012345") == {"applicant_id": MISTYPED_PERSONAL_ID.en}
    assert faults(ruled(), applicant_id="ABCDEFG") == {"applicant_id": NOT_AN_IDENTITY.en}
    assert faults(ruled(), person_id="001385099999") == {"person_id": MISTYPED_PERSONAL_ID.en}


@pytest.mark.django_db
@pytest.mark.at(TUESDAY)
def test_the_form_shows_a_broken_rule_at_its_question_with_all_that_was_typed(tmp_path: Path) -> None:
    every_kind.published(tmp_path, ("[[elsewhere]]", f"{WRITTEN}\n[[elsewhere]]"))
    alice = Visitor("alice")
    alice.get(every_kind.FORM)

    page = alice.post(every_kind.FORM, every_kind.with_answers(born_on="07/01/2026", do="check") | every_kind.files())

    assert page.status_code == 422
    assert read(page).errors["id_born_on"] == TO_COME
    assert 'value="07/01/2026"' in page.content.decode()


@pytest.mark.django_db
@pytest.mark.at(TUESDAY)
def test_what_was_in_order_on_the_page_is_judged_again_when_it_is_filed(tmp_path: Path) -> None:
    every_kind.published(tmp_path, ("[[elsewhere]]", f"{WRITTEN}\n[[elsewhere]]"))
    answers = every_kind.with_answers(held_at="07/01/2026 09:00")
    draft = story.draft_of("alice", MONDAY, answers, slug=every_kind.SLUG)

    with pytest.raises(refusals.InvalidAnswers) as refused:
        commands.submit(draft.key, owner=draft.owner, at=TUESDAY + timedelta(days=1, minutes=1))
    assert refused.value.errors.keys() == {"held_at"}

    dossier = commands.submit(draft.key, owner=draft.owner, at=TUESDAY)
    assert Visitor("alice").get(f"/ho-so/{dossier.code}/").status_code == 200


def corrected(at: datetime = MONDAY, **typed: str) -> dict[str, str]:
    """Return what is said of a correction of these answers at an instant, by field, of a dossier that was filed on Monday."""
    machine = ruled(BORN, HELD, SIGNED)
    standing, _errors = clean(drafts.questions_of(machine), every_kind.ANSWERS)
    items = [Item(name, machine.questions[0].label, "", is_paper=False) for name in typed]
    asked = corrections.asked_by(machine, {**standing}, items)
    checked = corrections.check(asked, asked.before() | typed, [], {"ban-do"}, filed_at=MONDAY, at=at)
    return {field: sentence.en for field, sentence in checked.errors.items()}


def test_a_corrected_answer_is_judged_as_of_the_filing() -> None:
    assert corrected(born_on="05/01/2026") == {}
    assert corrected(born_on="06/01/2026").keys() == {"born_on"}


def test_what_has_begun_since_the_filing_is_announced_no_more_and_a_day_of_the_past_is_judged_by_the_filing() -> None:
    later = MONDAY + timedelta(days=2)
    begun = f"{MONDAY + timedelta(days=1):%d/%m/%Y %H:%M}"

    assert corrected(held_at=begun) == {}
    assert "sent now, it is" in corrected(later, held_at=begun)["held_at"]
    assert "it was filed" in corrected(later, born_on="06/01/2026")["born_on"]


def test_a_rule_that_a_correction_breaks_stands_at_the_answer_that_is_new() -> None:
    assert corrected(held_at="05/01/2026 09:00", title="Tên mới") == {}
    assert corrected(signed_on="01/12/2030").keys() == {"signed_on"}
    assert "signed_on" not in corrected(held_at="04/01/2026 09:00")
    assert corrected(held_at="04/01/2026 09:00").keys() == {"held_at"}
