"""Under a reason that the desk passes on to the applicant stands who reads it; under any other nothing of that kind."""

import pytest

from portal.demo.story import dossier_in
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import local

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-11-30 10:00"))]
FILED = local("2026-11-30 09:00")
HINT = "Một cửa gửi lý do này cho người nộp hồ sơ; lời nhắn riêng cho Một cửa ghi ở mục “Ghi chú nội bộ”."


@pytest.mark.parametrize(
    ("state", "who", "action", "is_passed_on"),
    [
        ("tham-dinh", "dung", "propose-supplement", True),
        ("ky-duyet", "lan", "decide-stop", True),
        ("tham-dinh", "dung", "ask-payment", False),
        ("filed", "bob", "ask-supplement", False),
        ("filed", "bob", "reject", False),
        ("tham-dinh.supplement-proposed", "bob", "issue-supplement", False),
        ("tham-dinh.supplement-proposed", "bob", "decline-supplement", False),
    ],
)
def test_it_is_said_who_reads_a_reason(state: str, who: str, action: str, is_passed_on: bool) -> None:
    walk = dossier_in("tham-dinh" if "." in state else state, at=FILED)
    if "." in state:
        walk.take("propose-supplement", "dung")

    content = Visitor(who, language="vi").get(f"/mot-cua/{walk.dossier.code}/").content.decode()

    form = content.split(f'id="action-{action}"')[1].split("</form>")[0]
    assert 'name="reason"' in form
    assert (HINT in form) is is_passed_on


def test_the_reason_is_what_the_desk_passes_on() -> None:
    walk = dossier_in("tham-dinh", at=FILED).take("propose-supplement", "dung", reason="Đề nghị gửi sớm.")

    content = Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/").content.decode()

    form = content.split('id="action-issue-supplement"')[1].split("</form>")[0]
    assert "Đề nghị gửi sớm." in form
