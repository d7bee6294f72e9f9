"""Three dossiers whose every stay is worked out by hand, in minutes of the office's day of eight hours."""

from dossiers.models import Dossier
from portal.demo.story import Walk
from tests.dossiers.lifecycle import act, dossier_at, local

FILED = "2026-01-05 08:30"

type Way = tuple[tuple[str, str, str], ...]

STRAIGHT: Way = (
    ("accept", "bob", "2026-01-05 09:00"),  # 30 in filed
    ("transfer", "bob", "2026-01-05 10:00"),  # 60 in accepted
    ("finish-phan-cong", "hoa", "2026-01-05 11:00"),  # 60
    ("finish-tham-dinh", "dung", "2026-01-06 10:00"),  # 60 + 240 + 120 = 420
    ("finish-xem-xet", "hoa", "2026-01-06 11:00"),  # 60
    ("finish-ky-duyet", "lan", "2026-01-06 14:00"),  # 60 + 60 = 120
    ("finish-van-thu", "tam", "2026-01-06 16:00"),  # 120
    ("return", "bob", "2026-01-07 09:00"),  # 60 + 60 = 120, after the end of the clock
)
"""870 minutes of work in 1,890."""
SENT_BACK: Way = (
    ("accept", "bob", "2026-01-05 10:30"),  # 120
    ("transfer", "bob", "2026-01-05 11:00"),  # 30
    ("finish-phan-cong", "hoa", "2026-01-06 09:00"),  # 60 + 240 + 60 = 360, of 240 that it may take
    ("finish-tham-dinh", "dung", "2026-01-06 11:00"),  # 120
    ("send-back-tham-dinh", "hoa", "2026-01-06 11:30"),  # 30
    ("finish-tham-dinh", "dung", "2026-01-07 10:00"),  # 30 + 240 + 120 = 390
    ("finish-xem-xet", "hoa", "2026-01-07 11:00"),  # 60
    ("finish-ky-duyet", "lan", "2026-01-07 11:30"),  # 30
    ("finish-van-thu", "tam", "2026-01-07 14:00"),  # 30 + 60 = 90
)
"""1,230 minutes of work in 3,210."""
ASKED: Way = (
    ("accept", "bob", "2026-01-05 09:30"),  # 60
    ("transfer", "bob", "2026-01-05 10:00"),  # 30
    ("finish-phan-cong", "hoa", "2026-01-05 10:30"),  # 30
    ("propose-supplement", "dung", "2026-01-05 11:30"),  # 60
    ("issue-supplement", "bob", "2026-01-05 14:30"),  # 30 + 90 = 120
    ("answer-supplement", "alice", "2026-01-08 14:30"),  # three days, day and night
    ("confirm-supplement", "bob", "2026-01-08 15:30"),  # 60
    ("finish-tham-dinh", "dung", "2026-01-09 09:30"),  # 90 + 90 = 180
    ("finish-xem-xet", "hoa", "2026-01-09 10:30"),  # 60
    ("finish-ky-duyet", "lan", "2026-01-09 11:30"),  # 60
    ("finish-van-thu", "tam", "2026-01-09 13:30"),  # 30 + 30 = 60
)
"""720 minutes of work and 4,320 with the applicant in 6,060."""


def gone(way: Way) -> Walk:
    """Return a dossier of alice's that went a way."""
    walk = dossier_at("filed", at=local(FILED))
    for action, who, when in way:
        act(walk, action, who, when)
    return walk


def three() -> tuple[Dossier, Dossier, Dossier]:
    """Return the three."""
    straight, back, asked = (gone(way).dossier for way in (STRAIGHT, SENT_BACK, ASKED))
    return straight, back, asked
