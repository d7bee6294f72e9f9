"""What units, and the states and actions of the common lifecycle, are called in both languages."""

from collections.abc import Mapping
from datetime import date

from procedures.machine import AfterSupplement, Applicant, LimitUnit, SupplementRule, Text

UNITS = {
    LimitUnit.WORKING_DAY: Text("ngày làm việc", "working day"),
    LimitUnit.CALENDAR_DAY: Text("ngày", "day"),
    LimitUnit.WORKING_HOUR: Text("giờ làm việc", "working hour"),
}

FILED = Text("Mới đăng ký", "Filed")
FILED_SUPPLEMENT_ASKED = Text("Chờ bổ sung trước khi tiếp nhận", "Waiting for papers before acceptance")
REJECTED = Text("Không được tiếp nhận", "Not accepted")
ACCEPTED = Text("Được tiếp nhận", "Accepted")
RESULT_READY = Text("Đã có kết quả, chờ trả", "Result ready, to be returned")
RETURNED = Text("Đã trả kết quả", "Result returned")
WITHDRAWN = Text("Đã rút hồ sơ", "Withdrawn")
STOPPED = Text("Dừng xử lý", "Stopped")
SUPPLEMENT_PROPOSED = Text("Chuyên viên đề nghị yêu cầu bổ sung", "Supplement proposed by the case officer")
SUPPLEMENT_ASKED = Text("Chờ người nộp bổ sung hồ sơ", "Waiting for the applicant's papers")
SUPPLEMENT_ANSWERED = Text("Người nộp đã bổ sung, chờ xác nhận đủ", "Papers received, to be confirmed complete")
PAYMENT_DUE = Text("Chờ thực hiện nghĩa vụ tài chính", "Waiting for a payment")

ACCEPT = Text("Tiếp nhận hồ sơ", "Accept the dossier")
ASK_SUPPLEMENT = Text("Yêu cầu bổ sung hồ sơ", "Ask for missing papers")
REJECT = Text("Từ chối tiếp nhận", "Refuse to accept")
TRANSFER = Text("Chuyển phòng chuyên môn", "Transfer to the division")
RETURN_AT_ONCE = Text("Có kết quả ngay", "Result at once")
ANSWER_SUPPLEMENT = Text("Nộp bổ sung", "Send the missing papers")
LAPSE = Text("Hết hạn bổ sung", "The time for the supplement has passed")
PROPOSE_SUPPLEMENT = Text("Đề nghị yêu cầu bổ sung", "Propose to ask for missing papers")
ISSUE_SUPPLEMENT = Text("Gửi yêu cầu bổ sung cho người nộp", "Send the request to the applicant")
DECLINE_SUPPLEMENT = Text("Không yêu cầu bổ sung, trả lại chuyên viên", "Decline, back to the case officer")
CONFIRM_SUPPLEMENT = Text("Xác nhận hồ sơ đã đủ", "Confirm that the dossier is complete")
RETURN_ANSWER = Text("Giấy tờ bổ sung chưa đạt, yêu cầu nộp lại", "The papers will not do, ask again")
ASK_PAYMENT = Text("Yêu cầu thực hiện nghĩa vụ tài chính", "Ask for a payment")
CONFIRM_PAYMENT = Text("Xác nhận đã nộp tiền", "Confirm the payment")
REASSIGN = Text("Đổi người thụ lý", "Assign to somebody else")
REAPPOINT = Text("Xin lỗi và hẹn lại ngày trả", "Apologise and set a new appointment")
STOP = Text("Dừng giải quyết hồ sơ", "Stop the dossier")
ASK_WITHDRAWAL = Text("Xin rút hồ sơ", "Ask to withdraw the dossier")
CONFIRM_WITHDRAWAL = Text("Xác nhận rút hồ sơ", "Confirm the withdrawal")
RETURN = Text("Trả kết quả", "Return the result")
RECALL = Text("Thu hồi hồ sơ vừa chuyển", "Recall what was just sent")

