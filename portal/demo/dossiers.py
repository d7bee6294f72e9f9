"""The dossiers of the demo: one for each thing that happens at a one-stop shop."""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from dossiers.models import Dossier
from portal.demo import signed, story
from procedures.machine import LimitUnit
from procedures.time.calendar import LOCAL, WorkingCalendar
from procedures.time.calendars import current_calendar

DAY_MINUTES = 8 * 60
SUPPLEMENT = (("propose-supplement", "dung"), ("issue-supplement", "bob"))
ANSWERED = (*SUPPLEMENT, ("answer-supplement", ""))
TO_APPRAISAL = story.PATH[:3]
REFUSED = (*story.PATH[:6], ("finish-van-thu-refused", "tam"), story.PATH[-1])


WHY_REFUSED = "Tài liệu mang tính quảng cáo, không thuộc đối tượng cấp giấy phép xuất bản không kinh doanh."


class Script(NamedTuple):
    """A dossier of the demo: filed how many working days ago, about what, and what happened to it.

    ``slow`` are working days before an action, where it took its time; "" as a person is the applicant.
    """

    age: int
    material: str
    organisation: str
    path: tuple[tuple[str, str], ...]
    slow: Mapping[str, float] = {}
    applicant: str = "viet-an"
    signed: str = ""
    """Which of ``signed.Papers`` is sent with it."""


