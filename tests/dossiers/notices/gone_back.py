"""A dossier whose discs came to the desk, and of which something was handed back: it was withdrawn, or they stayed there with its result."""

from datetime import date, timedelta

from dossiers.acts import CAME_BACK, CORRECT_POST, HAND_BACK, HAND_BACK_LATER, RECEIVE_HANDED, THINGS_CAME_BACK
from dossiers.background import relay
from dossiers.commands.given import Handover
from dossiers.log.parts.deposits import RESULT
from dossiers.log.parts.posted import Mended
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import Originals, Way
from procedures.time.calendar import local
from tests.dossiers.film import DISC, NOW, filed

HOUR = timedelta(hours=1)
OTHER, PAPER = "Bùi Văn Lạ", "GUQ số 8 ngày 29/11/2026"


def withdrawn() -> Walk:
    """Have its discs lie at the desk when it is withdrawn."""
    walk = Walk(filed(), NOW).take(RECEIVE_HANDED, "bob", handed_in=DISC, note="2 đĩa DVD")
    walk.take("ask-withdrawal", "alice", reason="Không làm nữa")
    return walk.take("confirm-withdrawal", "bob")


def to_another() -> Walk:
    """Have it fetched by somebody else with a paper."""
    handover = Handover(
        OTHER, Way.IN_PERSON, "CCCD 4321", authority=PAPER, authorised_until=date(2026, 12, 31), things={DISC: ()}
    )
    return withdrawn().take(HAND_BACK, "bob", handover=handover)


def by_post() -> Walk:
    """Have it posted to its applicant."""
    walk = withdrawn()
    handover = Handover(walk.dossier.applicant_name, Way.BY_POST, post_number="RR123456785VN", things={DISC: ()})
    return walk.take(HAND_BACK, "bob", handover=handover)


def things_sent_back() -> Walk:
    """Have them posted to its applicant, and sent back by the post."""
    walk = by_post()
    walk.take(THINGS_CAME_BACK, "bob", date=local(walk.at).date(), reason="Người nhận đã chuyển chỗ ở")
    # Behind all that waits of the withdrawal and of what went back.
    walk.at += HOUR
    return walk


def stays() -> Walk:
    """Have its result handed over, and its discs stay at the desk until somebody comes for them."""
    walk = Walk(filed(), NOW).take(RECEIVE_HANDED, "bob", handed_in=DISC, note="2 đĩa DVD").until("result-ready")
    handover = Handover(walk.dossier.applicant_name, Way.IN_PERSON, "CCCD 2345", originals=Originals.STAYS)
    return walk.take("return", "bob", handover=handover)


def later() -> Walk:
    """Have them fetched later."""
    walk = stays()
    handover = Handover(walk.dossier.applicant_name, Way.IN_PERSON, "CCCD 2345", things={DISC: ()})
    return walk.take(HAND_BACK_LATER, "bob", handover=handover)


def sent_back() -> Walk:
    """Have its result posted, and sent back by the post."""
    walk = Walk(story.file("alice", at=NOW), NOW).until("result-ready")
    walk.take("return", "bob", handover=Handover(walk.dossier.applicant_name, Way.BY_POST, post_number="RR123456785VN"))
    return walk.take(CAME_BACK, "bob", date=local(walk.at).date(), reason="Người nhận đã chuyển chỗ ở")


def posted_with_things() -> Walk:
    """Have its result posted, and the discs that lay at the desk with it."""
    walk = Walk(filed(), NOW).take(RECEIVE_HANDED, "bob", handed_in=DISC, note="2 đĩa DVD").until("result-ready")
    originals = Originals.GIVEN_BACK
    handover = Handover(walk.dossier.applicant_name, Way.BY_POST, post_number="RR123456785VN", originals=originals)
    return walk.take("return", "bob", handover=handover)


def put_right() -> Walk:
    """Have its result posted, and the number of the item put right once that was told."""
    walk = Walk(story.file("alice", at=NOW), NOW).until("result-ready")
    walk.take("return", "bob", handover=Handover(walk.dossier.applicant_name, Way.BY_POST, post_number="RR123456785VN"))
    return _corrected(walk)


def things_put_right() -> Walk:
    """Have its discs posted when it was withdrawn, and the same."""
    return _corrected(by_post())


def _corrected(walk: Walk) -> Walk:
    relay.run(walk.at + HOUR)
    walk.at += HOUR
    item = Mended(walk.events[-1].sequence, "RR987654326VN")
    return walk.take(CORRECT_POST, "bob", posted=item, reason="Đọc nhầm số trên phiếu gửi")


def again() -> Walk:
    """Have it posted once more."""
    walk = sent_back()
    handover = Handover(walk.dossier.applicant_name, Way.BY_POST, post_number="RR987654326VN", things={RESULT.name: ()})
    return walk.take(HAND_BACK_LATER, "bob", handover=handover)
