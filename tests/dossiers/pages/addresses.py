"""Every address of the house with those for whom it is there, and a world in which each of them leads somewhere."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db.models import F

from accounts.models import MailAddress, Unit
from accounts.seats import seats_of
from dossiers import commands
from dossiers.background import relay
from dossiers.bulk import doing
from dossiers.bulk.judging import Act, Chosen, Judge, Person
from dossiers.bulk.kinds import KINDS, Common
from dossiers.filing import corrections
from dossiers.models import Attachment, GatewayCase, InboxItem, Job, Letter, SavedView, Statement
from dossiers.notices.addresses import token_of
from dossiers.notices.channels import site
from dossiers.notices.message import About, Message, Words
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Text
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.payments.gateway.made import message, order_of, send

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
DECIDED = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
"""Under the second edition of the lifecycle."""
FORM = f"/ho-so/nop/{story.SLUG}/"
PERSONAL_ID = "001185012345"

NOBODY = ""
SEATED = {"bob", "hoa", "dung", "lan", "tam", "van", "carol"}
CITIZENS = {"alice", "viet-an", "mallory"}
SIGNED_IN = CITIZENS | {"admin"} | SEATED
EVERYBODY = SIGNED_IN | {NOBODY}
# An appraisal lies in the division; the agency's own people see all that is the agency's.
HANDLERS = {"bob", "hoa", "dung", "lan", "tam", "carol"}
MANAGERS = {"lan", "carol"}
# Who heads a division has its figures, a case officer those of the own dossiers.
ANSWERING = MANAGERS | {"hoa", "dung"}
# Who answers for a unit reports on it.
REPORTING = MANAGERS | {"hoa"}

OPEN_TO: Mapping[str, set[str]] = {
    "/": EVERYBODY,
    "/thu-tuc/": EVERYBODY,
    f"/thu-tuc/{story.SLUG}/": EVERYBODY,
    f"/thu-tuc/{story.SLUG}/giay-to/": EVERYBODY,
    f"/thu-tuc/{story.SLUG}/quy-trinh/": EVERYBODY,
    "/tra-cuu/": EVERYBODY,
    "/thong-ke/": EVERYBODY,
    "/thong-ke/?nam=1800": EVERYBODY,
    "/thong-ke/du-lieu/mo-ta.json": EVERYBODY,
    "/thong-ke/du-lieu/dcat.json": EVERYBODY,
    "/thong-ke/du-lieu/1800.csv": set(),
    "/tra-cuu/?code={code}": EVERYBODY,
    "/tra-cuu/ket-qua/": EVERYBODY,
    "/xac-minh/{token}/": EVERYBODY,
    "/xac-minh/ngoai-mang/": EVERYBODY,
    "/xac-minh/khoa.json": EVERYBODY,
    "/lich/doan-mo.ics": set(),
    "/tai-khoan/cua-toi/": CITIZENS,
    "/tai-khoan/lich/": SIGNED_IN,
    "/tai-khoan/vang-mat/": SEATED,
    # Of a case officer.
    "/tai-khoan/vang-mat/{officer}/": REPORTING | {"admin"},
    "/demo/thu/": EVERYBODY,
    "/demo/thu/khong-co/": set(),
    "/demo/thu/khong-co/trang/": set(),
    "/ho-so/": SIGNED_IN,
    "/ho-so/dia-chi/xa/?tinh=01": EVERYBODY,
    FORM: SIGNED_IN,
    f"{FORM}kiem-tra/": {"viet-an"},
    f"{FORM}1/": {"viet-an"},
    f"{FORM}1/kiem-tra/": {"viet-an"},
    f"{FORM}2/": set(),
    f"{FORM}ban-nhap/": SIGNED_IN,
    FORM + "tien-do/?draft={draft}": {"viet-an"},
    f"{FORM}tien-do/": set(),
    FORM + "ma-vietqr/?draft={draft}": set(),
    "/ho-so/nop/khong-co/ban-nhap/": set(),
    "/ho-so/{code}/": {"alice"},
    "/ho-so/{code}/da-nop/": {"alice"},
    "/ho-so/{signed}/nhan-ket-qua/": {"alice"},
    "/ho-so/{code}/thanh-toan/{order}/": {"alice"},
    "/ho-so/{decided}/thanh-toan/{order}/": set(),
    "/demo/ngan-hang/khong-co/": set(),
    "/ho-so/{asked}/bo-sung/": {"alice"},
    "/ho-so/{asked}/bo-sung/kiem-tra/": {"alice"},
    "/ho-so/{asked}/bo-sung/tien-do/": {"alice"},
    "/ho-so/{answered}/bo-sung/da-gui/": {"alice"},
    "/ho-so/tep/{paper}/": {"alice"} | HANDLERS,
    "/ho-so/tep/{internal}/": HANDLERS,
    "/ho-so/tep/{drafted}/": {"viet-an"},
    "/ho-so/tep/{paper}/ban-de-doc/": {"alice"} | HANDLERS,
    "/ho-so/tep/{internal}/ban-de-doc/": HANDLERS,
    "/ho-so/tep/{drafted}/ban-de-doc/": {"viet-an"},
    "/ho-so/giay/{token}/": {"alice"} | HANDLERS,
    "/mot-cua/{code}/tep/{paper}/": HANDLERS,
    "/mot-cua/{code}/tep/{internal}/": HANDLERS,
    "/mot-cua/{code}/tep/{drafted}/": set(),
    "/mot-cua/{decided}/tep/{paper}/": set(),
    "/mot-cua/{code}/tep/{paper}/1/": HANDLERS,
    "/mot-cua/{code}/tep/{paper}/1/anh/": HANDLERS,
    "/mot-cua/{code}/tep/{internal}/1/anh/": HANDLERS,
    "/mot-cua/{code}/tep/{paper}/2/anh/": set(),
    "/mot-cua/tim-trong-tep/": SEATED,
    "/mot-cua/": SEATED,
    "/mot-cua/so-ket-qua/": SEATED,
    "/mot-cua/so-van-ban/": SEATED,
    "/mot-cua/sao-ke/": {"bob", "lan", "tam", "carol"},
    "/mot-cua/sao-ke/{statement}/": {"bob", "lan", "tam", "carol"},
    "/mot-cua/tien-con-giu/": {"bob", "lan", "tam", "carol"},
    "/mot-cua/tien-truc-tuyen/": {"bob", "lan", "tam", "carol"},
    "/mot-cua/tien-truc-tuyen/?xong=1": {"bob", "lan", "tam", "carol"},
    "/mot-cua/tien-truc-tuyen/{case}/": {"bob", "lan", "tam", "carol"},
    "/mot-cua/so-bien-lai/": {"bob", "lan", "tam", "carol"},
    "/mot-cua/so-bien-lai/csv/": {"bob", "lan", "tam", "carol"},
    "/mot-cua/so-bien-lai/docx/": set(),
    "/mot-cua/ngay/": {"bob"},
    "/mot-cua/ngay/dong-nghiep/": {"bob", "lan", "carol"},
    "/mot-cua/ngay/dong-nghiep/{officer}/": set(),
    **{f"/mot-cua/ngay/tong-hop/{end}": {"bob", "lan", "tam", "carol"} for end in ("", "received/", "fees/")},
    "/mot-cua/ngay/tong-hop/khong-co/": set(),
    "/mot-cua/hang-cho/": {"bob"},
    "/lay-so/khong-co/": set(),
    "/lay-so/khong-co/1/": set(),
    "/cho/mot-cua/": set(),
    "/mot-cua/co-gi-moi/": SEATED,
    "/thong-bao/": SIGNED_IN,
    "/thong-bao/tuy-chon/": SIGNED_IN,
    "/thong-bao/dien-thoai/": SIGNED_IN,
    "/thong-bao/{notice}/noi-dung/": {"alice"},
    # Whoever reads the mail, signed in or not.
    "/thong-bao/dia-chi/{confirming}/": EVERYBODY,
    "/mot-cua/bo-loc/": SEATED,
    "/mot-cua/bo-loc/luu/?list=open": SEATED,
    "/mot-cua/bo-loc/{view}/xoa/": {"bob"},
    "/mot-cua/tep-xuat/": SEATED,
    "/mot-cua/tep-xuat/{export}/": {"bob"},
    "/mot-cua/tep-xuat/{export}/tai-ve/": {"bob"},
    "/mot-cua/tep-xuat/0/": set(),
    "/mot-cua/hang-loat/?act=accept&chosen={code}": SEATED,
    "/mot-cua/hang-loat/?act=khong-co&chosen={code}": set(),
    "/mot-cua/hang-loat/{bulk}/": {"bob"},
    "/mot-cua/hang-loat/{job}/": set(),
    "/ho-so/ket-qua/{decided}/": HANDLERS,
    "/ho-so/ket-qua/{returned}/": {"alice"} | HANDLERS,
    "/ho-so/ket-qua/{code}/": set(),
    "/mot-cua/{decided}/du-thao/": HANDLERS,
    "/mot-cua/{code}/du-thao/": set(),
    "/mot-cua/{signed}/ban-ky/": {"tam"},
    "/mot-cua/{code}/ban-ky/": set(),
    "/mot-cua/{code}/tai-lap/2/": set(),
    # No letter waits for a signature.
    "/mot-cua/{code}/phieu-xin-loi/": set(),
    "/mot-cua/{code}/phieu-kiem-soat/": HANDLERS,
    "/mot-cua/{code}/": HANDLERS,
    "/mot-cua/{code}/nhac-ten/?q=h": HANDLERS,
    "/mot-cua/{code}/luc/": MANAGERS,
    "/mot-cua/dang-xem/{code}/?seen=0": HANDLERS,
    "/mot-cua/giay-vua-lap/{code}/": HANDLERS,
    "/mot-cua/ly-do-mau/": {"hoa", "lan", "carol"},
    "/mot-cua/phong/": REPORTING,
    # Of a case officer: the head, who answers for the agency, and its administrator.
    "/mot-cua/ban-giao/{officer}/": REPORTING | {"admin"},
    "/mot-cua/ban-giao/0/": set(),
    "/mot-cua/{code}/lien-quan/": HANDLERS,
    "/mot-cua/quay/": {"bob"},
    "/mot-cua/quay/nguoi/0/": set(),
    "/mot-cua/quay/00000000-0000-0000-0000-000000000000/": set(),
    "/mot-cua/quay/nguoi/0/tai-khoan/": set(),
    "/mot-cua/quay/00000000-0000-0000-0000-000000000000/may-quet/": set(),
    "/mot-cua/quay/00000000-0000-0000-0000-000000000000/may-quet/x/anh/": set(),
    "/mot-cua/quay/00000000-0000-0000-0000-000000000000/anh-den/": {"bob"},
    **dict.fromkeys(("/mot-cua/so-tra-ket-qua/", "/mot-cua/so-tra-ket-qua/csv/"), SEATED),
    "/mot-cua/cho-nhan-ket-qua/": SEATED,
    "/chup-giay-to/": EVERYBODY,
    "/ho-so/nop-tai-quay/": SIGNED_IN,
    "/mot-cua/quay/{code}/da-nhan/": {"bob"},
    "/mot-cua/quay/H26.NN-260105-9999/bo-sung/": set(),
    "/quan-ly/": ANSWERING,
    "/quan-ly/received/": ANSWERING,
    "/quan-ly/open/": ANSWERING,
    "/quan-ly/answered/": ANSWERING,
    "/quan-ly/le-phi/?start=2026-01-01&end=2026-12-31": ANSWERING,
    "/quan-ly/theo-thoi-gian/?start=2026-01-01&end=2026-12-31": ANSWERING,
    "/quan-ly/thoi-gian/?start=2026-01-01&end=2026-12-31": ANSWERING,
    "/quan-ly/vi-sao-tre/?start=2026-01-01&end=2026-12-31": ANSWERING,
    "/quan-ly/tra-loi/?start=2026-01-01&end=2026-12-31": ANSWERING,
    "/quan-ly/quy-trinh/": ANSWERING,
    "/quan-ly/quy-trinh/thuc-te/": ANSWERING,
    f"/quan-ly/quy-trinh/{story.SLUG}/?start=2026-01-01&end=2026-12-31": ANSWERING,
    "/quan-ly/quy-trinh/khong-co/": set(),
    f"/quan-ly/quy-trinh/{story.SLUG}/xes/?start=2026-01-01&end=2026-12-31": ANSWERING,
    "/quan-ly/quy-trinh/khong-co/xes/": set(),
    "/quan-ly/bao-cao/": REPORTING,
    "/quan-ly/bao-cao/ii-06a/": REPORTING,
    "/quan-ly/bao-cao/ii-06a/csv/": REPORTING,
    "/quan-ly/bao-cao/ii-06a/docx/": set(),
    "/quan-ly/bao-cao/chi-so/": REPORTING,
    "/quan-ly/bao-cao/so-theo-doi/": REPORTING,
    "/quan-ly/bao-cao/so-theo-doi/pdf/": REPORTING,
    "/quan-ly/bao-cao/{report}/": MANAGERS,
    **dict.fromkeys(("/quan-ly/bao-cao/{report}/csv/", "/quan-ly/bao-cao/{report}/bang-chung/"), MANAGERS),
    "/quan-ly/bao-cao/0/": set(),
    "/quan-ly/lich/": MANAGERS,
    "/quan-ly/lich/khong-co/": set(),
    "/quan-ly/lich/thay-doi/0/": set(),
    "/quan-ly/lich/xem-truoc/0/": set(),
    "/quan-ly/khong-co/": set(),
    "/van-hanh/": {"admin"},
    "/van-hanh/tac-vu/{job}/": {"admin"},
    "/van-hanh/tac-vu/0/": set(),
    "/van-hanh/chua-gui/": {"admin"},
    "/van-hanh/con-thieu/": {"admin"},
    "/van-hanh/tu-tim-kiem/": {"admin"},
    "/van-hanh/che-do/": {"admin"},
    "/van-hanh/co-quan/": {"admin"},
    "/van-hanh/tam-dung/": {"admin"},
    "/van-hanh/bao-tin/": {"admin"},
    "/van-hanh/nhac-viec/": {"admin"},
    "/van-hanh/tin-nhan/": {"admin"},
    "/van-hanh/so-thu-tu/": {"admin"},
    "/van-hanh/da-xem/": {"admin"},
    "/van-hanh/da-xem/quay/": {"admin"},
    "/van-hanh/quan-tri/": {"admin"},
    "/van-hanh/nguoi/": {"admin"},
    "/van-hanh/nguoi/moi/": {"admin"},
    "/van-hanh/nguoi/{officer}/": {"admin"},
    "/van-hanh/nguoi/{officer}/sua/": {"admin"},
    "/van-hanh/nguoi/{officer}/vi-tri/": {"admin"},
    "/van-hanh/nguoi/{officer}/vi-tri/{seat}/": {"admin"},
    "/van-hanh/nguoi/0/": set(),
    "/van-hanh/don-vi/": {"admin"},
    "/van-hanh/don-vi/moi/": {"admin"},
    "/van-hanh/don-vi/{unit}/": {"admin"},
    "/van-hanh/dang-nhap/": {"admin"},
    "/van-hanh/lich-su/": {"admin"},
    "/van-hanh/tien-trinh/": {"admin"},
    "/ho-so/H26.NN-260105-9999/": set(),
    "/mot-cua/H26.NN-260105-9999/": set(),
    "/thu-tuc/khong-co/": set(),
    "/ho-so/nop/khong-co/": set(),
}


SENT_TO: Mapping[str, str] = {
    f"{FORM}kiem-tra/": FORM,
    f"{FORM}1/": f"{FORM}ban-nhap/",
    f"{FORM}1/kiem-tra/": f"{FORM}1/",
    f"{FORM}2/": f"{FORM}ban-nhap/",
}
"""Where those go for whom there is nothing yet."""
SENT_IF_SEATED: Mapping[str, str] = {"/mot-cua/bo-loc/{view}/xoa/": "/mot-cua/bo-loc/"}
"""Where officers are told that something is not there which is no secret."""

POSTS: Mapping[str, Mapping[str, int]] = {
    # by the address: who is answered what; others get 404, and who is not signed in hears so
    "/mot-cua/{code}/finish-tham-dinh/": {"dung": 302, "bob": 403, "hoa": 403, "lan": 403, "tam": 403, "carol": 403},
    "/mot-cua/{code}/stop/": {"hoa": 422, "lan": 422, "bob": 403, "dung": 403, "tam": 403, "carol": 403},
    "/mot-cua/{code}/ask-withdrawal/": dict.fromkeys(HANDLERS, 403),
    "/ho-so/{code}/ask-withdrawal/": {"alice": 302},
    "/ho-so/{code}/finish-tham-dinh/": {"alice": 403},
    "/mot-cua/{code}/propose-granted/xem-truoc/": {},
    "/mot-cua/{code}/reappoint/xem-truoc-thu/": {"lan": 200},
    "/mot-cua/{code}/note/": dict.fromkeys(HANDLERS, 422),
    "/mot-cua/{code}/write-to-applicant/": {"bob": 422, "dung": 422, "hoa": 403, "lan": 403, "tam": 403, "carol": 403},
    "/mot-cua/{code}/settle-message/": {"bob": 409, "dung": 409, "hoa": 403, "lan": 403, "tam": 403, "carol": 403},
    "/ho-so/{code}/thanh-toan/": {"alice": 302},
    # Whoever signs it rightly, and nobody else: a cookie counts nothing.
    "/thanh-toan/ket-qua/": dict.fromkeys(EVERYBODY, 403),
    "/ho-so/{code}/write-to-office/": {"alice": 422},
    "/ho-so/{code}/note/": {"alice": 403},
    "/ho-so/{code}/send-proof/": {"alice": 422},
    # It has a page of its own, whose form says what it lacks.
    "/ho-so/{code}/change-receiving/": {"alice": 302},
    "/mot-cua/{code}/change-receiving/": dict.fromkeys(HANDLERS, 403),
    # The former edition of this dossier offers no choice.
    "/ho-so/{code}/nhan-ket-qua/": {"alice": 409},
    "/mot-cua/{code}/send-proof/": dict.fromkeys(HANDLERS, 403),
    "/mot-cua/{code}/refuse-proof/": {**dict.fromkeys(HANDLERS, 403), "bob": 422},
    f"{FORM}ban-nhap/": dict.fromkeys(SIGNED_IN, 302),
    "/ho-so/gui-tep/": dict.fromkeys(SIGNED_IN, 400),
    "/thong-bao/da-doc/": dict.fromkeys(SIGNED_IN, 302),
    # It names no address of theirs.
    "/thong-bao/dia-chi/": {},
    "/tai-khoan/cua-toi/": dict.fromkeys(CITIZENS, 302),
    # It leads its own person on, by a link alone.
    "/thong-bao/1/": dict.fromkeys(SIGNED_IN, 405),
    # Its file is asked about, continued and dropped by methods of its own.
    "/ho-so/gui-tep/{paper}/": dict.fromkeys(SIGNED_IN, 405),
    "/mot-cua/gop-y/{code}/": {**dict.fromkeys(HANDLERS, 302), "tam": 403, "carol": 403},
    "/mot-cua/hang-loat/": dict.fromkeys(SEATED, 302),
    # Nobody is named: the head is told so; who gives no dossiers to people has no such press.
    "/mot-cua/phong/": {"hoa": 422},
    "/mot-cua/ban-giao/0/": {},
    "/mot-cua/{code}/lien-quan/": dict.fromkeys(HANDLERS, 422),
    "/mot-cua/{code}/tiep/": dict.fromkeys(HANDLERS, 302),
    "/mot-cua/{code}/sau-khi-xong/": dict.fromkeys(HANDLERS, 302),
    # Nothing is late yet.
    "/mot-cua/{code}/ly-do-tre/": dict.fromkeys(HANDLERS, 409),
    "/mot-cua/{code}/finish-tham-dinh/dang-soan/": {**dict.fromkeys(HANDLERS, 409), "dung": 302},
    "/ho-so/{code}/write-to-office/dang-soan/": {"alice": 302},
    "/mot-cua/{code}/note/dang-soan/": dict.fromkeys(HANDLERS, 302),
    # It is asked for in no form that there is.
    "/quan-ly/received/tep-xuat/": {},
    "/quan-ly/bao-cao/so-theo-doi/tep-xuat/": {},
    # No year is named: whoever answers for the agency is led to the register.
    "/quan-ly/bao-cao/so-theo-doi/khoa-so/": dict.fromkeys(MANAGERS, 302),
    "/mot-cua/so-van-ban/khoa-so/": dict.fromkeys(MANAGERS, 302),
    "/mot-cua/so-ket-qua/khoa-so/": dict.fromkeys(MANAGERS, 302),
    # It belongs to nobody: officers are told that it is not there.
    "/mot-cua/bo-loc/0/": dict.fromkeys(SEATED, 302),
}


def world() -> dict[str, str]:
    """Make alice's dossier with its specialist, viet-an's draft; return what addresses name."""
    walk = story.dossier_in("phan-cong", at=MONDAY)
    internal = story.files.store(story.upload("y-kien.pdf"))
    walk.take("finish-phan-cong", "hoa", files=(internal,))
    event = walk.dossier.events.get(action="accept")
    letter = Letter.objects.create(
        event=event, dossier=walk.dossier, kind="01", number="01/2026/TNHS", token="t0ken", file="x", issued_at=MONDAY
    )
    letter.file.save("x.pdf", story.upload(), save=True)
    draft = story.draft_of("viet-an", MONDAY)
    # As if they were pictures that have been copied.
    Attachment.objects.update(readable=F("file"))
    words = Words(Text("Hồ sơ", "Dossier"), Text("Nội dung", "Text"))
    site.send(Message("<1>", (str(walk.dossier.applicant_id),), words, About("/ho-so/", ()), MONDAY))
    return {
        "code": walk.dossier.code,
        "officer": str(story.person("dung").pk),
        "seat": str(story.person("dung").memberships.order_by("pk")[0].pk),
        "unit": str(Unit.objects.get(slug="mot-cua").pk),
        "notice": str(InboxItem.objects.get().pk),
        "confirming": token_of(MailAddress.objects.order_by("pk")[0]),
        "token": letter.token,
        "paper": str(walk.dossier.attachments.exclude(component="").first().pk),
        "internal": str(internal.id),
        "draft": str(draft.key),
        "drafted": str(draft.attachments.first().pk),
        "asked": asked(),
        "answered": dossier_at("tham-dinh.supplement-answered").dossier.code,
        "job": str(Job.objects.create(kind="calendar-preview", created_at=MONDAY).pk),
        "export": exported_by("bob"),
        "bulk": str(bulk_job().pk),
        "view": str(SavedView.objects.create(owner=story.person("bob"), name="A", query="list=open").pk),
        "decided": decided("result-ready"),
        "returned": decided("returned"),
        "report": Visitor("carol")
        .post("/quan-ly/bao-cao/ii-06a/?start=2026-01-01&end=2026-01-05", {"checked": "1"})
        .url.split("/")[-2],
        "signed": decided("van-thu"),
        "statement": str(statement().pk),
        "case": str(gateway_case().pk),
        "order": order_of(walk.dossier, 15_000).reference,
    }


def statement() -> Statement:
    """Return a bank statement that bob has had read, of no row."""
    agency = Unit.objects.get(agency_code=settings.AGENCY_CODE)
    return Statement.objects.create(agency=agency, name="sao-ke.csv", by=story.person("bob"), at=MONDAY)


def gateway_case() -> GatewayCase:
    """Return what a gateway has reported of an order that nobody knows."""
    send(message("KHONGCO"))
    return GatewayCase.objects.get()


def exported_by(who: str) -> str:
    """Return the number of a file of a list that somebody has had made."""
    return Visitor(who).post("/mot-cua/tep-xuat/?list=open", {"format": "csv"}).url.split("/")[-2]


def bulk_job() -> Job:
    """Return a job of bob's on a dossier of alice's."""
    dossier, act = story.dossier_in("filed", at=MONDAY).dossier, Act(KINDS["accept"], Common())
    found = Judge(act.kind, Person(story.person("bob"), seats_of(story.person("bob"), TUESDAY.date())), None, TUESDAY)
    return doing.begin(act, found.judge([Chosen(dossier.code)]), by=story.person("bob"), at=TUESDAY)


def asked() -> str:
    """Return the number of a dossier of alice's that is asked for a supplement, with a draft of the answer."""
    dossier = dossier_at("tham-dinh.supplement-asked").dossier
    wanted = commands.asked_in(dossier, list(dossier.events.order_by("sequence")))
    draft = corrections.open_draft(dossier, wanted, at=MONDAY)
    corrections.save(draft, wanted, {"lacking-ban-thao": "Bản gốc đã mất."}, at=MONDAY)
    return dossier.code


def decided(state: str) -> str:
    """Return the number of a dossier of alice's with a result."""
    walk = Walk(story.file("alice", at=DECIDED, slug=story.SLUG), DECIDED).until(state)
    relay.run(walk.at)
    return walk.dossier.code