SCRIPTS = (
    Script(46, "Sổ tay phòng cháy, chữa cháy cho hộ gia đình", "Công an phường Láng", story.PATH, {"finish-tham-dinh": 4}),
    Script(43, "Cẩm nang phân loại rác tại nguồn", "Công ty TNHH Việt An", story.PATH, {"finish-tham-dinh": 5}),
    Script(41, "Kỷ yếu hội thảo chuyển đổi số trong giáo dục", "Trường Đại học Thủ đô Hà Nội", story.PATH, {"finish-tham-dinh": 7.5, "finish-ky-duyet": 2.2}),
    Script(38, "Hướng dẫn sử dụng dịch vụ công trực tuyến", "UBND phường Đống Đa", story.PATH, {"finish-tham-dinh": 3}, "alice"),
    Script(35, "Tập san văn hoá làng nghề Bát Tràng", "Hội Làng nghề Bát Tràng", story.PATH, {"finish-tham-dinh": 8, "finish-xem-xet": 3}),
    Script(33, "Tài liệu tập huấn sơ cấp cứu", "Hội Chữ thập đỏ thành phố Hà Nội", (*TO_APPRAISAL, *ANSWERED, ("confirm-supplement", "bob"), *story.PATH[3:]), {"finish-tham-dinh": 4, "answer-supplement": 3}),
    Script(30, "Lịch sử Đảng bộ phường Láng", "Đảng uỷ phường Láng", story.PATH, {"finish-tham-dinh": 5}),
    Script(28, "Tờ gấp quảng bá sản phẩm", "Công ty TNHH Việt An", REFUSED, {"finish-tham-dinh": 3}),
    Script(26, "Nội san khoa học trẻ", "Đoàn Thanh niên Sở Y tế Hà Nội", story.PATH, {"finish-tham-dinh": 4}),
    Script(24, "Cẩm nang an toàn giao thông học đường", "Ban An toàn giao thông thành phố", story.PATH[:-1], {"finish-tham-dinh": 6}),
    Script(22, "Sách ảnh Hà Nội bốn mùa", "Hội Nhiếp ảnh Hà Nội", (*story.PATH[:2], ("ask-withdrawal", ""), ("confirm-withdrawal", "bob"))),
    Script(18, "Kỷ yếu 50 năm thành lập trường", "Trường THPT Kim Liên", story.PATH[:-1], {"finish-tham-dinh": 5}, "alice"),
    Script(16, "Bản tin nội bộ quý III", "Công ty TNHH Việt An", (("reject", "bob"),)),
    Script(13, "Tuyển tập thơ câu lạc bộ hưu trí", "Hội Người cao tuổi phường Kim Liên", TO_APPRAISAL),
    Script(9, "Sổ tay dinh dưỡng học đường", "Sở Giáo dục và Đào tạo Hà Nội", TO_APPRAISAL),
    Script(9, "Tài liệu hướng dẫn kê khai thuế", "Chi cục Thuế khu vực Đống Đa", story.PATH[:4], {"finish-tham-dinh": 5}),
    Script(8, "Cẩm nang phòng chống đuối nước", "Trung tâm Văn hoá quận Thanh Xuân", story.PATH[:5], {"finish-tham-dinh": 4}),
    Script(8, "Kỷ yếu khoa học bệnh viện", "Bệnh viện Đa khoa Đống Đa", story.PATH[:6], {"finish-tham-dinh": 4}),
    Script(6, "Tập bài giảng an toàn thông tin", "Trung tâm Công nghệ thông tin Hà Nội", (*TO_APPRAISAL, *SUPPLEMENT), {}, "alice"),
    Script(6, "Tài liệu tuyên truyền bầu cử tổ dân phố", "UBND phường Láng", (*TO_APPRAISAL, *ANSWERED)),
    Script(5, "Sách ảnh tư liệu Thăng Long", "Hội Di sản Thăng Long", (*TO_APPRAISAL, ("ask-payment", "dung"))),
    Script(4, "Sổ tay khởi nghiệp", "Hội Doanh nhân trẻ Hà Nội", (*TO_APPRAISAL, SUPPLEMENT[0])),
    Script(3, "Cẩm nang du lịch phố cổ", "Ban Quản lý phố cổ Hà Nội", story.PATH[:2]),
    Script(2, "Kỷ yếu hội khoẻ Phù Đổng", "Trường THCS Láng Thượng", story.PATH[:1]),
    Script(2, "Tờ gấp tiêm chủng mở rộng", "Trạm Y tế phường Đống Đa", (("ask-supplement", "bob"),)),
    Script(2, "Tài liệu học tiếng Việt cho người nước ngoài", "Trung tâm Ngôn ngữ Thăng Long", ()),
    Script(0, "Cẩm nang sơ cứu tại nhà", "Hội Chữ thập đỏ phường Đống Đa", TO_APPRAISAL),
    Script(0, "Kỷ yếu 30 năm câu lạc bộ cờ vua", "Câu lạc bộ Cờ vua Láng Hạ", story.PATH[:4]),
    Script(0, "Sổ tay phòng chống lừa đảo trực tuyến", "Công an phường Đống Đa", story.PATH[:5]),
    Script(0, "Tập tranh thiếu nhi vẽ về Hà Nội", "Nhà thiếu nhi quận Đống Đa", story.PATH[:6], {}, "alice"),
    Script(0, "Tài liệu tập huấn hoà giải ở cơ sở", "Phòng Tư pháp phường Láng", story.PATH[:7]),
    Script(0, "Sổ tay kỹ năng số cho người cao tuổi", "Hội Người cao tuổi phường Láng", story.PATH, {}, "alice"),
    Script(0, "Tờ rơi giới thiệu khoá học", "Công ty TNHH Việt An", REFUSED),
    Script(0, "Sổ tay chăm sóc cây xanh", "Công ty Công viên Cây xanh", (), signed="intact"),
    Script(0, "Kỷ yếu họp lớp", "Ban liên lạc cựu học sinh Chu Văn An", (), signed="changed"),
)  # fmt: skip


class Forward(NamedTuple):
    """A dossier of another procedure, without trouble: filed how many working days ago, taken how many steps on."""

    age: int
    slug: str
    steps: int
    applicant: str = "viet-an"


TO_THE_END = 20
"""More steps than any procedure has."""

OTHERS = (
    Forward(34, "gp-buu-chinh", TO_THE_END),
    Forward(31, "dk-phat-hanh-xbp", TO_THE_END),
    Forward(27, "gp-hoat-dong-in", TO_THE_END),
    Forward(25, "dk-co-so-in", TO_THE_END),
    Forward(21, "thay-doi-dk-co-so-in", TO_THE_END),
    Forward(20, "trang-ttdt-tong-hop", TO_THE_END),
    Forward(15, "gcn-diem-tro-choi", 8, "alice"),
    Forward(7, "vbxn-buu-chinh", 4),
    Forward(10, "hop-bao-trong-nuoc", TO_THE_END, "alice"),
    Forward(8, "nhap-khau-xbp-khong-kinh-doanh", 3),
    Forward(7, "trung-bay-tranh-anh", 6),
    Forward(6, "gp-ban-tin", 3),
    Forward(4, "dk-tvro", 2),
    Forward(3, "dk-may-photocopy-mau", 3),
    Forward(1, "cap-lai-gcn-diem-tro-choi", 1, "alice"),
    Forward(0, "trung-bay-tranh-anh", 7),
    Forward(0, "sua-doi-vbxn-buu-chinh", 0),
)
"""Dossiers of the other procedures, so that every list and figure has more than one."""


