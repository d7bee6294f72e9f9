"""The demo has a file that is as it was signed, and one that somebody has changed since."""

from pathlib import Path

import msgspec
import pytest
from django.utils import timezone
from pytest_django import Settings

from dossiers import turns
from dossiers.background import looking
from dossiers.models import Attachment
from dossiers.viewing.asking import Body, SignaturesRead, Trust
from portal.demo import signed, story


@pytest.mark.django_db
def test_both_are_read_and_the_demo_trusts_who_signed_them(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.SIGNATURE_ROOTS = settings.SIGNATURE_ROOTS_OWN = tmp_path / "roots"
    now, papers = timezone.now(), signed.papers()
    for paper, username in ((papers.intact, "alice"), (papers.changed, "viet-an")):
        story.draft_of(username, now, paper=paper)

    turns.take(looking.RUN, looking.Looking(now))

    kept = Attachment.objects.filter(signatures__isnull=False).order_by("uploaded_by__username")
    found = [msgspec.convert(one.signatures, SignaturesRead).found[0] for one in kept]
    assert [(one.body, one.trust, one.name) for one in found] == [
        (Body.WHOLE, Trust.TRUSTED, signed.HOLDER),
        (Body.BROKEN, Trust.TRUSTED, signed.HOLDER),
    ]


def test_roots_that_the_agency_keeps_itself_are_left_alone(settings: Settings, tmp_path: Path) -> None:
    settings.SIGNATURE_ROOTS, settings.SIGNATURE_ROOTS_OWN = tmp_path, None

    signed.papers()

    assert list(tmp_path.iterdir()) == []
