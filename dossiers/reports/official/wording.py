"""What a report says beside its numbers; official papers are in Vietnamese alone."""

from datetime import date, datetime

from dossiers.display.formats import vn_number
from dossiers.models import ClosedBook, ClosedLetters, ClosedResults
from dossiers.reports.official.form import Cause, Replaced, Report, period_name
from dossiers.reports.periods import Period
from procedures.machine import Text
from procedures.time.calendar import LOCAL
from procedures.time.regimes.book import Regimes
from procedures.time.regimes.rules import Form, FormRow, Regime

REPUBLIC, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
FORM = "Biểu số II.06a/VPCP/KSTT"
BLANK = "…" * 24
"""To be filled in by hand."""
CAUSES = "NGUYÊN NHÂN HỒ SƠ QUÁ HẠN (nơi hồ sơ lưu lại lâu nhất, theo thời gian làm việc từ khi tiếp nhận)"
CAUSE_HEAD = (
    "Nơi hồ sơ lưu lại lâu nhất",
    "Đã giải quyết, quá hạn",
    "Đang giải quyết, quá hạn",
    "Số ngày làm việc ở đó",
)
PART = "Số liệu chỉ gồm hồ sơ đã giao cho đơn vị báo cáo, chưa gồm hồ sơ chưa giao phòng nào."
KNOWN = "Lập lại theo thời điểm đã qua: tính theo những gì đã ghi nhận khi đó, kể cả thao tác về sau mới được rút lại."
SO = "Lập lại theo thời điểm đã qua: tính theo những gì đến nay đã biết; thao tác về sau được rút lại coi như không có."
UNFINISHED = "Lưu ý"
UNISSUED = "BẢN XEM TRƯỚC, CHƯA PHÁT HÀNH"
SIGNATURES = (("NGƯỜI LẬP BIỂU", "(Ký, ghi rõ họ tên)"), ("THỦ TRƯỞNG ĐƠN VỊ", "(Ký, ghi rõ họ tên, đóng dấu)"))


def at_in_words(at: datetime) -> str:
    """Return the instant of a report as papers write it."""
    return f"{at.astimezone(LOCAL):%H:%M:%S ngày %d/%m/%Y}"


def _made_in_words(report: Report) -> str:
    """Return as of when its figures are, and of one of a past instant, a whole minute, the day on which it was made."""
    if report.made_at is None:
        return f"Số liệu tại thời điểm {at_in_words(report.at)}"
    made_at, at = report.made_at.astimezone(LOCAL), report.at.astimezone(LOCAL)
    return f"Lập ngày {made_at:%d/%m/%Y} theo số liệu tại thời điểm {at:%H:%M ngày %d/%m/%Y}"


def period_in_words(report: Report) -> str:
    """Return of which days a report is."""
    name = period_name(report.period).vi
    days = f"từ ngày {report.start:%d/%m/%Y} đến ngày {report.end:%d/%m/%Y}"
    return f"{name} ({days})" if name else f"{days[0].upper()}{days[1:]}"


def head_of(report: Report) -> tuple[tuple[str, str], ...]:
    """Return the lines under the title, each with its label."""
    return (
        ("Kỳ báo cáo", period_in_words(report)),
        ("Đơn vị báo cáo", report.reporter),
        ("Đơn vị nhận báo cáo", report.receiver or BLANK),
        ("Đơn vị tính", "Số hồ sơ TTHC"),
        *([(UNFINISHED, report.so_far.vi)] if report.so_far else []),
    )


def replaced_in_words(report: Report) -> str:
    """Return what a report takes the place of, and why; "" of one that takes no place."""
    if report.replaces is None:
        return ""
    reason = report.replaces.reason.strip().removesuffix(".")
    return f"Báo cáo này (số {report.number}) thay {_replaced(report.replaces)}. Lý do: {reason}."


def _replaced(earlier: Replaced) -> str:
    return f"báo cáo số {earlier.number} lập ngày {earlier.on:%d/%m/%Y}"


def number_lines(report: Report) -> tuple[tuple[str, str], ...]:
    """Return the lines of the head that say which number a report has, and which one it replaces; none of a preview."""
    if not report.number:
        return ()
    return (("Báo cáo", f"số {report.number}{f', thay {_replaced(report.replaces)}' if report.replaces else ''}"),)


def notes_of(report: Report, digest: str) -> list[str]:
    """Return what is to be said below the table."""
    notes = [f"{_made_in_words(report)}; người lập: {report.by}."]
    if report.number:
        notes.append(replaced_in_words(report) or f"Báo cáo số {report.number}.")
    if report.is_part:
        notes.append(PART)
    if report.known is not None:
        notes.append(KNOWN if report.known else SO)
    if not report.lines:
        notes.append("Không phát sinh hồ sơ trong kỳ.")
    if report.aside:
        notes.append(
            f"Dòng tính gộp ghi vào cột (9) cả hồ sơ đang chờ bổ sung ({vn_number(report.aside.waiting)}), đã rút "
            f"({vn_number(report.aside.withdrawn)}) và đã dừng ({vn_number(report.aside.stopped)}); các dòng khác thì không."
        )
    if report.unexplained:
        notes.append(f"Có {vn_number(report.unexplained)} hồ sơ quá hạn: quá nhiều để nêu nguyên nhân trong biểu này.")
    notes.append(f"Mã kiểm tra số liệu (SHA-256): {digest}." if digest else f"{UNISSUED}.")
    return notes


