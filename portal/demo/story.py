"""Dossiers that are made by walking them through the commands, for the demo, the bench and the tests."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfWriter

from accounts.models import User
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import acts, commands, files
from dossiers.commands import Given
from dossiers.commands.deciding import signing
from dossiers.commands.given import Draft, Handover, Issue, Signer, divisions_for
from dossiers.filing import arriving, composed, drafts, opening
from dossiers.filing.known.own_names import OWNER
from dossiers.filing.results import terms
from dossiers.log.decisions import matter_of
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of, words_of
from dossiers.log.handed import originals
from dossiers.log.money import ASK_PAYMENT, Debt, debt_before, standing_payments
from dossiers.log.parts.deposits import lying
from dossiers.log.parts.posted import Mended, items
from dossiers.log.proofs import waiting
from dossiers.models import Dossier, Event
from dossiers.policy import Actor, actors, may
from procedures.answers.sample import raw_answers
from procedures.composing import GAP
from procedures.machine import Action, Ask, Guard, Tone
from procedures.models import ProcedureVersion
from procedures.results import Capacity, Originals, Way

SLUG = "xb-tai-lieu-khong-kinh-doanh"
ANSWERS: Mapping[str, str] = {
    "organisation_name": "Hội Khuyến học quận Đống Đa",
    "establishment_decision_no": "125/QĐ-UBND",
    "establishment_decided_on": "12/03/2015",
    "material_name": "Kỷ yếu 20 năm khuyến học Đống Đa",
    "material_form": "printed",
    "extent": "120",
    "format": "14,5 x 20,5 cm",
    "print_run": "500",
    "language": "vietnamese",
    "is_translated": "no",
    "printing_house_name": "Công ty Cổ phần In Hà Nội",
    "printing_house_address": "Lô 6B, cụm công nghiệp Ngọc Hồi, xã Ngọc Hồi, Hà Nội",
    "printing_house_address.province": "01",
    "printing_house_address.commune": "00679",
    "printing_house_address.line": "Lô 6B, cụm công nghiệp Ngọc Hồi",
    "needs_opinion": "no",
    "purpose": "Ghi lại hoạt động khuyến học, biểu dương các gia đình hiếu học của quận.",
    "scope_of_use": "Lưu hành nội bộ trong hội viên và nhà trường của quận",
    "distribution": "Phát không thu tiền tại lễ kỷ niệm",
    "content_summary": "Kỷ yếu gồm ba phần: chặng đường hai mươi năm, những tấm gương hiếu học, ảnh tư liệu.",
}
"""A complete application under the model procedure, whichever of its versions is in force."""

PATH = (
    ("accept", "bob"),
    ("transfer", "bob"),
    ("finish-phan-cong", "hoa"),
    ("finish-tham-dinh", "dung"),
    ("finish-xem-xet", "hoa"),
    ("finish-ky-duyet", "lan"),
    ("finish-van-thu", "tam"),
    ("return", "bob"),
)
"""The way of a dossier that has no trouble: the actions and who takes each, as the first edition calls them."""
SECOND: Mapping[str, str] = {
    "finish-tham-dinh": "propose-granted",
    "finish-ky-duyet": "decide",
    "finish-van-thu": "number",
    "finish-van-thu-refused": "number",
    "stop": "decide-stop",
}
"""What the second edition calls them."""

SEATED: Mapping[Role, str] = {
    Role.ONE_STOP_OFFICER: "bob",
    Role.DIVISION_HEAD: "hoa",
    Role.SPECIALIST: "dung",
    Role.DEPARTMENT_LEADER: "lan",
    Role.PROVINCIAL_OFFICE: "van",
    Role.CLERK: "tam",
}
"""Who of the demo works in each role."""


@cache
def pdf(pages: int = 1, title: str = "") -> bytes:
    """Return a small PDF of blank A4 pages; with a title, none like another."""
    writer, buffer = PdfWriter(), io.BytesIO()
    if title:
        writer.add_metadata({"/Title": title})
    for _page in range(pages):
        writer.add_blank_page(width=595, height=842)
    writer.write(buffer)
    return buffer.getvalue()


def upload(name: str = "ban-thao.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    """Return an upload as a browser sends it."""
    return SimpleUploadedFile(name, pdf() if content is None else content)


def person(username: str) -> User:
    """Return a person of the demo."""
    return User.objects.get(username=username)


def actor(username: str, dossier: Dossier, action: str, at: datetime) -> Actor:
    """Return a person as the actor that may take an action, or as the first that the person is."""
    user = person(username)
    seats = seats_of(user, timezone.localdate(at))
    chosen = acts.find(dossier.machine, dossier.state, action)
    own = Actor.citizen(user)
    if user.pk == dossier.applicant_id or not seats:
        return own
    held = actors(user, seats)
    return next((a for a in held if chosen and may(a, chosen, dossier)), held[0])


def draft_of(
    username: str,
    at: datetime,
    answers: Mapping[str, str] | None = None,
    slug: str = SLUG,
    *,
    paper: bytes | None = None,
) -> Any:
    """Return a person's complete draft; ``paper`` is the file of the first thing that is asked for, where it is no usual one."""
    owner = person(username)
    current = ProcedureVersion.objects.current(on=timezone.localdate(at)).select_related("procedure")
    version = current.get(procedure__slug=slug)
    draft = opening.open_draft(owner, version, at=at)
    if answers is None:
        answers = ANSWERS if slug == SLUG else raw_answers(version.machine, at)
    drafts.save(draft, {**answers}, at=at)
    kept_for = drafts.file_fields(version.machine)
    for missing in drafts.check(version.machine, draft.answers, [], at=at)[1]:
        if missing == OWNER:
            # No question of its own names the organisation, and nobody applies for himself.
            drafts.save(draft, {**draft.answers, OWNER: ANSWERS["organisation_name"]}, at=at)
        if missing in kept_for:
            # No two papers are one and the same file: that would be doubted.
            content = pdf(title=kept_for[missing]) if draft.attachments.exists() else paper
            arriving.add_file(draft, kept_for[missing], upload(f"{kept_for[missing]}.pdf", content), by=owner, at=at)
    return draft


