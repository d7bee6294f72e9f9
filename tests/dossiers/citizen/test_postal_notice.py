"""What the notice of a postal activity remarks on before one pays: that it may be late, and that it may be another office's."""

from datetime import datetime

import pytest

from dossiers.citizen.paying.fee import fee_of
from dossiers.models import Dossier
from dossiers.notices.message import written
from dossiers.notices.occasions import news_of
from portal.demo import story
from procedures.form import paying
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

SLUG = "vbxn-buu-chinh"
FORM = f"/ho-so/nop/{SLUG}/"
CHECK = f"{FORM}kiem-tra/"
NOW = datetime(2026, 12, 11, 9, 0, tzinfo=LOCAL)
PLANNED = "Nếu là ngày dự kiến bắt đầu thì giữ nguyên"
LATE, ELSEWHERE = "có thể đã quá hạn thông báo là 07 ngày làm việc", "có thể phải thông báo ở nơi khác"
CERTAIN = "Trên 30 ngày thì chắc chắn đã quá hạn đó."

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def checked(company: Visitor, **typed: str) -> str:
    """Return what the check says of a complete form with these answers."""
    story.draft_of("viet-an", NOW, slug=SLUG)
    page = company.send(company.get(FORM), FORM, {**typed, "do": "check"}, follow=True)
    assert page.redirect_chain == [(CHECK, 302)]
    return read(page).words()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"active_since": "02/12/2026", "activity_scope": "intra-provincial"}, []),
        ({"active_since": "01/12/2026", "activity_scope": "intra-provincial"}, [LATE]),
        ({"active_since": "18/12/2026", "activity_scope": "intra-provincial"}, [PLANNED]),
        ({"active_since": "02/12/2026", "activity_scope": "inter-provincial"}, [ELSEWHERE]),
        ({"active_since": "01/10/2026", "activity_scope": "international"}, [ELSEWHERE, LATE]),
    ],
)
def test_what_may_be_late_or_another_office_s_is_remarked_on_and_no_more(
    typed: dict[str, str], said: list[str]
) -> None:
    words = checked(Visitor("viet-an", language="vi"), **typed)

    assert [sentence for sentence in (ELSEWHERE, LATE, PLANNED) if sentence in words] == said
    assert ("Xin xem lại" in words) is bool(said)


@pytest.mark.parametrize(("since", "is_certain"), [("11/11/2026", False), ("10/11/2026", True)])
def test_beyond_thirty_days_it_is_said_for_certain(since: str, is_certain: bool) -> None:
    words = checked(Visitor("viet-an", language="vi"), active_since=since, activity_scope="intra-provincial")

    assert LATE in words
    assert (CERTAIN in words) is is_certain


def test_what_is_said_is_true_after_the_filing_too() -> None:
    company = Visitor("viet-an", language="vi")

    confirmed, dossier = filed(company, "inter-provincial", since="01/10/2026")

    for words in (confirmed, read(company.get(f"/ho-so/{dossier.code}/")).words()):
        assert "Từ ngày bắt đầu hoạt động tới lúc nộp hồ sơ là hơn 9 ngày" in words
        assert CERTAIN in words
        assert "chưa hỏi thì khoan nộp phí" in words
        assert "trước khi nộp hồ sơ" not in words


def test_it_is_filed_all_the_same_and_the_officer_reads_the_remarks() -> None:
    company = Visitor("viet-an", language="vi")
    checked(company, active_since="01/10/2026", activity_scope="inter-provincial")

    company.send(company.get(CHECK), CHECK, follow=True)

    file = read(Visitor("bob", language="vi").get(f"/mot-cua/{Dossier.objects.get().code}/")).words()
    assert LATE in file
    assert ELSEWHERE in file


def filed(company: Visitor, scope: str, *, since: str = "02/12/2026") -> tuple[str, Dossier]:
    """File without a proof of payment; return the words of the confirmation, and the dossier."""
    draft = story.draft_of("viet-an", NOW, slug=SLUG)
    draft.attachments.filter(component="chung-tu-nop-phi").delete()
    typed = {"active_since": since, "activity_scope": scope, paying.QUESTION: paying.AT_DESK}
    check = company.send(company.get(FORM), FORM, {**typed, "do": "check"}, follow=True)
    return read(company.send(check, CHECK, follow=True)).words(), Dossier.objects.get()


def test_nobody_is_told_to_pay_at_once_and_to_ask_first() -> None:
    company = Visitor("viet-an", language="vi")
    confirmed, dossier = filed(company, "inter-provincial")

    page = company.get(f"/ho-so/{dossier.code}/")

    assert "Bạn cần nộp 1.000.000 đ ngay" not in confirmed
    assert "Bạn cần nộp 1.000.000 đ ngay" not in read(page).words()
    careful = "Bạn cần nộp 1.000.000 đ để hồ sơ được tiếp nhận, nhưng hãy xem lại điều ghi dưới đây trước đã."
    assert careful in confirmed
    first = " ".join(page.content.decode().partition('id="pay-first"')[2].partition("<h2 id=")[0].split())
    assert careful in first
    assert ELSEWHERE in first, "at the top of the page, not only at the fee"


@pytest.mark.parametrize(("scope", "told"), [("inter-provincial", True), ("intra-provincial", False)])
def test_it_is_said_again_wherever_the_fee_is_asked_for(scope: str, told: bool) -> None:
    company = Visitor("viet-an", language="vi")

    confirmed, dossier = filed(company, scope)

    followed = read(company.get(f"/ho-so/{dossier.code}/")).words()
    mail = written("filed", news_of(dossier.events.get(sequence=1))).whole
    assert all("cần nộp" in said for said in (confirmed, followed, mail))
    assert [ELSEWHERE in said for said in (confirmed, followed, mail)] == [told] * 3
    assert ("Notice of activities between provinces or abroad" in mail) is told


def test_once_the_office_has_looked_at_it_nobody_is_warned_any_more() -> None:
    _words, dossier = filed(Visitor("viet-an", language="vi"), "inter-provincial")
    dossier.accepted_at = NOW

    fee = fee_of(dossier, list(dossier.events.order_by("sequence")), NOW)

    assert fee is not None
    assert fee.ways
    assert fee.doubts == ()
