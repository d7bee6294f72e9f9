"""Procedures as the catalogue lists them, without compiling a definition for each: real names, and many of them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count, islice, product

from procedures.catalogue.entries import columns_of
from procedures.form import Component, Text
from procedures.machine import Applicant, Level, Limit, LimitUnit, Machine, Online
from procedures.models import CatalogueEntry, Procedure, ProcedureVersion, VersionStatus
from tests.procedures.shipped import shipped_machine

PRINTING = ("xuat-ban-in-phat-hanh", "Xuất bản, In và Phát hành", "Publishing, printing and distribution")
PRESS = ("bao-chi", "Báo chí", "Press")
BROADCASTING = (
    "phat-thanh-truyen-hinh-ttdt",
    "Phát thanh, truyền hình và thông tin điện tử",
    "Broadcasting, television and electronic information",
)
POST = ("buu-chinh", "Bưu chính", "Postal services")
IN_FORCE_FROM = date(2025, 7, 1)
PUBLISHED_AT = datetime(2025, 6, 1, tzinfo=UTC)

# Slug, code, sector, name in Vietnamese and in English, papers with the form of the first one.
REAL = (
    ("tai-lieu", "1.003868", PRINTING, "Cấp giấy phép xuất bản tài liệu không kinh doanh", "Licence to publish non-commercial material", ("Đơn đề nghị cấp giấy phép|Mẫu số 04, NĐ 138/2025/NĐ-CP", "Bản thảo tài liệu có đóng dấu", "Bản dịch tiếng Việt")),
    ("nhap-khau", "1.003725", PRINTING, "Cấp giấy phép nhập khẩu xuất bản phẩm không kinh doanh", "Licence to import publications not for trade", ("Đơn đề nghị cấp giấy phép nhập khẩu|Mẫu số 29", "Danh mục xuất bản phẩm đề nghị nhập khẩu|Mẫu số 30")),
    ("in-xbp", "2.001594", PRINTING, "Cấp giấy phép hoạt động in xuất bản phẩm (cấp địa phương)", "Licence to print publications", ("Đơn đề nghị|Mẫu số 17", "Sơ yếu lý lịch của người đứng đầu cơ sở in", "Giấy chứng nhận quyền sử dụng đất hoặc hợp đồng thuê nhà xưởng")),
    ("cap-lai-in-xbp", "2.001584", PRINTING, "Cấp lại giấy phép hoạt động in xuất bản phẩm", "Re-issue of licence to print publications", ("Đơn đề nghị cấp lại|Mẫu số 18 (TT 23/2023)",)),
    ("in", "", PRINTING, "Cấp giấy phép hoạt động in", "Printing licence", ("Đơn đề nghị cấp giấy phép hoạt động in", "Lý lịch tư pháp")),
    ("co-so-in", "2.001740", PRINTING, "Đăng ký hoạt động cơ sở in", "Registration of a printing establishment", ("Tờ khai đăng ký|Mẫu số 11 (NĐ 25/2018)",)),
    ("photocopy", "", PRINTING, "Đăng ký sử dụng máy photocopy màu, máy in có chức năng photocopy màu", "Registration to use a colour photocopier", ("Đơn đăng ký", "Hoá đơn mua máy")),
    ("chuyen-nhuong", "", PRINTING, "Chuyển nhượng máy photocopy màu, máy in có chức năng photocopy màu", "Transfer of a registered colour photocopier", ("Đơn đề nghị chuyển nhượng",)),
    ("trien-lam", "", PRINTING, "Cấp giấy phép tổ chức triển lãm, hội chợ xuất bản phẩm", "Licence to hold a publications exhibition", ("Danh mục xuất bản phẩm để triển lãm",)),
    ("ban-tin", "1.009374", PRESS, "Cấp giấy phép xuất bản bản tin (địa phương)", "Licence to publish a newsletter", ("Tờ khai đề nghị cấp giấy phép|Mẫu số 10", "Mẫu trình bày tên gọi bản tin")),
    ("hop-bao", "", PRESS, "Cho phép họp báo (trong nước)", "Permission of a domestic press conference", ("Văn bản thông báo họp báo",)),
    ("tranh-anh", "", PRESS, "Cho phép trưng bày tranh, ảnh và các hình thức thông tin khác bên ngoài trụ sở cơ quan đại diện nước ngoài", "Permission to display pictures outside a foreign mission's premises", ("Đơn đề nghị|Mẫu số 06/BTTTT",)),
    ("trang-tin", "", BROADCASTING, "Cấp giấy phép thiết lập trang thông tin điện tử tổng hợp", "Licence for a general news-aggregation website", ("Đơn đề nghị|Mẫu số 23 (NĐ 27/2018)", "Đề án hoạt động, có kế hoạch nhân sự")),
    ("tro-choi", "2.001885", BROADCASTING, "Cấp giấy chứng nhận đủ điều kiện hoạt động điểm cung cấp dịch vụ trò chơi điện tử công cộng", "Certificate of eligibility for a public video-game point", ("Đơn đề nghị|Mẫu số 05 (cá nhân) / Mẫu số 06 (tổ chức, doanh nghiệp)",)),
    ("gia-han-tro-choi", "", BROADCASTING, "Gia hạn giấy chứng nhận đủ điều kiện hoạt động điểm cung cấp dịch vụ trò chơi điện tử công cộng", "Extension of video-game point certificate", ("Đơn đề nghị gia hạn|Mẫu số 09 / Mẫu số 10",)),
    ("tvro", "", BROADCASTING, "Cấp giấy chứng nhận đăng ký thu tín hiệu truyền hình nước ngoài trực tiếp từ vệ tinh", "Registration to receive foreign television directly from satellite (TVRO)", ("Tờ khai đăng ký", "Bản thuyết minh kỹ thuật của thiết bị")),
    ("buu-chinh", "", POST, "Cấp giấy phép bưu chính (phạm vi nội tỉnh)", "Postal licence (intra-provincial)", ("Giấy đề nghị cấp giấy phép bưu chính|Phụ lục I", "Mẫu hợp đồng cung ứng và sử dụng dịch vụ bưu chính")),
    ("thong-bao-buu-chinh", "1.010902", POST, "Sửa đổi, bổ sung văn bản xác nhận thông báo hoạt động bưu chính (cấp tỉnh)", "Amendment of postal-notification confirmation", ("Văn bản thông báo thay đổi",)),
)  # fmt: skip
KINDS = tuple(product([Level.PROVINCE, Level.COMMUNE], [Online.FULL, Online.PARTIAL, None], [1, 2, 3]))
"""What else tells the many apart: level, online, how many kinds of applicants."""


def machines() -> list[Machine]:
    """Return the real procedures, each with its own texts; everything else is as in the shipped one."""
    return [_machine(slug, code, sector, Text(vi, en), papers) for slug, code, sector, vi, en, papers in REAL]


def named(slug: str, vi: str, *papers: str, en: str = "A procedure") -> Machine:
    """Return a procedure of a name, with papers of these titles."""
    return _machine(slug, "", PRESS, Text(vi, en), papers)


def _machine(slug: str, code: str, sector: tuple[str, str, str], name: Text, papers: Iterable[str]) -> Machine:
    return replace(
        shipped_machine(),
        slug=slug,
        code=code or None,
        sector=sector[0],
        sector_name=Text(*sector[1:]),
        name=name,
        summary=Text("Tóm tắt.", "Summary."),
        result=Text("Văn bản trả lời", "The answer"),
        components=tuple(_paper(place, paper) for place, paper in enumerate(papers)),
        applicants=(Applicant.BUSINESS, Applicant.ORGANISATION),
    )


def _paper(place: int, paper: str) -> Component:
    title, _bar, form = paper.partition("|")
    return Component(f"giay-{place}", Text(title, "A paper"), True, 1, 0, Text(form, form) if form else None)


def many(number: int) -> Iterator[Machine]:
    """Return so many procedures: the real ones again and again, each time for something else."""
    for turn, (machine, (level, online, kinds)) in enumerate(islice(_pairs(), number)):
        yield replace(
            machine,
            slug=f"{machine.slug}-{turn}",
            code=f"9.{turn:06}",
            name=Text(f"{machine.name.vi} loại {turn}", f"{machine.name.en} of class {turn}"),
            summary=shipped_machine().summary,
            result=shipped_machine().result,
            components=(*machine.components, *shipped_machine().components),
            applicants=tuple(Applicant)[:kinds],
            level=level,
            online=online,
            committed_limit=Limit(shipped_machine().committed_limit.amount, LimitUnit.WORKING_DAY),
        )


def _pairs() -> Iterator[tuple[Machine, tuple[Level, Online | None, int]]]:
    real = machines()
    return ((real[turn % len(real)], KINDS[turn // len(real) % len(KINDS)]) for turn in count())


def publish(found: Iterable[Machine], *, effective_on: date = IN_FORCE_FROM) -> None:
    """Put procedures into the catalogue in place of whatever it holds."""
    CatalogueEntry.objects.all().delete()
    listed = list(found)
    procedures = Procedure.objects.bulk_create(
        Procedure(slug=machine.slug, code=machine.code or "", sector=machine.sector) for machine in listed
    )
    versions = ProcedureVersion.objects.bulk_create(
        ProcedureVersion(
            procedure=procedure,
            version=1,
            digest=sha256(procedure.slug.encode()).hexdigest(),
            effective_on=effective_on,
            status=VersionStatus.PUBLISHED,
            published_at=PUBLISHED_AT,
        )
        for procedure in procedures
    )
    pairs = zip(versions, listed, strict=True)
    CatalogueEntry.objects.bulk_create(CatalogueEntry(version=version, **columns_of(one)) for version, one in pairs)
