"""What a diagram says besides a procedure's own words, in both languages."""

from dossiers.display.ribbon import UNITS, amount
from procedures.machine import Limit, LimitUnit, Paper, Pause, Text

TITLE = Text("Sơ đồ các bước", "The steps as a picture")
TITLE_OF_ONE = Text("Đường đi của hồ sơ", "The way of this dossier")
TITLE_OF_MANY = Text("Đường đi trên thực tế", "The way that dossiers went")
ENTRY = Text("Nộp hồ sơ", "Filing")
TO_BE_ACCEPTED = Text("Đang chờ tiếp nhận", "To be accepted now")
HERE = Text("Đang ở bước này", "Now at this step")
DECIDED = Text("Đã quyết định", "Decided")
RETURNED = Text("Đã trả kết quả", "Result returned")
PAUSE = Text("Tạm dừng", "Pause")
PAUSED = Text("Đang tạm dừng", "Paused now")
WAITING = Text("Đang chờ", "Waiting now")
WAITS = {
    Pause.SUPPLEMENT: Text("chờ bổ sung hồ sơ", "waits for missing documents"),
    Pause.PAYMENT: Text("chờ nộp tiền", "waits for a payment"),
}
REFUSED = Text("Từ chối tiếp nhận", "Not accepted")
REAPPOINTED = Text("Nếu trễ: xin lỗi, hẹn lại ngày trả", "If late: an apology and a new date")
STOPPED = Text("Có thể dừng giải quyết, nêu rõ lý do", "May be stopped, with the reason")
WITHDRAWN = Text("Người nộp có thể rút hồ sơ", "The applicant may withdraw")
SENT_BACK = Text("Trả lại bước trước để làm lại", "Sent back to be done again")
PASSED_OVER = Text("Đi thẳng đến bước sau, bỏ qua các bước giữa", "Straight on, past the steps between")
TIME = Text("Phần thời gian của bước", "The step's share of the time")
TAKEN = Text("Đã đi qua", "Way taken")
SHEETS = {
    Paper.RECEIPT: Text("Giấy tiếp nhận và hẹn trả kết quả", "Receipt and appointment slip"),
    Paper.SUPPLEMENT_REQUEST: Text("Phiếu yêu cầu bổ sung", "Supplement request"),
    Paper.REFUSAL: Text("Phiếu từ chối", "Refusal slip"),
    Paper.APOLOGY: Text("Văn bản xin lỗi", "Paper of apology"),
    Paper.STOP_NOTICE: Text("Thông báo dừng giải quyết", "Notice of stopping"),
}
_ONE = {
    LimitUnit.WORKING_DAY: "working day",
    LimitUnit.CALENDAR_DAY: "day",
    LimitUnit.WORKING_HOUR: "working hour",
}


def limit(value: Limit) -> Text:
    """Return a time limit: ``1,5 ngày làm việc``."""
    number = amount(value.amount)
    english = _ONE[value.unit] if value.amount <= 1 else UNITS[value.unit].en
    return Text(f"{number} {UNITS[value.unit].vi}", f"{number} {english}")


def counted(unit: LimitUnit) -> Text:
    """Return what the numbers beside ways and waits are, in which unit."""
    return Text(
        f"Số lần đi qua · thời gian ở bước trước; chỗ chờ: số hồ sơ · thời gian chờ (trung vị, tính bằng {UNITS[unit].vi}); "
        "nét càng đậm càng nhiều",
        f"Times gone · time in the step before; of a wait: dossiers · time waited (medians, in {UNITS[unit].en}); "
        "the broader, the more often",
    )


def before_event(hours: int) -> Text:
    """Return how long before the event an answer comes: ``trước sự kiện ít nhất 12 giờ``."""
    english = "hour" if hours == 1 else "hours"
    return Text(f"trước sự kiện ít nhất {hours} giờ", f"at least {hours} {english} before the event")


def way(source: int, target: int, end: int) -> Text:
    """Return from where to where something leads: ``Bước 4 → 3``, ``Nộp hồ sơ → bước 1``; ``end`` is behind the last step."""
    if source > 0 and 0 < target < end:
        return Text(f"Bước {source} → {target}", f"Step {source} → {target}")
    vi, en = (f"{place(source, end).of(language)} → {place(target, end).of(language)}" for language in ("vi", "en"))
    return Text(vi[0].upper() + vi[1:], en[0].upper() + en[1:])


def place(number: int, end: int) -> Text:
    """Return what a place on the line is called within a sentence: the filing, a step, or the end."""
    if number == 0:
        return Text("nộp hồ sơ", "filing")
    return Text("kết thúc", "the end") if number == end else Text(f"bước {number}", f"step {number}")


def steps_between(first: int, last: int) -> Text:
    """Return which steps something can happen in."""
    if first == last:
        return Text(f"Bước {last}", f"Step {last}")
    if first == 0:
        return Text(f"Từ khi nộp đến bước {last}", f"From filing to step {last}")
    return Text(f"Bước {first} – {last}", f"Steps {first} – {last}")