def cause_cells(cause: Cause) -> tuple[str, int, int, float]:
    """Return a row of the table of causes."""
    return cause.where.vi, cause.resolved, cause.pending, cause.days


REGISTER = "SỔ THEO DÕI HỒ SƠ"
CLOSING_SIGNATURES = (("NGƯỜI KHOÁ SỔ", "(Ký, ghi rõ họ tên)"), SIGNATURES[1])
COVER_SIGNATURES = (("NGƯỜI GIỮ SỔ", "(Ký, ghi rõ họ tên)"), SIGNATURES[1])


LETTERS = "SỔ ĐĂNG KÝ VĂN BẢN ĐI"
FORM_OF_LETTERS = "Nghị định 30/2020/NĐ-CP, phụ lục IV"


def notes_of_letters(at: datetime, by: str, lines: int) -> list[str]:
    """Return what is to be said below a volume of a book of papers."""
    return [
        f"Trích từ nhật ký của hệ thống, tính đến {at_in_words(at)}; người in: {by}.",
        *([] if lines else ["Không phát hành văn bản nào loại này trong năm."]),
        "Số lấy liên tục từ 01 trong năm theo loại văn bản của cơ quan; người ký là người đứng tên trên văn bản.",
        "Bản lưu là tệp trong hồ sơ ghi ở cột (6); cột “Số lượng bản” và “Ghi chú” để trống, ghi bằng tay.",
    ]


RESULTS = "SỔ KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"
FORM_OF_RESULTS = "Sổ của cơ quan (không có mẫu quy định)"


def notes_of_results(at: datetime, by: str, lines: int) -> list[str]:
    """Return what is to be said below a volume of a book of results."""
    return [
        f"Trích từ dữ liệu của hệ thống, tính đến {at_in_words(at)}; người in: {by}.",
        *([] if lines else ["Không có kết quả nào loại này trong năm."]),
        "Số lấy liên tục trong năm theo ký hiệu; kết quả do cơ quan khác cấp số đứng ở cuối sổ. Cột “Tình trạng” là của ngày in.",
    ]


def closing_of_register(closed: ClosedBook) -> list[str]:
    """Return what stands below the last line of a register that is closed."""
    lines = f"gồm {vn_number(closed.count)} hồ sơ, từ số thứ tự 01 đến số thứ tự {closed.count:02d}"
    return [
        f"Sổ năm {closed.year} {lines if closed.count else 'không có hồ sơ nào'}.",
        f"Khoá sổ lúc {at_in_words(closed.at)}; người khoá sổ: {closed.by.get_full_name()}.",
        f"Mã kiểm tra các dòng của sổ (SHA-256): {closed.digest}.",
    ]


def closing_of_letters(closed: ClosedLetters | ClosedResults, last: str) -> list[str]:
    """Return what stands below the last line of a book of papers or results that is closed; ``last`` is its last number.

    Results have a number by each symbol, so that no number is the last of all.
    """
    of_letters = isinstance(closed, ClosedLetters)
    what, end = ("văn bản", f", số cuối cùng là {last}") if of_letters else ("kết quả do cơ quan cấp số", "")
    lines = f"gồm {vn_number(closed.count)} {what}{end}" if closed.count else f"không có {what} nào"
    return [
        f"Sổ năm {closed.year} {lines}.",
        f"Khoá sổ lúc {at_in_words(closed.at)}; người khoá sổ: {closed.by.get_full_name()}.",
        f"Mã kiểm tra các dòng của sổ (SHA-256): {closed.digest}.",
    ]


def form_of_register(regimes: Regimes, period: Period, today: date) -> Text:
    """Return the number of the form of the register on the last day on which that of a period was kept, with where it stands.

    A former one is named too where it changed in that year. Of days on which no number is known the title stands alone.
    """
    kept_until = min(period.end, today)
    sets = regimes.sets_of(Form.REGISTER, kept_until)
    if not sets:
        return Text(REGISTER.capitalize(), "Register of dossiers")
    newest, *former = sets
    vi, en = (_form(*newest, language) for language in ("vi", "en"))
    if former and newest[1].begins_on.year == kept_until.year:
        begins = f"{newest[1].begins_on:%d/%m/%Y}"
        vi += f" (trước ngày {begins}: {_form(*former[0], 'vi')})"
        en += f" (before {begins}: {_form(*former[0], 'en')})"
    return Text(vi[0].upper() + vi[1:], en[0].upper() + en[1:])


def _form(row: FormRow, regime: Regime, language: str) -> str:
    name = regime.name.of(language)
    return f"mẫu số {row.number}, {name}" if language == "vi" else f"form {row.number} of {name}"


def notes_of_register(at: datetime, by: str, lines: int) -> list[str]:
    """Return what is to be said below a part of a register."""
    return [
        f"Trích từ nhật ký của hệ thống lúc {at_in_words(at)}; người in: {by}.",
        *([] if lines else ["Không tiếp nhận hồ sơ nào trong thời gian này."]),
        "Số thứ tự tính liên tục từ 01 trong năm tiếp nhận, theo cơ quan tiếp nhận; ngày hẹn trả là ngày ghi trên giấy tiếp nhận.",
        "Tên người và số bưu gửi lấy từ nhật ký. Cột (12): nhận trực tiếp thì người nhận kết quả ký tay; gửi bưu chính, trực tuyến thì không ký.",
    ]