DECIDE = Text("Quyết định đúng như dự thảo", "Decide exactly as drafted")
DECIDE_AT_ONCE = Text("Quyết định, có kết quả ngay", "Decide, with the result at once")
NUMBER = Text("Vào số, phát hành kết quả", "Number and issue the result")
DECIDE_STOP = Text("Quyết định dừng giải quyết", "Decide to stop the dossier")
ISSUE_STOP = Text("Thông báo dừng giải quyết cho người nộp", "Tell the applicant that it is stopped")
TAKE_BACK_STOP = Text("Rút lại quyết định dừng", "Take back the decision to stop")
STOP_DECIDED = Text("Đã quyết định dừng, chờ Một cửa thông báo", "Stop decided, the desk is to tell the applicant")

REJECT_MEANS = Text(
    "Hồ sơ kết thúc ở đây và không được giải quyết. Người nộp được báo lý do qua thư điện tử "
    "và phải nộp hồ sơ mới nếu vẫn có nhu cầu.",
    "The dossier ends here and is not processed. The applicant is told the reason by "
    "e-mail and has to file a new dossier if still interested.",
)
STOP_MEANS = Text(
    "Hồ sơ kết thúc ở đây, không có kết quả. Người nộp được báo lý do qua thư điện tử. Không thể mở lại hồ sơ.",
    "The dossier ends here without a result. The applicant is told the reason by e-mail. It cannot be opened again.",
)
WITHDRAWAL_MEANS = Text(
    "Hồ sơ kết thúc theo yêu cầu của người nộp và không thể mở lại.",
    "The dossier ends as the applicant asked and cannot be opened again.",
)
REFUSAL_MEANS = Text(
    "Kết quả của hồ sơ là từ chối, có ghi rõ lý do. Thời gian giải quyết dừng tính từ lúc này.",
    "The result of the dossier is a refusal with its reason. The processing time ends now.",
)

DECIDE_MEANS = Text(
    "Kết quả và nội dung dự thảo đang hiển thị được quyết định đúng như vậy. Từ lúc văn thư vào số thì không sửa được nữa.",
    "The outcome and the draft shown here are decided exactly as they are. Once the clerk has numbered it, "
    "nothing can be changed.",
)
DIRECT_MEANS = Text(
    "Hồ sơ trở lại bước dự thảo. Người thụ lý phải dự thảo theo kết quả này rồi trình ký lại.",
    "The dossier goes back for its draft: this outcome is drafted and submitted again for signature.",
)
NUMBER_MEANS = Text(
    "Kết quả được cấp số và ghi vào sổ. Sau đó không ai thay đổi được kết quả, nội dung, tệp và số.",
    "The result gets its number and goes into the register. After that nobody can change outcome, content, file or number.",
)
RECORD_MEANS = Text(
    "Ghi đúng số, ngày và tệp văn bản mà cơ quan quyết định đã ban hành. Sau khi ghi thì không sửa được.",
    "Enter number, date and file as the deciding agency issued them. They cannot be changed afterwards.",
)
VOID_MEANS = Text(
    "Quyết định đã ký bị huỷ. Hồ sơ phải được trình và quyết định lại.",
    "The decision that was made becomes void. The dossier has to be submitted and decided again.",
)
DECIDE_STOP_MEANS = Text(
    "Một cửa sẽ thông báo cho người nộp và hồ sơ kết thúc, không có kết quả. Trước lúc đó còn rút lại được.",
    "The desk will tell the applicant, and the dossier ends without a result. Until then this can be taken back.",
)

APPLICANTS: Mapping[Applicant, Text] = {
    Applicant.CITIZEN: Text("cá nhân", "citizens"),
    Applicant.HOUSEHOLD: Text("hộ kinh doanh", "household businesses"),
    Applicant.BUSINESS: Text("doanh nghiệp", "enterprises"),
    Applicant.ORGANISATION: Text("cơ quan, tổ chức", "agencies and organisations"),
    Applicant.FOREIGN: Text("cá nhân, tổ chức nước ngoài", "foreign persons and organisations"),
}
AFTER: Mapping[AfterSupplement, Text] = {
    AfterSupplement.RESTART: Text("bổ sung xong thì tính lại từ đầu", "the time then counts again from zero"),
    AfterSupplement.CARRY_ON: Text("bổ sung xong thì tính tiếp", "the time then goes on"),
}

