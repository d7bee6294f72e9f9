"""What somebody who decides reads before the press and after it: what one did before, which file is taken, where one's own is found."""

from datetime import timedelta

import pytest

from portal.demo.story import pdf, upload
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import before
from tests.dossiers.desk.deciding import NOW, page_of, send, walk_to
from tests.dossiers.lifecycle import MONDAY, dossier_at
from tests.dossiers.officers import substitute
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

TODAY = local(NOW).date()
REGISTER, ENDED = "/mot-cua/so-ket-qua/", "/mot-cua/?list=done"
TWICE = "Bạn đã ký nháy hồ sơ này"


def test_the_provincial_office_finds_what_it_has_recorded_and_nobody_else_s() -> None:
    dossier = walk_to("ubnd-quyet-dinh", "trung-bay-tranh-anh").dossier
    van = Visitor("van", language="vi")
    typed = {"issued_number": "450/UBND-KGVX", "issued_dated": f"{TODAY:%d/%m/%Y}", "files": upload("vb.pdf", pdf(6))}
    assert "Chưa có kết quả nào trong sổ năm này" in read(van.get(REGISTER)).words()

    assert send("van", dossier, "record-granted", typed).status_code == 302

    words = read(van.get(REGISTER)).words()
    assert "Văn bản bạn đã ghi" in words
    assert "450/UBND-KGVX" in words
    assert dossier.code in words
    assert "Chưa có kết quả nào" not in words
    scan = dossier.events.get(action="record-granted").attachments.get()
    address = f"/ho-so/tep/{scan.pk}/"
    assert f'href="{address}">Bản quét của bạn' in van.get(REGISTER).content.decode()
    assert b"".join(van.get(address).streaming_content) == pdf(6)
    assert Visitor("tam", language="vi").get(f"/mot-cua/{dossier.code}/").status_code == 200
    assert Visitor("mallory").get(address).status_code == 404
    assert "450/UBND-KGVX" not in read(van.get(f"{REGISTER}?year={TODAY.year - 1}")).words()
    assert "Văn bản bạn đã ghi nằm trong sổ kết quả" in read(van.get(ENDED)).words()
    assert "Chưa có hồ sơ nào kết thúc" not in read(van.get(ENDED)).words()
    assert van.get(f"/mot-cua/{dossier.code}/").status_code == 404
    assert "Văn bản bạn đã ghi" not in read(Visitor("tam", language="vi").get(REGISTER)).words()


def test_a_file_that_is_a_pdf_by_its_name_alone_is_refused_without_naming_kinds_that_are_not_taken() -> None:
    dossier = walk_to("ubnd-quyet-dinh", "trung-bay-tranh-anh").dossier
    typed = {"issued_number": "7/UBND-VX", "issued_dated": f"{TODAY:%d/%m/%Y}"}

    with nothing_written():
        answer = send("van", dossier, "record-granted", {**typed, "files": upload("vb.pdf", b"no PDF at all")})

    said = read(answer).errors["id_record-granted_files"]
    assert "“vb.pdf” không phải là PDF" in said
    assert "PNG" not in said


def test_who_has_initialled_reads_that_before_signing_in_the_leader_s_place() -> None:
    walk = walk_to("ky-duyet")
    substitute("lan", "hoa", TODAY, TODAY + timedelta(days=2))

    _visitor, page = page_of("hoa", walk.dossier)
    _visitor, other = page_of("lan", walk.dossier)

    assert TWICE in read(page).words()
    assert TWICE not in read(other).words()
    together = read(before(Visitor("hoa", language="vi"), "decide", [walk.dossier])).words()
    assert TWICE in together


@pytest.mark.at(MONDAY + timedelta(hours=6))
@pytest.mark.parametrize(
    ("initials", "absent", "signs"),
    [("lan", "hoa", "lan"), ("hoa", "lan", "hoa")],
    ids=["in the head's place", "and signs in the leader's"],
)
def test_so_does_who_signs_by_a_version_that_knows_no_draft(initials: str, absent: str, signs: str) -> None:
    on = local(MONDAY).date()
    substitute(absent, initials, on, on)
    walk = dossier_at("xem-xet").take("finish-xem-xet", initials)

    _visitor, page = page_of(signs, walk.dossier)
    _visitor, other = page_of("tam", walk.dossier)

    assert TWICE in read(page).words()
    assert TWICE not in read(other).words()
