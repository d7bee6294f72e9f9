"""What the newest version of each shipped procedure has that the one before had not, and from where it is known."""

from dataclasses import replace

import pytest

from accounts.roles import Role
from procedures.form import Database
from procedures.form.offered import Confidence
from procedures.form.rules import Breach, RuleKind
from procedures.language.differences import differences
from procedures.language.lifecycle import FOURTH
from procedures.machine import Clock
from tests.procedures.shipped import DEPARTMENT_LIST
from tests.procedures.test_shipped_results import OF_COMMUNES
from tests.procedures.versions import (
    A_RULE,
    CAME_WITH_YEARS,
    CHARGED,
    OF_YEARS,
    SAID_ANEW_FROM,
    WAITED_FROM,
    YEARS_FROM,
    machines,
    ruled,
    version_of,
)  # fmt: skip

COMPANIES = Database.BUSINESS_REGISTRATION
LOOKED_UP = (
    "gp-hoat-dong-in-xbp",
    "gcn-diem-tro-choi",
    "gp-ban-tin",
    "gp-buu-chinh",
    "trang-ttdt-tong-hop",
    "vbxn-buu-chinh",
)
ANOTHER_AGENCY_S = "trung-bay-tranh-anh"
OF_SOURCES = (
    "Filing on line is now in full",
    "Document no longer required",
    "Document no longer asked for",
    "Document now needed only where it is not found",
)
"""What the newer sources have changed for applicants."""

EACH = pytest.mark.parametrize("slug", DEPARTMENT_LIST)


def test_no_year_to_come_is_taken_where_the_year_of_something_there_is_is_asked_for() -> None:
    rules = {
        (slug, rule.question, rule.column)
        for slug, machine in machines().items()
        for rule in machine.rules
        if (rule.kind, rule.breach) == (RuleKind.NOT_AFTER_THIS_YEAR, Breach.BLOCK)
    }
    asked = [(machine.slug, question) for machine in machines().values() for question in machine.questions]
    cells = [(slug, question.name, column) for slug, question in asked for column in question.columns]
    years = [*cells, *((slug, question.name, question) for slug, question in asked)]

    assert rules == OF_YEARS
    assert {(slug, name) for slug, name, one in years if one.label.vi.startswith("Năm")} == {
        (slug, question) for slug, question, _column in OF_YEARS
    }


@pytest.mark.parametrize("slug", sorted(slug for slug, _question, _column in OF_YEARS))
def test_the_version_that_came_with_a_year_changes_nothing_else_than_how_it_is_asked(slug: str) -> None:
    old, number = ruled(slug), CAME_WITH_YEARS.get(slug)
    new = version_of(slug, number) if number else machines()[slug]

    told = [text.en for text in differences(old, new)]
    assert new.effective_on == YEARS_FROM
    assert sum(sentence.startswith(A_RULE) for sentence in told) == 1
    rest = [sentence for sentence in told if not sentence.startswith(A_RULE)]
    of_one_question = ["New question: Country of manufacture.", "New question: Year of manufacture."]
    rest = [sentence for sentence in rest if not sentence.startswith(OF_SOURCES)]
    if slug == "chuyen-nhuong-may-photocopy-mau":
        assert rest[:2] == of_one_question
        assert rest[2:] == ["No longer asked: Country and year of manufacture."]
    else:
        assert rest == []
        assert new.questions == old.questions


@pytest.mark.parametrize("slug", CHARGED)
def test_where_there_is_a_fee_the_newest_version_says_when_it_is_due_and_waits_for_it(slug: str) -> None:
    old, new = ruled(slug), machines()[slug]

    assert (new.lifecycle, new.effective_on) == (FOURTH, SAID_ANEW_FROM.get(slug, WAITED_FROM))
    assert {fee.due for fee in new.fees} == {CHARGED[slug]}
    assert [replace(fee, due=None) for fee in new.fees] == list(old.fees)
    told = [text.en for text in differences(old, new)]
    assert "The course that all dossiers share is now edition 4 (was: edition 3)." in told
    assert any("phí" in doubt.vi and "nộp" in doubt.vi for doubt in new.uncertain)


def test_where_there_is_none_nothing_waits() -> None:
    assert {slug for slug, machine in machines().items() if machine.fees} == CHARGED.keys()


@EACH
def test_the_newest_version_names_the_source_of_what_is_new_in_it(slug: str) -> None:
    old, new = ruled(slug), machines()[slug]
    named = {source.of.partition(".")[0] for source in new.sources}

    assert named
    assert (new.code is None) or "code" in named or new.code == old.code
    assert (new.online == old.online) or "online" in named
    assert (new.components == old.components) or "components" in named
    assert (new.fees == old.fees) or "fees" in named
    assert all(source.doubt for source in new.sources if source.confidence is Confidence.RECALLED)


