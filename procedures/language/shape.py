"""First pass: the values of a definition become a typed sheet; unknown keys and wrong types are noted."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from accounts.rights import STEP_ROLES
from accounts.roles import Role
from procedures.form import OFFICE
from procedures.iso import IsoDocument, IsoForm, IsoRecord
from procedures.language.errors import Notes
from procedures.language.form.rules import rule_of
from procedures.language.form.shape import component_of, elsewhere_of, fee_of, questions_of
from procedures.language.lifecycle import EDITIONS, FIRST, Edition
from procedures.language.results.shape import duty_of, issued_of
from procedures.language.sheet import Row, Sheet
from procedures.language.sources import source_of
from procedures.language.tables import FIELD, Table
from procedures.machine import (
    AfterSupplement,
    Applicant,
    Ask,
    EventRule,
    Level,
    Limit,
    LimitUnit,
    Machine,
    Online,
    Outcome,
    Paper,
    SupplementRule,
)

MAX_DAYS = 1_000
MOST_STEPS = 40
"""Rows of an ISO process; the longest known has eight."""
MAX_HOURS = 10_000
"""Clock hours before an event."""
CODE_LENGTH = 40
SUBJECT_LENGTH = 200
KNOWN = "số của một vòng đời mà chương trình này biết"


def read(values: Mapping[str, object], notes: Notes, shared: tuple[str, ...] = ()) -> Sheet:
    """Read a parsed definition; stand-ins are where the notes tell of a mistake.

    ``shared`` are the blocks of questions that exist besides the definition's own.
    """
    table = Table(values, "", notes)
    outline = _outline(table, _limit(table.table("legal_limit")), shared)
    outline = replace(
        outline,
        rules=tuple(rule_of(row) for row in table.tables("rules")),
        filed_elsewhere=table.text_or_none("filed_elsewhere"),
        abolished=table.text_or_none("abolished"),
        online_reason=table.text_or_none("online_reason"),
        sources=tuple(source_of(row) for row in table.tables("sources")),
    )
    at_once, is_named = _at_once(table, EDITIONS[outline.lifecycle])
    sheet = Sheet(
        outline=outline,
        rows=tuple(_row(row) for row in table.tables("steps", at_most=MOST_STEPS)),
        immediate_result=at_once,
        decides_at_once=is_named,
        proposer_may_decide=table.flag("proposer_may_decide", default=False),
    )
    table.close()
    return sheet


def _at_once(table: Table, edition: Edition) -> tuple[bool, Role | None]:
    """Read whether there may be a result at once; with results, the role that decides it is named."""
    if edition.knows_results and isinstance(table.value("immediate_result"), str):
        role = table.one_of("immediate_result", Role, offered=sorted(STEP_ROLES))
        if role not in STEP_ROLES:
            right = "phải là một trong: " + ", ".join(sorted(STEP_ROLES))
            table.note("immediate_result", f"“{role}” không xử lý hồ sơ", right)
        return True, role
    may_be = table.flag("immediate_result", default=False)
    if may_be and edition.knows_results:
        right = (
            "ghi vai trò của người quyết định: "
            + ", ".join(sorted(STEP_ROLES))
            + "; không có kết quả ngay thì ghi false"
        )
        table.note("immediate_result", "là true, không rõ ai quyết định", right)
    return may_be, None


def _outline(table: Table, legal: Limit, shared: tuple[str, ...]) -> Machine:
    return Machine(
        slug=table.name("slug"),
        version=table.integer("version", 1, 9999),
        code=table.line("code", length=CODE_LENGTH) if table.has("code") else None,
        name=table.text("name"),
        sector=table.name("sector"),
        sector_name=table.text("sector_name"),
        audience=table.texts("audience", at_least=1),
        agency=table.text_or_none("agency") or OFFICE,
        summary=table.text("summary"),
        channels=table.texts("channels", at_least=1),
        requirements=table.texts("requirements"),
        legal_basis=table.texts("legal_basis", at_least=1),
        result=table.text("result"),
        iso=_iso(table.table_or_empty("iso")),
        effective_on=table.day("effective_on"),
        components=tuple(component_of(row) for row in table.tables("components", at_least=1)),
        sets=table.integer("sets", 1, 20, default=1),
        questions=questions_of(table, shared),
        fees=tuple(fee_of(row) for row in table.tables("fees")),
        fee_note=table.text_or_none("fee_note"),
        legal_limit=legal,
        committed_limit=_limit(table.table("committed_limit")) if table.has("committed_limit") else legal,
        supplement=_supplement(table.table_or_empty("supplement")),
        steps=(),
        outcomes=tuple(_outcome(row) for row in table.tables("outcomes", at_least=1)),
        initial="",
        states={},
        actions=(),
        applicants=table.some_of("applicants", Applicant),
        level=table.one_of("level", Level, Level.PROVINCE),
        online=table.one_of("online", Online) if table.has("online") else None,
        jurisdiction=table.text_or_none("jurisdiction"),
        elsewhere=tuple(elsewhere_of(row) for row in table.tables("elsewhere")),
        event=_event(table.table_or_empty("event")) if table.has("event") else None,
        sets_note=table.text_or_none("sets_note"),
        uncertain=table.texts("uncertain"),
        subject=table.line("subject", "", length=SUBJECT_LENGTH),
        lifecycle=table.number_of("lifecycle", EDITIONS, FIRST, called=KNOWN),
    )


def _limit(table: Table) -> Limit:
    if not table.has("amount"):
        table.note("amount", "thiếu", "phải là số ngày hoặc số giờ, ví dụ 10")
    amount = table.amount_or_none("amount", MAX_DAYS)
    limit = Limit(Decimal(1) if amount is None else amount, table.one_of("unit", LimitUnit))
    table.close()
    return limit


def _iso(table: Table) -> IsoDocument:
    document = IsoDocument(
        code=table.line("code", ""),
        revision=table.integer_or_none("revision", 1, 999),
        issued_on=table.day_or_none("issued_on"),
        decision=table.line("decision", ""),
        purpose=table.text_or_none("purpose"),
        scope=table.text_or_none("scope"),
        forms=tuple(_iso_form(row) for row in table.tables("forms", "code")),
        records=tuple(_iso_record(row) for row in table.tables("records")),
    )
    table.close()
    return document


def _iso_form(table: Table) -> IsoForm:
    form = IsoForm(code=table.line("code"), title=table.text("title"))
    table.close()
    return form


def _iso_record(table: Table) -> IsoRecord:
    record = IsoRecord(name=table.text("name"), keeper=table.text("keeper"), retention=table.text("retention"))
    table.close()
    return record


def _event(table: Table) -> EventRule:
    rule = EventRule(
        question=table.name("question", FIELD),
        file_hours_before=table.integer_or_none("file_hours_before", 1, MAX_HOURS),
    )
    table.close()
    return rule


_OF_REGIMES = ("after", "rounds", "notice_days")
"""What the regimes of the one-stop mechanism rule where a definition says that it leaves it to them."""


def _supplement(table: Table) -> SupplementRule:
    leaves = table.flag("by_regime", default=False)
    rule = SupplementRule(
        after=table.one_of("after", AfterSupplement, AfterSupplement.RESTART),
        rounds=table.integer("rounds", 0, 99, default=1),
        notice_days=table.integer_or_none("notice_days", 1, MAX_DAYS),
        applicant_days=table.integer_or_none("applicant_days", 1, MAX_DAYS),
        by_regime=frozenset(name for name in _OF_REGIMES if leaves and not table.has(name)),
    )
    table.close()
    return rule


def _outcome(table: Table) -> Outcome:
    outcome = Outcome(
        name=table.name("name"),
        label=table.text("label"),
        paper=table.one_of("paper", Paper, offered=[Paper.REFUSAL]) if table.has("paper") else None,
        limit=_limit(table.table("limit")) if table.has("limit") else None,
        hours_before_event=table.integer_or_none("hours_before_event", 1, MAX_HOURS),
        issues=issued_of(table.table_or_empty("issues")) if table.has("issues") else None,
    )
    table.close()
    return outcome


def _row(table: Table) -> Row:
    row = Row(
        name=table.name("name"),
        title=table.text("title"),
        role=table.one_of("role", Role, offered=sorted(STEP_ROLES)),
        time=table.amount_or_none("time", MAX_DAYS),
        output=table.text("output"),
        finish=table.text_or_none("finish"),
        next=table.line("next") if table.has("next") else None,
        send_back_to=table.names("send_back_to"),
        asks=table.some_of("asks", Ask, offered=[Ask.ASSIGNEE]),
        agency=table.text_or_none("agency"),
        duty=duty_of(table),
        times=_times(table.table_or_empty("times")),
    )
    table.close()
    return row


def _times(table: Table) -> Mapping[str, Decimal]:
    """Read the times that a row takes for single outcomes."""
    read = {name: table.amount_or_none(name, MAX_DAYS) for name in table.names_written}
    table.close()
    return {name: amount for name, amount in read.items() if amount is not None}
