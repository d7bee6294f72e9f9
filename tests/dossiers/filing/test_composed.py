"""The draft of a result: filled with what is known of whoever has applied."""

from typing import Any

import pytest

from dossiers.filing.composed import GIVEN, composed
from procedures.composing import GAP, gaps_in
from procedures.language.compiler import SHIPPED, compile_text
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, some

PRESS = SHIPPED / "hop-bao-trong-nuoc" / "v3.toml"
AN: dict[str, Any] = {"applicant_name": "Lê Việt An", "host_kind": "citizen", "conference_title": "Lễ hội Áo dài"}


def drafted(values: dict[str, Any], outcome: str = "refused") -> str:
    machine = compile_text(PRESS.read_text(encoding="utf-8"), path=str(PRESS))
    found = machine.outcome(outcome)
    assert found is not None
    assert found.issues is not None
    return composed(machine, found.issues.document, values, keep=GIVEN)


@pytest.mark.parametrize(
    ("more", "party"),
    [
        ({}, "Lê Việt An"),
        ({"applicant_organisation": "Hội Di sản"}, "Hội Di sản"),
        ({"host_kind": "organisation", "host_name": "Báo Hà Nội", "applicant_organisation": "Hội"}, "Báo Hà Nội"),
    ],
)
def test_an_answer_goes_to_whoever_applies_where_no_other_name_is_asked_for(more: dict[str, Any], party: str) -> None:
    draft = drafted(AN | more)

    assert draft.strip().startswith(f"Kính gửi: {party}\n")
    assert f"thông báo của {party} về việc" in draft


def test_what_nobody_has_answered_stays_a_gap_and_is_named() -> None:
    draft = drafted(AN, "granted")

    assert GAP in draft
    assert any(gap.startswith("4. Người chủ trì: ……") for gap in gaps_in(draft))


@pytest.mark.django_db
@pytest.mark.at(NOW)
def test_the_form_of_a_draft_says_where_its_gaps_are(monkeypatch: pytest.MonkeyPatch) -> None:
    [dossier] = some(1, "tham-dinh")
    whole = read(Visitor("dung").get(f"/mot-cua/{dossier.code}/")).words()
    monkeypatch.setattr("dossiers.filing.composed.answer_text", lambda _question, _value: "")

    page = read(Visitor("dung").get(f"/mot-cua/{dossier.code}/")).words()

    assert "Fill in what nobody has answered" not in whole
    assert "Fill in what nobody has answered, or leave it out: “" in page
