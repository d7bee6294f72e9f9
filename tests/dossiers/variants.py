"""The shipped procedure with another limit, published beside it."""

import re
from datetime import UTC, datetime
from pathlib import Path

from dossiers import commands
from portal.demo import story
from portal.demo.story import Walk
from procedures.models import ProcedureVersion
from procedures.publication import publish
from tests.dossiers.proof.records import triggers_off
from tests.procedures.shipped import OWN_CODE, PATH, changed, named

PUBLISHED_AT = datetime(2025, 6, 1, tzinfo=UTC)


def definition(slug: str, amount: int, unit: str, after: str = "restart") -> str:
    """Return the shipped definition with another name, limit and rule after a supplement.

    The appraisal takes what the other five rows of half a unit leave.
    """
    text = changed(
        ('slug = "xb-tai-lieu-khong-kinh-doanh"', f'slug = "{slug}"'),
        OWN_CODE,
        ('after = "restart"', f'after = "{after}"'),
    )
    text = re.sub(r'amount = 10\nunit = "working_day"', f'amount = {amount}\nunit = "{unit}"', text)
    text = re.sub(r"^time = (?!6$|0$).*$", "time = 0.5", text, flags=re.MULTILINE)
    return text.replace("\ntime = 6\n", f"\ntime = {amount - 2.5}\n")


def publish_text(folder: Path, text: str) -> None:
    """Publish a definition."""
    path = folder / "definition.toml"
    path.write_text(named(text), encoding="utf-8")
    publish([path], at=PUBLISHED_AT)


def through_the_province(slug: str) -> str:
    """Return the shipped definition with the signature given by the provincial office."""
    signing = '\nrole = "department_leader"\n'
    return changed(
        ('slug = "xb-tai-lieu-khong-kinh-doanh"', f'slug = "{slug}"'),
        OWN_CODE,
        (signing, '\nrole = "provincial_office"\n'),
    )


def filed_under(slug: str, at: datetime) -> Walk:
    """Return alice's dossier under a procedure."""
    draft = story.draft_of("alice", at, slug=slug)
    return Walk(commands.submit(draft.key, owner=draft.owner, at=at), at)


def next_version(folder: Path, effective_on: str = "2025-12-01", *edits: tuple[str, str]) -> None:
    """Publish a version of the shipped procedure after its second, with pieces replaced; the shipped later ones have not come."""
    with triggers_off():
        ProcedureVersion.objects.filter(procedure__slug=story.SLUG, version__gte=3).delete()
    text = PATH.with_name("v2.toml").read_text(encoding="utf-8")
    own = (("\nversion = 2\n", "\nversion = 3\n"), ("effective_on = 2025-07-01", f"effective_on = {effective_on}"))
    for old, new in (*own, *edits):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    publish_text(folder, text)
