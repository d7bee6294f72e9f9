"""What people wrote in those years, all of it made up: answers in forms, and reasons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from dossiers.filing import drafts
from portal.demo.history.plan import FIRST, Filing
from procedures.answers.sample import raw_answers
from procedures.machine import Machine, Question, QuestionKind
from procedures.time.calendar import LOCAL

SUPPLIED = "Đã nộp bản bổ sung theo yêu cầu."
FEE_REASON = "Phí thẩm định, lệ phí cấp giấy phép theo biểu phí của thủ tục."
REASONS: Mapping[str, tuple[str, ...]] = {
    "supplement": (
        "Giấy tờ thiếu dấu của cơ quan, tổ chức đề nghị, đề nghị đóng dấu và nộp lại.",
        "Danh mục chưa ghi đủ số lượng và năm xuất bản, đề nghị ghi bổ sung.",
        "Bản chụp mờ, không đọc được, đề nghị nộp bản rõ hơn.",
        "Thông tin trong đơn không khớp với giấy tờ kèm theo, đề nghị sửa lại cho thống nhất.",
    ),
    "reject": (
        "Hồ sơ không thuộc thẩm quyền giải quyết của Sở, đề nghị nộp tại cơ quan có thẩm quyền.",
        "Hồ sơ nộp trùng với hồ sơ đã nộp trước.",
        "Nội dung đề nghị thuộc thủ tục khác, đề nghị nộp theo thủ tục đó.",
    ),
    "refuse": (
        "Qua thẩm định, nội dung chưa đáp ứng điều kiện của pháp luật về xuất bản, in và phát hành.",
        "Cơ sở chưa đáp ứng đủ điều kiện theo quy định.",
    ),
    "withdraw": ("Tổ chức thay đổi kế hoạch, xin rút hồ sơ.", "Nộp nhầm thủ tục, xin rút để nộp lại."),
    "stop": ("Tổ chức đề nghị đã chấm dứt hoạt động trong thời gian giải quyết.",),
    "send-back": (
        "Dự thảo còn lỗi về tên tài liệu và số lượng, đề nghị sửa.",
        "Đề nghị nêu rõ căn cứ trong tờ trình.",
    ),
    "reappoint": ("Cần thêm thời gian thẩm định nội dung, cơ quan xin lỗi và hẹn lại ngày trả kết quả.",),
}
_THEN = datetime(FIRST.year, FIRST.month, FIRST.day, 9, tzinfo=LOCAL)
_BEFORE, _LATER = "12/03/2014", "15/12/2019"
_TO_COME = ("opens_on", "closes_on", "starts_on", "rented_until")
_OF_THE_APPLICANT = frozenset({"organisation_name", "business_name", "importer_name", "organiser_name", "user_name", "transferor_name", "establishment_name"})  # fmt: skip
_PLACES = ("address", "workshop", "office", "venue", "placed_at", "place")
_TITLES = (
    "Kỷ yếu hội thảo",
    "Sổ tay nghiệp vụ",
    "Tài liệu tập huấn",
    "Cẩm nang",
    "Tờ gấp tuyên truyền",
    "Bản tin nội bộ",
    "Lịch sử truyền thống",
)
_ABOUT = (
    "an toàn giao thông",
    "cải cách hành chính",
    "phòng cháy, chữa cháy",
    "chăm sóc sức khoẻ",
    "bảo vệ môi trường",
    "văn hoá ứng xử",
    "khuyến học",
    "phát triển làng nghề",
)


@dataclass(frozen=True, slots=True)
class Form:
    """What is typed into the form of a procedure, whoever applies."""

    machine: Machine
    typical: Mapping[str, str]
    """Complete and right raw answers, as of those years."""
    places: tuple[str, ...]
    """Questions that are answered with the applicant's address."""
    papers: tuple[str, ...]
    """Components and questions that need a file with these answers."""

    @classmethod
    def of(cls, machine: Machine) -> "Form":
        """Return the form of a machine."""
        typical = _typical(machine)
        places = [question.name for question in machine.questions if question.kind is QuestionKind.TEXT]
        fields, missing = drafts.file_fields(machine), drafts.check(machine, typical, [], at=_THEN)[1]
        return cls(
            machine,
            typical,
            tuple(name for name in places if name.endswith(_PLACES)),
            tuple(fields[name] for name in missing if name in fields),
        )

    def filled_in(self, owner: User, filing: Filing) -> dict[str, str]:
        """Return what an applicant typed: typical answers with the applicant's own name, place and title."""
        raw = {**self.typical, **drafts.profile_answers(owner)}
        raw |= dict.fromkeys(_OF_THE_APPLICANT & raw.keys(), owner.organisation or owner.full_name)
        raw |= dict.fromkeys(self.places, owner.address)
        if "material_name" in raw:
            title, about = filing.seed % len(_TITLES), filing.seed // 7 % len(_ABOUT)
            raw["material_name"] = f"{_TITLES[title]} {_ABOUT[about]}"
        return raw


def _typical(machine: Machine) -> Mapping[str, str]:
    raw = raw_answers(machine, _THEN)
    for name, question in _dates(machine, raw):
        raw[name] = _LATER if question.name in _TO_COME else _BEFORE
    sample = User(full_name="Nguyễn Văn An", personal_id="001085012345", phone="+84912345678", email="a@example.vn", address="Hà Nội")  # fmt: skip
    return drafts.profile_answers(sample) | raw


def _dates(machine: Machine, raw: Mapping[str, str]) -> Iterator[tuple[str, Question]]:
    for question in machine.questions:
        if question.kind is QuestionKind.DATE and not question.name.startswith("born"):
            yield question.name, question
        for column in question.columns:
            if column.kind is QuestionKind.DATE:
                ending = f".{column.name}"
                yield from (
                    (key, column) for key in raw if key.startswith(f"{question.name}.") and key.endswith(ending)
                )
