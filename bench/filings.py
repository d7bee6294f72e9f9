"""Drafts that are ready to be filed, ours and the naive reference's, with the rows of their files and no bytes."""

import uuid
from collections.abc import Iterator

from django.utils import timezone

from accounts.models import User
from bench.naive import models as naive
from dossiers.models import Attachment, Draft
from portal.demo import story

_PAPER = ("component", "name", "media_type", "size", "pages", "sha256", "file")


def ours(owner: User, count: int) -> list[Draft]:
    """Make complete drafts of a person under the model procedure; the person's earlier ones go away."""
    now = timezone.now()
    sample = _sample()
    Draft.objects.filter(owner=owner).delete()
    base = {
        "owner": owner,
        "procedure": sample.procedure,
        "version": sample.version,
        "created_at": now,
        "saved_at": now,
    }
    made = [Draft(number=n + 1, answers=answers_of(owner), **base) for n in range(count)]
    Draft.objects.bulk_create(made)
    Attachment.objects.bulk_create(row for draft in made for row in _papers(sample, draft))
    return made


def naive_ones(owner: User, count: int) -> list[naive.Draft]:
    """Make the same drafts for the naive reference."""
    sample = _sample()
    made = [naive.Draft(owner=owner, answers=answers_of(owner), saved_at=timezone.now()) for _n in range(count)]
    naive.Draft.objects.bulk_create(made)
    fields = ("component", "name", "sha256", "size", "uploaded_at")
    papers = [{name: getattr(paper, name) for name in fields} for paper in sample.attachments.all()]
    naive.Paper.objects.bulk_create(naive.Paper(draft=draft, **paper) for draft in made for paper in papers)
    return made


def answers_of(owner: User) -> dict[str, str]:
    """Return what a person has typed."""
    who = {"applicant_name": owner.full_name, "applicant_id": "001185012345", "applicant_address": "Hà Nội"}
    return dict(story.ANSWERS) | who | {"applicant_phone": "0912345678", "applicant_email": owner.email}


def _sample() -> Draft:
    """Return a draft whose papers are stored; it stays and is never filed."""
    found = Draft.objects.filter(owner__username="mallory").first()
    draft: Draft = found or story.draft_of("mallory", timezone.now())
    return draft


def _papers(sample: Draft, draft: Draft) -> Iterator[Attachment]:
    for paper in sample.attachments.all():
        same = {name: getattr(paper, name) for name in _PAPER}
        yield Attachment(id=uuid.uuid4(), draft=draft, uploaded_by=draft.owner, uploaded_at=draft.saved_at, **same)