def test_what_the_ministry_decides_in_hanoi_is_said_before_one_files() -> None:
    jurisdiction = machines()[ANOTHER_AGENCY_S].jurisdiction

    assert jurisdiction
    assert "262/2026/NĐ-CP" in jurisdiction.vi
    assert "jurisdiction" in {source.of for source in machines()[ANOTHER_AGENCY_S].sources}


@pytest.mark.parametrize("slug", sorted(OF_COMMUNES))
def test_what_the_commune_decides_is_handed_over_and_its_answer_comes_back_in_the_same_time(slug: str) -> None:
    machine, former = machines()[slug], version_of(slug, 5)

    assert machine.agency == former.agency, "who receives it"
    deciding = machine.step("ket-qua-ubnd-xa").agency
    assert deciding
    assert deciding.vi == "Uỷ ban nhân dân cấp xã"
    assert machine.jurisdiction
    assert machine.jurisdiction.vi.startswith("Nơi quyết định: Uỷ ban nhân dân cấp xã nơi đặt điểm, từ 01/07/2025")
    assert [step.name for step in machine.steps[-3:]] == ["chuyen-ubnd-xa", "ket-qua-ubnd-xa", "tra-ket-qua"]
    waiting = machine.states["ket-qua-ubnd-xa"]
    assert (waiting.clock, waiting.holder) == (Clock.RUNNING, Role.ONE_STOP_OFFICER)
    assert {"record-granted", "record-refused"} <= {action.name for action in machine.actions_from(waiting.name)}
    assert (machine.legal_limit, machine.committed_limit) == (former.legal_limit, former.committed_limit)
    assert any("không phụ thuộc địa giới" in doubt.vi for doubt in machine.uncertain)
    assert {"agency", "jurisdiction"} <= {source.of for source in machine.sources if source.doubt}


def test_every_paper_that_a_law_lets_a_database_replace_is_looked_up_there_and_no_other() -> None:
    replaced = {
        (slug, source.of.removeprefix("components."))
        for slug, machine in machines().items()
        for source in machine.sources
        if source.of.startswith("components.") and "66.7/2025" in source.text.vi
    }
    looked_up = {
        (slug, one.name): (one.database, one.database_by)
        for slug, machine in machines().items()
        for one in machine.components
        if one.database
    }

    assert looked_up == {
        ("gp-hoat-dong-in-xbp", "giay-dang-ky"): (COMPANIES, "business_tax_code"),
        ("gcn-diem-tro-choi", "dang-ky-kinh-doanh"): (COMPANIES, "trade_registration_no"),
        ("gcn-diem-tro-choi", "giay-to-tuy-than"): (Database.POPULATION, "owner_id"),
        ("gp-ban-tin", "giay-to-thanh-lap"): (COMPANIES, "establishment_no"),
        ("gp-buu-chinh", "dang-ky-kinh-doanh"): (COMPANIES, "business_tax_code"),
        ("trang-ttdt-tong-hop", "giay-to-phap-ly"): (COMPANIES, "enterprise_code"),
        ("vbxn-buu-chinh", "dang-ky-kinh-doanh"): (COMPANIES, "business_tax_code"),
    }
    assert replaced == looked_up.keys()


@pytest.mark.parametrize("slug", LOOKED_UP)
def test_a_version_that_looks_a_paper_up_asks_for_it_as_before_where_no_law_lets_it_be_looked_up(slug: str) -> None:
    """The version before the sources asked for each of these papers of everybody whom it concerns."""
    old, new = ruled(slug), machines()[slug]
    now = [replace(one, database=None, database_by="") for one in new.components]

    assert [one for one in now if one.name != "chung-tu-nop-phi"] == [
        one for one in old.components if one.name != "chung-tu-nop-phi"
    ]


def test_whoever_publishes_a_film_reads_what_is_uploaded_and_what_is_handed_in_at_the_desk() -> None:
    machine = machines()["xb-tai-lieu-khong-kinh-doanh"]
    asked = next(one for one in machine.questions if one.name == "material_form")
    papers = {paper.name: paper for paper in machine.components}

    assert papers["ban-thao"].is_wanted({"material_form": "audio-visual"}), "the written script of it"
    assert asked.help
    assert (
        "tải lên kịch bản hoặc lời viết (PDF); đĩa hoặc USB nộp tại Bộ phận Tiếp nhận và Trả kết quả" in asked.help.vi
    )
    assert "upload the written script (PDF); hand in the disc or USB stick at the one-stop desk" in asked.help.en
