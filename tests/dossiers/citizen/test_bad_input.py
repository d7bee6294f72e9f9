"""What is wrong in a form is told at its field, with everything that was typed still there and nothing recorded."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from pypdf import PdfWriter
from pytest_django import Settings

from accounts.models import Unit
from dossiers.filing.arriving import MOST_FILES
from dossiers.filing.known.applicant import APPLICANT
from dossiers.filing.known.own_names import OWNER
from dossiers.models import Draft
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, form_of, grown, read, rows
from tests.procedures.shipped import shipped_machine

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]
FORM = f"/ho-so/nop/{story.SLUG}/"

EMPTY = "Please fill in this field."
NEEDED = "This field is required."
NO_NUMBER = "Please give a whole number such as 12 or 1000."
NO_DATE = "Please give a date as day/month/year, such as 05/01/2026."
NO_DAY = "There is no such day. Please check it."
NO_YEAR = "The year must be between 1900 and 2100."
NO_CHOICE = "Please choose one of the items of the list."
NO_EMAIL = "This is not an e-mail address such as name@example.vn."
NO_PHONE = (
    "This is not a phone number of Viet Nam: mobile 10 digits from 03, 05, 07, 08 or 09; landline 11 digits from 02."
)
NO_ID = "There is no such personal ID number. Please compare each digit with the identity card."
UNREADABLE = "The text has control characters that cannot be read. Please type it instead of pasting it."
NOT_LATER = "The new return date must be a working day after the present one."
ONE_PAPER = "Say for at least one paper or answer what must be added or put right."
MISSING_PAPER = "This paper must be attached."
KINDS = "PDF, PNG, JPG, JPEG, HEIC, HEIF, WEBP, TIF, TIFF, DOCX"


@dataclass(frozen=True)
class Case:
    """One thing wrong in a form that is otherwise right."""

    name: str
    typed: Mapping[str, Any]
    errors: Mapping[str, str]
    """By field. Without any, what was typed is taken."""
    forgets: tuple[str, ...] = ()
    """Fields that a page cannot show again: a choice that is not in its list."""
    action: str = ""
    """The action whose form it is; the filing form without one."""
    grows: Mapping[str, int] = field(default_factory=dict)


def too_long(length: int, most: int) -> str:
    return f"The text has {length:,} characters; this field takes at most {most:,}. Please shorten it."


def digits(count: int) -> str:
    return (
        f"This number has {count} digits. A personal ID number has 12, an old identity card 9; "
        "of a passport please give the letters too."
    )


def locked_pdf() -> bytes:
    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(buffer)
    return buffer.getvalue()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


QUESTIONS = (*APPLICANT, *shipped_machine().questions)
MISSING = [Case(f"missing-{q.name}", {q.name: ""}, {q.name: EMPTY}) for q in QUESTIONS if q.required]
ANSWERS = [
    Case("only-spaces", {"material_name": " \t "}, {"material_name": EMPTY}),
    Case("only-invisible-signs", {"material_name": "\u200b\u2060"}, {"material_name": EMPTY}),
    Case("number-in-words", {"extent": "một trăm"}, {"extent": NO_NUMBER}),
    Case("number-with-a-fraction", {"extent": "12,5"}, {"extent": NO_NUMBER}),
    Case("number-of-another-script", {"extent": "१२"}, {"extent": NO_NUMBER}),
    Case("number-too-small", {"extent": "0"}, {"extent": "The number must be between 1 and 100,000."}),
    Case("number-too-large", {"extent": "100.001"}, {"extent": "The number must be between 1 and 100,000."}),
    Case("number-of-5000-digits", {"print_run": "9" * 5000}, {"print_run": too_long(5000, 500)}),
    Case("no-such-day", {"establishment_decided_on": "31/02/2026"}, {"establishment_decided_on": NO_DAY}),
    Case("no-date", {"establishment_decided_on": "hôm qua"}, {"establishment_decided_on": NO_DATE}),
    Case("date-out-of-range", {"establishment_decided_on": "12/03/0015"}, {"establishment_decided_on": NO_YEAR}),
    Case("choice-not-in-list", {"material_form": "papyrus"}, {"material_form": NO_CHOICE}, ("material_form",)),
    Case("neither-yes-nor-no", {"is_translated": "maybe"}, {"is_translated": "Please choose yes or no."}, ("is_translated",)),
    Case("no-email", {"applicant_email": "an@example"}, {"applicant_email": NO_EMAIL}),
    Case("two-emails", {"applicant_email": "an@example.vn, binh@example.vn"}, {"applicant_email": NO_EMAIL}),
    Case("email-with-a-header", {"applicant_email": "an@example.vn\r\nBcc: all@example.vn"}, {"applicant_email": UNREADABLE}, ("applicant_email",)),
    Case("no-phone", {"applicant_phone": "12345"}, {"applicant_phone": NO_PHONE}),
    Case("personal-id-too-long", {"applicant_id": "1" * 21}, {"applicant_id": too_long(21, 20)}),
    Case("personal-id-of-5-digits", {"applicant_id": "12345"}, {"applicant_id": digits(5)}),
    Case("personal-id-of-13-digits", {"applicant_id": "0011850123456"}, {"applicant_id": digits(13)}),
    Case("personal-id-of-no-province", {"applicant_id": "003185012345"}, {"applicant_id": NO_ID}),
    Case("personal-id-of-the-unborn", {"applicant_id": "001399012345"}, {"applicant_id": NO_ID}),
    Case("a-29-february-that-was-not", {"establishment_decided_on": "29/02/2023"}, {"establishment_decided_on": NO_DAY}),
    Case("control-characters", {"material_name": "Kỷ\x07 yếu\x1b[2J"}, {"material_name": UNREADABLE}),
    Case("text-that-runs-backwards", {"material_name": "Kỷ \u202eyếu"}, {"material_name": UNREADABLE}),
    Case("a-megabyte-in-a-line", {"material_name": "x" * 2**20}, {"material_name": too_long(2**20, 500)}),
    Case("a-megabyte-of-accents", {"content_summary": "ạ" * 349_525}, {"content_summary": too_long(349_525, 5000)}),
    Case("two-faults-at-once", {"extent": "x", "purpose": ""}, {"extent": NO_NUMBER, "purpose": EMPTY}),
    Case("html-is-text", {"material_name": "<script>alert(1)</script>", "purpose": "<b>đậm</b> & <!--"}, {}),
    Case("nul-is-dropped", {"material_name": "Kỷ\x00 yếu"}, {}),
    Case("decomposed-letters", {"material_name": "Ky\u0309 ye\u0302\u0301u"}, {}),
    Case("unknown-fields", {"state": "returned", "applicant": "1", "component-x": "y"}, {}, ("state", "applicant", "component-x")),
]  # fmt: skip
PAPER = "component-ban-thao"
SCRIPTED = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
FILES = [
    Case("empty-file", {PAPER: upload("don.pdf", b"")}, {PAPER: "“don.pdf” is empty. Please choose the file again."}),
    Case("file-over-the-limit", {PAPER: upload("don.pdf", b"%PDF-" + bytes(2_100_000))}, {PAPER: "“don.pdf” is 2,1 MB; a file may have at most 2 MB. Scan or photograph it with less resolution, or divide it into several files."}),
    Case("exe-named-pdf", {PAPER: upload("don.pdf", b"MZ\x90\x00" + bytes(200))}, {PAPER: f"“don.pdf” is not what its ending says. Please save it again as one of: {KINDS}."}),
    Case("exe", {PAPER: upload("don.exe", b"MZ\x90\x00")}, {PAPER: f"“don.exe” is of a kind that is not taken. Files may be: {KINDS}."}),
    Case("file-without-an-ending", {PAPER: upload("don", story.pdf())}, {PAPER: f"“don” is of a kind that is not taken. Files may be: {KINDS}."}),
    Case("picture-that-may-hold-a-script", {PAPER: upload("don.svg", SCRIPTED)}, {PAPER: f"“don.svg” is of a kind that is not taken. Files may be: {KINDS}."}),
    Case("the-same-by-another-name", {PAPER: upload("don.png", SCRIPTED)}, {PAPER: f"“don.png” is not what its ending says. Please save it again as one of: {KINDS}."}),
    Case("broken-pdf", {PAPER: upload("don.pdf", b"%PDF-1.7\n" + b"x" * 300)}, {PAPER: "“don.pdf” cannot be opened; it may be damaged. Please save it again, or photograph or scan the paper anew."}),
    Case("broken-picture", {PAPER: upload("don.png", b"\x89PNG\r\n\x1a\n" + b"x" * 300)}, {PAPER: "“don.png” cannot be opened; it may be damaged. Please save it again, or photograph or scan the paper anew."}),
    Case("zip-named-docx", {PAPER: upload("don.docx", b"PK\x03\x04" + b"x" * 300)}, {PAPER: "“don.docx” cannot be opened; it may be damaged. Please save it again, or photograph or scan the paper anew."}),
    Case("locked-pdf", {PAPER: upload("don.pdf", locked_pdf())}, {PAPER: "“don.pdf” is locked by a password. Please save it without one."}),
    Case(
        "two-bad-files-and-a-good-one",
        {PAPER: [upload("a.pdf", b""), upload("b.pdf", story.pdf()), upload("c.pdf", b"")]},
        {PAPER: "“a.pdf” is empty. Please choose the file again. “c.pdf” is empty. Please choose the file again."},
        grows={"Attachment": 1},
    ),
    Case("file-of-no-component", {"component-x": upload("don.pdf", story.pdf())}, {}),
    Case("garbage-to-remove", {"remove": "x"}, {}, ("remove",)),
    Case("unknown-file-to-remove", {"remove": "6e1a4b0e-0000-4000-8000-000000000000"}, {}, ("remove",)),
]  # fmt: skip

DESK = {"reject": "filed", "ask-supplement": "filed", "transfer": "accepted", "return": "result-ready"}
STATES = {
    **DESK,
    "finish-phan-cong": "phan-cong",
    "propose-supplement": "tham-dinh",
    "ask-payment": "tham-dinh",
    "receive-payment": "tham-dinh",
    "reappoint": "tham-dinh",
    "finish-van-thu": "van-thu",
}
TAKERS = {"finish-phan-cong": "hoa", "propose-supplement": "dung", "ask-payment": "dung", "receive-payment": "bob", "reappoint": "lan", "finish-van-thu": "tam"}  # fmt: skip
RIGHT: Mapping[str, Mapping[str, Any]] = {
    "reject": {"reason": "Không thuộc thẩm quyền."},
    "ask-supplement": {"reason": "Thiếu dấu.", "component-ban-thao": "Đóng dấu giáp lai.", "component-don-de-nghi": "Ký tên."},
    "propose-supplement": {"reason": "Thiếu dấu.", "component-ban-thao": "Đóng dấu giáp lai."},
    "transfer": {"note": "Chuyển gấp."},
    "return": {"handover_recipient": "Nguyễn Thị An", "handover_identity": "CCCD 2345", "handover_way": "in_person", "handover_originals": "none", "note": "Đã ký nhận.", "fee_amount": "", "fee_method": "", "fee_reference": ""},
    "finish-phan-cong": {"note": "Ưu tiên."},
    "ask-payment": {"reason": "120 trang.", "fee_amount": "1.800.000"},
    "receive-payment": {"fee_amount": "1.800.000", "fee_method": "transfer", "fee_reference": "BL 12"},
    "reappoint": {"reason": "Cần lấy ý kiến của cơ quan khác.", "date": "2026-01-22"},
    "finish-van-thu": {"note": "Đã đóng dấu."},
}  # fmt: skip
NOT_ONE = "Select a valid choice. {} is not one of the available choices."
ACTIONS = [
    Case("no-reason", {"reason": ""}, {"reason": NEEDED}, action="reject"),
    Case("reason-of-spaces", {"reason": " "}, {"reason": NEEDED}, action="reject"),
    Case("reason-too-long", {"reason": "x" * 4001}, {"reason": too_long(4001, 4000)}, action="reject"),
    Case("reason-of-a-megabyte", {"reason": "x" * 2**20}, {"reason": too_long(2**20, 4000)}, action="reject"),
    Case("reason-with-control-characters", {"reason": "Sai\x08"}, {"reason": UNREADABLE}, action="reject"),
    Case("reason-with-nul", {"reason": "Sai\x00"}, {"reason": UNREADABLE}, action="reject"),
    Case("no-division", {"division": ""}, {"division": NEEDED}, ("division",), action="transfer"),
    Case("no-such-division", {"division": "0"}, {"division": NOT_ONE.format("0")}, ("division",), action="transfer"),
    Case("no-assignee", {"assignee": ""}, {"assignee": NEEDED}, ("assignee",), action="finish-phan-cong"),
    Case("assignee-of-no-unit", {"assignee": "x\x00"}, {"assignee": NOT_ONE.format("x\x00")}, ("assignee",), action="finish-phan-cong"),
    Case("no-paper-named", {"component-ban-thao": ""}, {"wanted": ONE_PAPER}, action="propose-supplement"),
    Case("neither-paper-nor-reason", {"component-ban-thao": "", "reason": ""}, {"wanted": ONE_PAPER}, action="propose-supplement"),
    Case("paper-with-control-characters", {"component-ban-thao": "\x01"}, {"component-ban-thao": UNREADABLE}, action="ask-supplement"),
    Case("amount-in-words", {"fee_amount": "hai triệu"}, {"fee_amount": "Please give the amount in digits, in đồng, such as 1.000.000."}, action="ask-payment"),
    Case("amount-of-nothing", {"fee_amount": "0"}, {"fee_amount": "The number must be between 1 and 1,000,000,000,000."}, action="ask-payment"),
    Case("no-amount", {"fee_amount": ""}, {"fee_amount": NEEDED}, action="ask-payment"),
    Case("no-such-way-to-pay", {"fee_method": "gold"}, {"fee_method": NOT_ONE.format("gold")}, ("fee_method",), action="receive-payment"),
    Case("reference-too-long", {"fee_reference": "9" * 61}, {"fee_reference": too_long(61, 60)}, action="receive-payment"),
    Case("no-such-return-day", {"date": "31/02/2026"}, {"date": NO_DAY}, action="reappoint"),
    Case("return-day-not-a-date", {"date": "9999-99-99"}, {"date": NO_YEAR}, action="reappoint"),
    Case("return-day-beyond-the-calendar", {"date": "2099-01-05"}, {"date": "There is no calendar of days off for 2099 yet."}, action="reappoint"),
    Case("return-day-on-a-sunday", {"date": "2026-01-25"}, {"date": f"Nobody works on that day (Sunday). {NOT_LATER}"}, action="reappoint"),
    Case("return-day-not-later", {"date": "2026-01-19"}, {"date": "The new return date must come after the present one, 19/01/2026."}, action="reappoint"),
    Case("two-faults-at-once", {"date": "", "reason": ""}, {"date": NEEDED, "reason": NEEDED}, action="reappoint"),
    Case("no-result", {}, {"files": NEEDED}, action="finish-van-thu"),
    Case("result-is-an-exe", {"files": upload("giay-phep.pdf", b"MZ")}, {"files": f"“giay-phep.pdf” is not what its ending says. Please save it again as one of: {KINDS}."}, action="finish-van-thu"),
    Case("nobody-receives", {"handover_recipient": ""}, {"handover_recipient": NEEDED}, action="return"),
    Case("fee-below-nothing", {"fee_amount": "-1"}, {"fee_amount": "The number must be between 0 and 1,000,000,000,000."}, action="return"),
]  # fmt: skip
CASES = [*MISSING, *ANSWERS, *FILES, *ACTIONS]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.action or 'file'}-{case.name}")
def test_a_fault_is_told_at_its_field_and_nothing_typed_is_lost(case: Case, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 2_000_000
    visitor, address, right = _action(case.action) if case.action else _filing()
    typed = {**right, **case.typed}
    before = rows()

    response = visitor.post(address, typed)

    assert response.status_code == (422 if case.errors else 302)
    assert grown(before) == case.grows
    if case.errors:
        _assert_told(response, case)
        _assert_kept(response, address, {name: value for name, value in typed.items() if name not in case.forgets})


def _filing() -> tuple[Visitor, str, Mapping[str, Any]]:
    answers = story.draft_of("alice", MONDAY).answers
    # Left empty it is taken over from there: only organisations apply.
    return Visitor("alice"), FORM, {**answers, OWNER: answers["organisation_name"], "do": "check"}


def _action(name: str) -> tuple[Visitor, str, Mapping[str, Any]]:
    walk = story.dossier_in(STATES[name], at=MONDAY)
    right = {"seen": str(walk.dossier.sequence), **RIGHT[name]}
    if name == "transfer":
        right["division"] = str(Unit.objects.get(slug="bao-chi-xuat-ban").pk)
    if name == "finish-phan-cong":
        right["assignee"] = str(story.person("dung").pk)
    return Visitor(TAKERS.get(name, "bob")), f"/mot-cua/{walk.dossier.code}/{name}/", right


def _assert_told(response: HttpResponse, case: Case) -> None:
    page, prefix = read(response), f"id_{case.action}_" if case.action else "id_"
    assert page.errors == {prefix + name: sentence for name, sentence in case.errors.items()}
    for sentence in case.errors.values():
        assert sentence.partition(" “")[0] in page.summary


def _assert_kept(response: HttpResponse, address: str, typed: Mapping[str, Any]) -> None:
    shown = form_of(response, address).values
    for name, value in typed.items():
        # Where a result would be posted to is on the page of who has it posted.
        if isinstance(value, str) and name != "do" and not name.startswith("result_address."):
            assert shown.get(name, "") == value, name


def test_a_paper_that_is_missing_is_told_at_its_place() -> None:
    visitor = Visitor("alice")
    before = rows()

    response = visitor.post(FORM, {**story.ANSWERS, "do": "check"})

    missing = {f"id_component-{name}": MISSING_PAPER for name in ("ban-thao",)}
    assert {name: said for name, said in read(response).errors.items() if "component" in name} == missing
    assert grown(before) == {"Draft": 1}


def test_a_draft_takes_so_many_files_and_no_more() -> None:
    story.draft_of("alice", MONDAY)
    uploads = [story.upload(f"{number}.pdf") for number in range(MOST_FILES)]
    before = rows()

    response = Visitor("alice").post(FORM, {"do": "save", "component-ban-dich": uploads})

    assert response.status_code == 422
    assert read(response).errors == {
        "id_component-ban-dich": "“19.pdf” was not taken: a draft may hold at most 20 files. "
        "Remove one, or put several pages into one file."
    }
    assert grown(before) == {"Attachment": MOST_FILES - 1}


def test_a_draft_holds_even_what_is_wrong() -> None:
    Visitor("alice").post(FORM, {"do": "save", "extent": "một trăm", "material_name": "<b>"})

    answers = Draft.objects.get().answers
    assert (answers["extent"], answers["material_name"]) == ("một trăm", "<b>")


def test_faults_are_told_in_vietnamese() -> None:
    draft = story.draft_of("alice", MONDAY)

    response = Visitor("alice", language="vi").post(
        FORM, {**draft.answers, "extent": "x", "purpose": "", "do": "check"}
    )

    assert read(response).errors == {
        "id_extent": "Xin ghi một số nguyên, ví dụ 12 hoặc 1.000.",
        "id_purpose": "Mục này không được để trống.",
    }