NAMED: Mapping[str, Text] = {
    "applicant_name": Text("họ tên người nộp", "the applicant's name"),
    "applicant_organisation": Text("cơ quan, tổ chức của người nộp", "the applicant's organisation"),
    "applicant_id": Text("số định danh của người nộp", "the applicant's ID number"),
    "applicant_address": Text("địa chỉ người nộp", "the applicant's address"),
    "applicant_phone": Text("điện thoại người nộp", "the applicant's phone number"),
    "applicant_email": Text("thư điện tử người nộp", "the applicant's e-mail"),
    "reason": Text("lý do", "the reasons"),
    "until": Text("ngày cuối còn hiệu lực", "the last day of the result"),
}
"""What a composed text may take in besides the answers to a procedure's own questions."""


def move_on(title: Text) -> Text:
    """Return what ends a step whose definition gives no wording of its own."""
    return Text(f"Hoàn thành, chuyển bước: {title.vi}", f"Done, on to: {title.en}")


def conclude(outcome: Text) -> Text:
    """Return what ends the last working step with one of the outcomes."""
    return Text(f"Chuyển kết quả về Một cửa: {outcome.vi}", f"Send the result to the desk: {outcome.en}")


def propose(outcome: Text) -> Text:
    """Return what puts an outcome forward with its draft."""
    return Text(f"Trình dự thảo: {outcome.vi}", f"Submit a draft: {outcome.en}")


def direct(outcome: Text) -> Text:
    """Return what orders another outcome than the one that was proposed."""
    return Text(f"Quyết định kết quả khác: {outcome.vi}", f"Decide otherwise: {outcome.en}")


def record(outcome: Text) -> Text:
    """Return what enters the decision of another agency."""
    return Text(f"Ghi kết quả của cơ quan quyết định: {outcome.vi}", f"Enter the decision: {outcome.en}")


def send_back(title: Text) -> Text:
    """Return what sends a dossier back to an earlier step."""
    return Text(f"Trả lại bước: {title.vi}", f"Send back to: {title.en}")


def supplement(rule: SupplementRule) -> Text:
    """Return how missing papers are asked for, on one line."""
    parts = []
    if "rounds" not in rule.by_regime:
        parts.append(Text(f"tối đa {rule.rounds} lần", f"at most {rule.rounds} time{'' if rule.rounds == 1 else 's'}"))
    if rule.notice_days is not None:
        days = rule.notice_days
        parts.append(Text(f"yêu cầu trong {days} ngày làm việc", f"asked within {days} working days"))
    if rule.applicant_days is not None:
        days = rule.applicant_days
        parts.append(Text(f"người nộp có {days} ngày làm việc", f"the applicant has {days} working days"))
    if "after" not in rule.by_regime:
        parts.append(AFTER[rule.after])
    if rule.by_regime:
        parts.append(Text("còn lại theo quy định chung của cơ chế một cửa", "the rest by the one-stop rules"))
    return Text(", ".join(part.vi for part in parts), ", ".join(part.en for part in parts))


def judged_by_letters() -> Text:
    """Say the same of whatever day a letter of apology may give, to officers who have none before them."""
    return Text(
        "Ngày trả ghi trong thư xin lỗi không đổi hạn theo quy định: đúng hạn hay quá hạn vẫn tính theo hạn đó.",
        "The day that a letter of apology gives does not move the lawful limit: on time or overdue is still judged by that limit.",
    )


def judged_by(day: date | None = None) -> Text:
    """Say by which limit on time or late is judged where the office gives another day; ``day``: the lawful one, None where none is named.

    The one home of that sentence (ADR 0006, 0075). On a letter it begins as what ended its new day always did
    (``papers.signed.fields``).
    """
    lawful = f" ({day:%d/%m/%Y})" if day else ""
    return Text(
        f"Việc hẹn này không đổi hạn theo quy định{lawful}: đúng hạn hay quá hạn vẫn tính theo hạn đó.",
        f"The new day does not move the lawful limit{lawful}: on time or overdue is still judged by that limit.",
    )