def file(
    username: str = "alice",
    *,
    at: datetime,
    answers: Mapping[str, str] | None = None,
    slug: str = SLUG,
    paper: bytes | None = None,
) -> Dossier:
    """File a dossier."""
    draft = draft_of(username, at, answers, slug, paper=paper)
    return commands.submit(draft.key, owner=draft.owner, at=at)


def take(dossier: Dossier, action: str, username: str, *, at: datetime, **given: Any) -> Event:
    """Take an action as a person, with what it must be given where nothing else is said."""
    dossier.refresh_from_db()
    who = actor(username, dossier, action, at)
    answers = Given(**(_usual(dossier, action, who, at) | given))
    return commands.advance(dossier, action, actor=who, given=answers, seen=dossier.sequence, at=at)


def content_of(dossier: Dossier) -> str:
    """Return the digest of what an officer has before the eyes: of the draft, or of what is decided."""
    standing = matter_of(dossier.events.all(), dossier.machine).standing
    return facts_of(standing).content if standing else ""


def composed_draft(dossier: Dossier, action: Action) -> str:
    """Return the procedure's own text for the outcome that an action proposes; a plain one where it has none."""
    outcome = dossier.machine.outcome(action.proposes or "")
    answers = words_of(dossier.events.get(sequence=1).payload).answers or {}
    document = outcome.issues.document_for(answers) if outcome and outcome.issues else ""
    filled = composed.drafted(dossier.machine, document, answers)
    return filled.replace(GAP, "(không có)") or "TRẢ LỜI\n\nSở đã xem xét hồ sơ."


def usual_until(dossier: Dossier, action: Action, on: date) -> date:
    """Return the last day that a result of this day has by its term; two years where nothing says it."""
    outcome, filing = dossier.machine.outcome(action.proposes or action.outcome or ""), dossier.events.get(sequence=1)
    answers = words_of(filing.payload).answers or {}
    found = terms.last_day(dossier.machine, outcome, answers, facts_of(filing).rests_on, on=on)
    return found or on + timedelta(days=730)


def _usual(dossier: Dossier, action: str, who: Actor, at: datetime) -> dict[str, Any]:
    chosen = acts.find(dossier.machine, dossier.state, action)
    asks = {ask.kind: ask.required for ask in chosen.asks} if chosen else {}
    asked = [kind.value for kind, required in asks.items() if required]
    if Ask.COMPONENT_FILES in asks:
        asked.append("note")
    asked += ["until"] if asks.get(Ask.UNTIL) is False else []
    usual: dict[str, Callable[[], Any]] = {
        "reason": lambda: "Bản thảo thiếu dấu giáp lai của cơ quan đề nghị.",
        "note": lambda: "Đã bổ sung theo yêu cầu.",
        "message": lambda: "Xin cho biết thêm về hồ sơ này.",
        "division": lambda: divisions_for(dossier)[0],
        "assignee": lambda: person("dung"),
        # What another agency issued is of one dossier alone.
        "files": lambda: (files.store(upload("giay-phep.pdf", pdf(title=dossier.code if Ask.ISSUED in asks else ""))),),
        "components": lambda: {"ban-thao": "Đóng dấu giáp lai vào từng trang bản thảo."},
        "recipient": lambda: dossier.applicant_name,
        # Nobody has paid yet what is asked for.
        "fee": lambda: (
            commands.Fee(1_800_000, is_meant=True)
            if action == ASK_PAYMENT
            else commands.Fee(1_000, "cash", is_meant=True)
            if action == acts.GIVE_BACK
            else commands.Fee(1_800_000, "transfer", "BL-0012", is_meant=True)
        ),
        "ground": lambda: "Luật Phí và lệ phí 2015, Điều 10",
        "proof": lambda: max((one.event.sequence for one in waiting(dossier.events.all())), default=0),
        "reverses": lambda: max((one.sequence for one in standing_payments(dossier.events.all())), default=0),
        "draft": lambda: Draft(composed_draft(dossier, chosen)) if chosen else None,
        "until": lambda: usual_until(dossier, chosen, timezone.localdate(at)) if chosen else None,
        "content": lambda: content_of(dossier),
        # Who stands in and has no title signs in none.
        "capacity": lambda: Capacity.FOR_THE_HEAD if signing.signer(who, timezone.localdate(at)).capacities else None,
        "issued": lambda: Issue(f"{dossier.pk}/UBND-VX", timezone.localdate(at)),
        "signer": lambda: Signer("Phạm Văn Xã", "KT. Chủ tịch, Phó Chủ tịch"),
        "receiving": lambda: {"result_way": Way.BY_POST.value, "result_address": POSTED_TO},
        "handover": lambda: _handover(dossier, action),
        "posted": lambda: _mended(dossier),
    }
    found = {kind: usual[kind]() for kind in asked if kind in usual}
    return found | ({"unpaid": "Người nộp hẹn nộp sau."} if action == "return" else {})