def load(now: datetime) -> int:
    """Make the demo's dossiers if there is none; return how many were made."""
    if Dossier.objects.exists():
        return 0
    calendar, chance = current_calendar(), random.Random(2026)  # noqa: S311 - a demo's times, not a secret
    papers = signed.papers()._asdict()
    for script in SCRIPTS:
        _play(script, calendar, chance, now, papers.get(script.signed))
    for other in OTHERS:
        _forward(other, calendar, chance, now)
    return len(SCRIPTS) + len(OTHERS)


def _play(script: Script, calendar: WorkingCalendar, chance: random.Random, now: datetime, paper: bytes | None) -> None:
    at = _filed_at(script.age, calendar, chance, now)
    answers = {**story.ANSWERS, "material_name": script.material, "organisation_name": script.organisation}
    walk = story.Walk(story.file(script.applicant, at=at, answers=answers, paper=paper), at, timedelta())
    for action, username in script.path:
        minutes = int(script.slow.get(action, 0) * DAY_MINUTES) + chance.randint(12, 110)
        walk.at = _later(calendar, walk.at, minutes, now)
        _take(walk, action, username or script.applicant, refuses=script.path == REFUSED)


def _take(walk: story.Walk, action: str, username: str, *, refuses: bool) -> None:
    """Take an action by the name that it has in the dossier's edition; where there is a proposal, it is refused there."""
    taken = story.named(walk.dossier, action)
    if refuses and taken == "propose-granted":
        walk.take("propose-refused", username, reason=WHY_REFUSED)
    else:
        walk.take(taken, username, **_given(taken))


def _forward(other: Forward, calendar: WorkingCalendar, chance: random.Random, now: datetime) -> None:
    at = _filed_at(other.age, calendar, chance, now)
    walk = story.Walk(story.file(other.applicant, at=at, slug=other.slug), at, timedelta())
    hours = walk.dossier.machine.committed_limit.unit is LimitUnit.WORKING_HOUR
    for _step in range(other.steps):
        if walk.dossier.place.is_end:
            return
        walk.at = _later(calendar, walk.at, chance.randint(10, 25 if hours else 200), now)
        walk.onward()


def _filed_at(age: int, calendar: WorkingCalendar, chance: random.Random, now: datetime) -> datetime:
    """Return an instant of the morning so many working days ago."""
    day = _working_days_ago(calendar, age, now)
    return _later(calendar, _opening_of(day, calendar), chance.randint(5, 150), now)


def _opening_of(day: date, calendar: WorkingCalendar) -> datetime:
    return datetime.combine(day, calendar.sessions_on(day)[0].opens, LOCAL)


def _given(action: str) -> dict[str, Any]:
    if action == "ask-payment":
        return {"reason": "Phí thẩm định nội dung tài liệu: 120 trang, 15.000 đ một trang."}
    if action == "finish-van-thu-refused":
        return {"reason": WHY_REFUSED}
    if action == "reject":
        return {"reason": "Bản tin thuộc thủ tục cấp giấy phép xuất bản bản tin, đề nghị nộp theo thủ tục đó."}
    return {}


def _later(calendar: WorkingCalendar, at: datetime, minutes: int, now: datetime) -> datetime:
    """Return an instant some working minutes later, never in the future."""
    return min(calendar.add_working_minutes(at, minutes), max(at, now))


def _working_days_ago(calendar: WorkingCalendar, days: int, now: datetime) -> date:
    """Return the working day that lies so many before the last one that has opened by now."""
    day = now.astimezone(LOCAL).date()
    if calendar.is_working(day) and now < _opening_of(day, calendar):
        day -= timedelta(days=1)
    while not calendar.is_working(day) or days > 0:
        days -= calendar.is_working(day)
        day -= timedelta(days=1)
    return day
