"""What is said of a paper that a database may have: on the form, and of what was filed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dossiers.filing.lookups import kept
from dossiers.filing.lookups.kept import Kept
from dossiers.filing.lookups.seam import configured
from dossiers.log.facts import facts_of, words_of
from dossiers.log.parts.looked_up import LookedUp, LookupOutcome
from dossiers.models import Draft, Event
from procedures import steady
from procedures.form import Component, Condition, Database, Text
from procedures.form.databases import DATABASES, knows_such
from procedures.machine import Machine
from procedures.time.calendar import local
from procedures.time.regimes.rules import Regime, Rule


@dataclass(frozen=True, slots=True)
class Looked:
    """A paper that a database may have: what is said of it, and whether it need not come."""

    sentence: Text
    is_found: bool = False


def of_form(draft: Draft, values: Mapping[str, Any], at: datetime) -> dict[str, Looked]:
    """Return what a form says of each paper that a database may have, by component; nothing while no law rules it."""
    machine = draft.version.machine
    named = [one for one in machine.components if one.database and _may_come(one.when, values)]
    if not named or not kept.rules_on(local(at).date()):
        return {}
    lookup, current = configured(), kept.current(draft, values, at)
    connected = lookup.databases if lookup else frozenset()
    return {
        one.name: sentence for one in named if (sentence := _of(one, machine, values, current.get(one.name), connected))
    }


def _may_come(when: Condition | None, values: Mapping[str, Any]) -> bool:
    return when is None or when.met_by(values)


def _of(
    paper: Component, machine: Machine, values: Mapping[str, Any], now: Kept | None, connected: frozenset[Database]
) -> Looked | None:
    if paper.database is None:
        return None
    called = DATABASES[paper.database]
    if paper.database not in connected:
        vi = f"Chưa kết nối {called.vi}, nên vẫn cần giấy này."
        return Looked(Text(vi, f"This office is not connected to {called.en} yet, so this paper is still needed."))
    if now is None:
        return _not_asked(paper, machine, values, called)
    if now.outcome is LookupOutcome.NOT_FOUND:
        vi = f"Không tra cứu được “{now.number}” trong {called.vi}, nên cần giấy này. Số ghi sai thì sửa lại rồi kiểm tra lại."
        en = f"“{now.number}” was not found in {called.en}, so this paper is needed. If the number is wrong, put it right and check again."
        return Looked(Text(vi, en))
    if now.outcome is LookupOutcome.NO_ANSWER:
        vi = f"{called.vi} chưa trả lời, nên vẫn cần giấy này. Sau 5 phút mở lại trang này thì tra cứu lại."
        en = f"There is no answer from {called.en} yet, so this paper is still needed. Opened again after 5 minutes, this page asks anew."
        return Looked(Text(vi, en))
    done = of_filed(now.fact, now.text, now.text_en)
    return Looked(
        Text(f"{done.vi} Bạn không cần nộp giấy này.", f"{done.en} You need not send this paper."), is_found=True
    )


def _not_asked(paper: Component, machine: Machine, values: Mapping[str, Any], called: Text) -> Looked | None:
    """Return what must be filled in for it to be looked up; None where the answers ask for no such number."""
    question = machine.question(paper.database_by)
    if question is None or not _may_come(question.shown_when, values):
        return None
    label, number = question.label, str(values.get(paper.database_by) or "")
    if number and paper.database and not knows_such(paper.database, number):
        return Looked(
            Text(
                f"“{number}” không phải mã số có trong {called.vi} nên không tra cứu được: cần giấy này.",
                f"“{number}” is no number of {called.en}, so it is not looked up: this paper is needed.",
            )
        )
    return Looked(
        Text(
            f"Ghi “{label.vi}” rồi lưu: hệ thống tra cứu trong {called.vi}, tra cứu được thì không cần giấy này.",
            f"Fill in “{label.en}” and save: it is looked up in {called.en}, and what is found there need not be sent.",
        )
    )


def of_page(machine: Machine, day: date) -> dict[str, Text]:
    """Return when each paper that a database may have is needed, by component, by the law of a day; nothing without one."""
    named = {one.name: DATABASES[one.database] for one in machine.components if one.database}
    law = steady.now().regimes.law_of_lookups(day) if named else None
    if law is None:
        return {}
    lookup = configured()
    connected = {DATABASES[database] for database in lookup.databases} if lookup else set()
    vi, en = f"{law.name.vi}, {_days(law, 'đến')}", f"{law.name.en}, {_days(law, 'to')}"
    return {
        name: Text(
            f"Chỉ nộp khi không tra cứu được trong {called.vi} ({vi})",
            f"Only where it is not found in {called.en} ({en})",
        )
        if called in connected
        else Text(
            f"Vẫn cần, vì chưa kết nối {called.vi} ({vi})", f"Still needed: not connected to {called.en} yet ({en})"
        )
        for name, called in named.items()
    }


def _days(law: Regime, to: str) -> str:
    first, last = f"{law.begins_on:%d/%m/%Y}", law.until
    return f"{first} {to} {last:%d/%m/%Y}" if last else first


def of_signature(machine: Machine, day: date, *, for_organisation: bool) -> Text | None:
    """Say that the form on line is not signed here, by the law of a day of filing; None where no law speaks of it, or there is none.

    The law frees persons who are signed in by VNeID. Of organisations it says nothing, and whoever files for one reads that.
    """
    given = steady.now().regimes.found_on(day).get(Rule.EFORM_SIGNATURE, ())
    content = given[-1].value.content if given else None
    if not isinstance(content, Text) or not any(component.eform for component in machine.components):
        return None
    if not for_organisation:
        return UNSIGNED
    law = given[-1].regime.name
    return Text(
        f"Bạn nộp được hồ sơ này mà không phải ký số tờ khai điện tử; lúc này không phải làm gì thêm. {law.vi} không nói riêng về "
        "tổ chức, nên nếu cơ quan cần chữ ký của tổ chức thì sẽ yêu cầu bổ sung sau khi bạn nộp.",
        f"You can file this dossier without signing the form here; there is nothing more to do now. {law.en} does not speak of "
        "organisations, so if the office needs the organisation's signature, it asks you for it after the filing.",
    )


UNSIGNED = Text("Ở đây bạn không phải ký số tờ khai điện tử này.", "You are not asked to sign this form here.")


def of_filed(done: LookedUp, text: str, text_en: str = "") -> Text:
    """Return what is said of a look-up; ``text`` is what stands in the database, empty once it is erased, in English if it is known."""
    known = {database.value: name for database, name in DATABASES.items()}
    called, when = known.get(done.database, Text(done.database, done.database)), f"{local(done.at):%H:%M %d/%m/%Y}"
    if done.outcome is LookupOutcome.NO_ANSWER:
        return Text(f"{called.vi} không trả lời lúc {when}.", f"There was no answer from {called.en} at {when}.")
    if done.outcome is LookupOutcome.NOT_FOUND:
        return Text(f"Không tra cứu được trong {called.vi} lúc {when}.", f"Not found in {called.en} at {when}.")
    vi, en = f"Tra cứu được trong {called.vi} lúc {when}", f"Found in {called.en} at {when}"
    if done.reference:
        vi, en = f"{vi}, mã tra cứu {done.reference}", f"{en}, reference {done.reference}"
    if not text:
        return Text(f"{vi}.", f"{en}.")
    return Text(f"{vi}: {text}.", f"{en}: {text_en}." if text_en else f"{en}; there, in Vietnamese: “{text}”.")


def of_kept(found: Mapping[str, Kept]) -> dict[str, Text]:
    """Return what is said of the look-ups that go with a filing, by component."""
    return {name: of_filed(each.fact, each.text, each.text_en) for name, each in found.items()}


def of_log(log: Sequence[Event]) -> dict[str, Text]:
    """Return what is said of the look-ups that went with the filing of a dossier, by component."""
    return dict(_of_log(log))


def not_found_of(log: Sequence[Event]) -> dict[str, Text]:
    """Return what is said of the look-ups at the filing that found nothing, by component: these papers are read."""
    lookups = facts_of(log[0]).lookups if log else {}
    missed = {name for name, done in lookups.items() if done.outcome is not LookupOutcome.FOUND}
    return {name: said for name, said in of_log(log).items() if name in missed}


def _of_log(log: Sequence[Event]) -> Iterator[tuple[str, Text]]:
    for event in log[:1]:
        words = words_of(event.payload)
        for name, done in facts_of(event).lookups.items():
            yield name, of_filed(done, words.found.get(name, ""))
