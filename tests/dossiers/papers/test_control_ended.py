"""The control sheet of what has ended: what the post has sent back, how it went again, and no verdict of what had no result."""

import re
from datetime import date

import pytest
from django.utils.timezone import localtime

from dossiers.acts.handed import CAME_BACK, HAND_BACK_LATER
from dossiers.commands.given import Handover
from dossiers.log.parts.deposits import RESULT
from dossiers.models import Dossier
from dossiers.papers.wording import moment_in_words
from portal.demo import story
from procedures.results import Way
from tests import printed
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.papers.test_control import LATER, sheet

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


@pytest.fixture
def back() -> story.Walk:
    """Return a dossier of which the result came back by post."""
    walk = dossier_at("result-ready", at=local("2026-01-05 08:30"))
    handover = Handover("Lê Văn Tám", Way.BY_POST, post_number="EK123456785VN")
    act(walk, "return", "bob", "2026-02-02 09:00", recipient="", handover=handover)
    act(walk, CAME_BACK, "bob", "2026-02-09 09:00", date=date(2026, 2, 6), reason="Đã chuyển chỗ ở.")
    return walk


def test_it_says_that_the_post_has_sent_the_result_back_and_how_it_went_again(back: story.Walk) -> None:
    at = local("2026-02-12 09:00")
    came = (
        "Bưu chính chuyển hoàn kết quả ngày 06/02/2026; ghi nhận lúc 09 giờ 00 phút, ngày 09 tháng 02 năm 2026; "
        "lý do: Đã chuyển chỗ ở"
    )
    assert sheet(back.dossier, at).post == (came,)
    again = Handover(
        "Lê Văn Tám", Way.BY_POST, post_number="EB123456785VN", posted_to="Số 5 phố Huế", things={RESULT.name: ()}
    )
    act(back, HAND_BACK_LATER, "bob", "2026-02-10 09:00", handover=again)

    made = sheet(back.dossier, at)

    went = (
        "Gửi lại kết quả qua bưu chính: 09 giờ 00 phút, ngày 10 tháng 02 năm 2026; số bưu gửi: EB123456785VN; "
        "người nhận: Lê Văn Tám; địa chỉ: Số 5 phố Huế"
    )
    assert made.post == (came, went)
    words = printed.words_of(Visitor("bob").get(f"/mot-cua/{back.dossier.code}/phieu-kiem-soat/").content)
    assert "số bưu gửi: EB123456785VN" in words


def test_it_names_who_fetched_a_result_that_came_back(back: story.Walk) -> None:
    again = Handover("Lê Thị Chín", Way.IN_PERSON, identity="CCCD …4321", things={RESULT.name: ()})
    act(back, HAND_BACK_LATER, "bob", "2026-02-10 09:00", handover=again)

    said = sheet(back.dossier, local("2026-02-12 09:00")).post[1]

    assert said == "Giao lại kết quả: 09 giờ 00 phút, ngày 10 tháng 02 năm 2026; người nhận: Lê Thị Chín"


@pytest.mark.parametrize(("verdict", "said"), [("early", ""), ("overdue", " (Quá hạn)")])
def test_what_was_withdrawn_was_not_early(verdict: str, said: str) -> None:
    dossier = dossier_at("withdrawn").dossier
    Dossier.objects.filter(pk=dossier.pk).update(verdict=verdict)

    ended = sheet(dossier).ended
    page = Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/").content.decode()
    [shown] = re.findall(r"<dt>Rút lúc</dt><dd>(.*?)</dd>", page)

    at = moment_in_words(localtime(dossier.resolved_at))
    assert ended.endswith(f": {at}{said}")
    assert shown.endswith("2026</time> · Quá hạn" if said else "2026</time>")
    assert "Giải quyết xong lúc" not in page
