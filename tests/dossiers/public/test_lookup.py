"""How far a dossier is, for anybody who holds its number."""

from datetime import datetime

import pytest

from dossiers.acts import HAND_BACK_LATER
from dossiers.commands.given import Handover
from dossiers.log.parts.deposits import RESULT
from dossiers.models import Dossier
from portal.demo.story import dossier_in
from procedures.results import Way
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.notices import gone_back

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)

pytestmark = pytest.mark.django_db

DONE, NONE, NO_NUMBER = "steps are done", "No dossier has this number", "This is no whole dossier number"


def looked_up(code: str) -> str:
    return read(Visitor().get("/tra-cuu/", {"code": code})).words()


@pytest.mark.parametrize(
    "spelt",
    [
        str,
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " ").replace(".", " "),
        lambda code: code.replace("-", "\N{EN DASH}"),
        lambda code: f"  {code}. ",
    ],
)
def test_a_number_is_known_however_its_parts_are_separated(spelt) -> None:
    code = dossier_at("filed").dossier.code

    assert f"Dossier {code}" in looked_up(spelt(code))


@pytest.mark.parametrize(
    "typed", ["abc", "0001", "261128-0001", "H26.NN", "H26.NN-261128", "H26.NN-261128-1", "' OR 1=1"]
)
def test_what_is_no_number_is_said_to_be_none(typed: str) -> None:
    dossier_at("filed")

    words = looked_up(typed)

    assert NO_NUMBER in words
    assert "H26.NN-261128-0001" in words
    assert NONE not in words


@pytest.mark.parametrize("short", ["260105-0001", "260105 0001", "2601050001", "260105-9999"])
def test_a_number_without_the_agency_s_code_is_completed_whether_or_not_somebody_has_it(short: str) -> None:
    assert dossier_at("filed").dossier.code == "H26.NN-260105-0001"

    words = looked_up(short)

    assert "the agency’s code is lacking. The whole one is written H26.NN-260105-" + short[-4:] in words
    assert DONE not in words
    assert NONE not in words


def test_what_begins_with_no_day_is_not_completed() -> None:
    assert "H26.NN-091234" not in looked_up("0912345678")


def test_a_number_that_nobody_has_is_to_be_compared() -> None:
    assert NONE in looked_up("H26.NN-160101-9999")


@pytest.mark.parametrize(
    ("state", "says", "has_steps"),
    [
        ("filed", "It is filed and waits for the desk to accept it.", True),
        ("accepted", "It is accepted and being processed.", True),
        ("tham-dinh", "It is accepted and being processed.", True),
        ("tham-dinh.supplement-asked", "The date on the receipt does not hold meanwhile.", True),
        ("tham-dinh.payment-due", "It stands still until a fee is paid.", True),
        ("result-ready", "The result is there and waits to be collected.", True),
        ("withdrawn", "This dossier has ended.", False),
        ("rejected", "This dossier has ended.", False),
        ("returned", "This dossier has ended.", True),
    ],
)
def test_it_says_where_the_dossier_is_and_no_more(state: str, says: str, has_steps: bool) -> None:
    dossier = dossier_at(state).dossier

    words = looked_up(dossier.code)

    assert says in words
    assert (DONE in words) == has_steps
    assert dossier.applicant_name not in words
    assert Dossier.objects.get().subject not in words


def test_who_has_answered_is_not_waited_for_while_the_desk_looks_at_it() -> None:
    asked = dossier_in("tham-dinh", at=MONDAY).take("propose-supplement", "dung").take("issue-supplement", "bob")
    before = looked_up(asked.dossier.code)
    asked.take("answer-supplement", "alice")

    after = looked_up(asked.dossier.code)

    assert "the applicant is to hand something in" in before
    assert "What was asked for has come; the desk is looking at it." in after
    assert "the applicant is to hand something in" not in after


def test_what_lies_at_the_desk_after_the_end_is_said_until_it_is_fetched() -> None:
    waits = "lie at the one-stop desk and wait to be fetched"
    sent_back = gone_back.sent_back()
    before = looked_up(sent_back.dossier.code)
    handover = Handover(sent_back.dossier.applicant_name, Way.IN_PERSON, "CCCD 2345", things={RESULT.name: ()})
    sent_back.take(HAND_BACK_LATER, "bob", handover=handover)

    assert waits in before
    assert waits not in looked_up(sent_back.dossier.code)
