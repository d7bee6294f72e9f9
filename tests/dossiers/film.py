"""An application for a film, whose disc is brought to the receiving point and not uploaded."""

from datetime import datetime

from dossiers.models import Dossier
from portal.demo import story
from procedures.time.calendar import LOCAL

NOW = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
"""When the version with the disc is in force."""
ANSWERS = {**story.ANSWERS, "material_form": "audio-visual", "extent": "25", "format": "MP4"}
DISC = "phim-ban-ghi-am"
TITLE = "Đĩa hoặc USB chứa phim, bản ghi âm"


def filed(*, at: datetime = NOW, **given: str) -> Dossier:
    """File alice's dossier for a film, or another one as it is said."""
    return story.file("alice", at=at, answers={**ANSWERS, **given})