def _mended(dossier: Dossier) -> Mended:
    """Return the number of the last postal item as it is put right."""
    found = items(effective(dossier.events.all()))
    return Mended(found[-1].sequence if found else 0, "RR123456785VN")


def _handover(dossier: Dossier, action: str) -> Handover:
    """Return a handover in person, by which goes back what came: the originals with a result, all that lies there without one."""
    log = effective(dossier.events.all())
    # Of forms alone, which stay in the dossier, the command says so.
    kept = Originals.GIVEN_BACK if originals(dossier.machine, log) else Originals.NONE
    if action in acts.HANDS_BACK:
        things = dict.fromkeys(lying(dossier.machine, log), ())
        return Handover(dossier.applicant_name, Way.IN_PERSON, "CCCD …2345", things=things)
    return Handover(dossier.applicant_name, Way.IN_PERSON, "CCCD …2345", originals=kept)


def debt_of(dossier: Dossier, action: Action) -> Debt | None:
    """Return what an action waits for, if it does."""
    waits = Guard.FEE_SETTLED in action.guards
    return debt_before(dossier.machine, action, effective(dossier.events.all())) if waits else None


def named(dossier: Dossier, action: str) -> str:
    """Return what an action of the first edition is called where the dossier is."""
    return action if acts.find(dossier.machine, dossier.state, action) else SECOND.get(action, action)


POSTED_TO = {
    "province": "01",
    "commune": "00235",
    "line": "Số 12 ngõ 34 Hoàng Cầu",
    "text": "Số 12 ngõ 34 Hoàng Cầu, Phường Đống Đa, Thành phố Hà Nội",
}
"""Where somebody has a result posted to who says nothing else."""


@dataclass
class Walk:
    """A dossier on its way, with a time that moves on along the working calendar."""

    dossier: Dossier
    at: datetime
    pace: timedelta = timedelta(minutes=20)
    events: list[Event] = field(default_factory=list)

    def take(self, action: str, username: str, **given: Any) -> "Walk":
        """Take an action a little later."""
        self.at += self.pace
        self._settle(action)
        self.events.append(take(self.dossier, action, username, at=self.at, **given))
        self.dossier.refresh_from_db()
        self._settle_decision()
        return self

    def _settle(self, action: str) -> None:
        """Have the desk receive what an action waits for."""
        chosen = acts.find(self.dossier.machine, self.dossier.state, action)
        debt = debt_of(self.dossier, chosen) if chosen else None
        if debt is not None:
            fee = commands.Fee(debt.amount or 1_800_000, "transfer", "BL-0012", is_meant=True)
            self.events.append(take(self.dossier, acts.RECEIVE_PAYMENT, "bob", at=self.at, fee=fee))
            self.dossier.refresh_from_db()

    def _settle_decision(self) -> None:
        """Have it received before somebody is to decide, who may do so on a page of many."""
        deciding = [one for one in self.dossier.machine.actions_from(self.dossier.state) if one.deed is not None]
        for action in deciding:
            self._settle(action.name)

    def until(self, state: str) -> "Walk":
        """Walk the path without trouble until the dossier is in a state."""
        for step, username in PATH:
            if self.dossier.state == state:
                return self
            action = named(self.dossier, step)
            if self.dossier.machine.action(self.dossier.state, action):
                self.take(action, username)
        # What another agency decides has steps of its own behind the common ones.
        while self.dossier.state != state and not self.dossier.place.is_end:
            self.onward()
        if self.dossier.state != state:
            raise LookupError(f"the plain path does not lead to {state}")
        return self

    def onward(self) -> "Walk":
        """Take the way forward from where the dossier is, whatever its procedure."""
        forward = [a for a in self.dossier.machine.actions_from(self.dossier.state) if a.tone is Tone.PRIMARY]
        action = next(a for a in forward if not a.by.isdisjoint(SEATED))
        return self.take(action.name, SEATED[next(role for role in SEATED if role in action.by)])

    def to_the_end(self) -> "Walk":
        """Walk the way forward until the result is in the applicant's hands."""
        while not self.dossier.place.is_end:
            self.onward()
        return self


def dossier_in(state: str, *, at: datetime, applicant: str = "alice") -> Walk:
    """Return a dossier that was walked to a state, filed at an instant."""
    return Walk(file(applicant, at=at), at).until(state)
