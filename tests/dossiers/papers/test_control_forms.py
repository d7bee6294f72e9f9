"""What the control sheet says of the papers that ask for more, refuse or stop: number, who signs, why."""

from collections.abc import Callable

import pytest
from django.utils.timezone import localtime

from dossiers.log.whole import log_of
from dossiers.models import Dossier
from dossiers.papers import registry
from dossiers.papers.refusal import LAPSED
from dossiers.papers.sheets.control import ControlSheet, sheet_of
from dossiers.papers.wording import moment_in_words
from portal.demo.story import Walk
from procedures.machine import Paper
from tests import printed
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import local
from tests.dossiers.papers.test_refusal import (
    REASON,
    lapsed_after_acceptance,
    refused,
    refused_after_appraisal,
    stopped,
)
from tests.dossiers.papers.test_supplement import asked

LATER = local("2027-03-01 08:30")
pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def sheet(dossier: Dossier) -> ControlSheet:
    dossier = Dossier.objects.get(pk=dossier.pk)
    return sheet_of(dossier, log_of(dossier)[0], LATER)


@pytest.mark.parametrize(
    ("walked", "kind", "said"),
    [
        (
            asked,
            Paper.SUPPLEMENT_REQUEST,
            "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ {number}, lúc {at}; người ký: Trần Văn Bình",
        ),
        (
            refused,
            Paper.REFUSAL,
            "Phiếu từ chối tiếp nhận giải quyết hồ sơ {number}, lúc {at}; người ký: Trần Văn Bình; lý do: {reason}",
        ),
        (
            refused_after_appraisal,
            Paper.REFUSAL,
            "Phiếu từ chối tiếp nhận giải quyết hồ sơ {number}, lúc {at}; người ký: Trần Văn Bình; lý do: {reason}",
        ),
        (
            stopped,
            Paper.STOP_NOTICE,
            "Thông báo dừng giải quyết hồ sơ {number}, lúc {at}; người ký: Vũ Ngọc Lan; lý do: {reason}",
        ),
    ],
)
def test_what_asks_refuses_or_stops_stands_there_with_its_number_who_signs_it_and_why(
    walked: Callable[[], Walk], kind: Paper, said: str
) -> None:
    """Of a stopped dossier the sheet said no more than when: neither why, nor by which notice, nor by whom."""
    walk = walked()
    at, reason = moment_in_words(localtime(walk.events[-1].at)), " ".join(REASON.split()).removesuffix(".")
    if kind is not Paper.REFUSAL or walked is refused:
        assert sheet(walk.dossier).papers == (said.format(number="chưa có số", at=at, reason=reason),)

    letter = registry.issue(walk.events[-1], kind, at=walk.at)

    assert sheet(walk.dossier).papers == (said.format(number=f"số {letter.number}", at=at, reason=reason),)
    page = printed.words_of(Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/phieu-kiem-soat/").content)
    assert f"{letter.number}, lúc" in page
    if kind is not Paper.SUPPLEMENT_REQUEST:
        assert "lý do: - Bản thảo: Thiếu dấu giáp lai." in page


def test_what_lapsed_says_so_and_names_nobody() -> None:
    said = sheet(lapsed_after_acceptance().dossier).papers

    assert said[-1].startswith("Thông báo dừng giải quyết hồ sơ chưa có số, lúc ")
    assert said[-1].endswith(f"; lý do: {LAPSED.removesuffix('.')}")
    assert "người ký" not in said[-1]
