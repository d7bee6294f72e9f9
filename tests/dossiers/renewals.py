"""A licence with a term, and procedures that do something to it: the shipped model under other names."""

import re
from datetime import date
from pathlib import Path

from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.lifecycle import local
from tests.dossiers.variants import publish_text
from tests.procedures.shipped import PATH

LICENCE, CHANGE, OTHER = "tai-lieu-co-han", "sua-doi-tai-lieu", "tai-lieu-khac"
FILED = local("2027-01-05 08:30")
FIRST_ENDS, THEN_ENDS = date(2027, 6, 30), date(2027, 9, 30)
"""The last days of a licence, and of what is granted on it."""
BEFORE = ("filed", "accepted", "phan-cong", "tham-dinh")
ASKED = """
[[questions]]
name = "earlier"
kind = "licence"
label = { vi = "Giấy phép đã cấp", en = "The licence that was granted" }
of = ["tai-lieu-co-han"]
"""
TERM = "\n[outcomes.issues.term]\nyears = 1\n"


def text(slug: str, *, effect: str = "", accepts_expired: bool = False, has_term: bool = True) -> str:
    """Return the definition under another name; with an effect, or where it asks, one on an earlier licence."""
    made = PATH.with_name("v3.toml").read_text(encoding="utf-8")
    made = re.sub(r'^code = "1.003868"\n', "", made, flags=re.MULTILINE)
    made = made.replace('\nslug = "xb-tai-lieu-khong-kinh-doanh"\n', f'\nslug = "{slug}"\n')
    made = made.replace("\nversion = 3 ", "\nversion = 1 ").replace("\nversion = 3\n", "\nversion = 1\n")
    made = made.replace("\neffective_on = 2026-11-26\n", "\neffective_on = 2026-01-05\n")
    if slug != LICENCE:
        asked = ASKED + ("accepts_expired = true\n" if accepts_expired else "")
        place = '[[questions]]\nname = "organisation_name"\n'
        assert made.count(place) == 1
        made = made.replace(place, f"{asked.lstrip()}\n{place}")
    below = TERM if has_term else ""
    if effect:
        below += f'\n[outcomes.issues.earlier]\nquestion = "earlier"\neffect = "{effect}"\n'
    refused = '[[outcomes]]\nname = "refused"\n'
    assert made.count(refused) == 1
    return made.replace(refused, f"{below.lstrip()}\n{refused}")


def published(folder: Path, effect: str = "replaces", *, accepts_expired: bool = False, has_term: bool = True) -> None:
    """Publish a licence of a year, and a procedure that does something to it."""
    publish_text(folder, text(LICENCE))
    publish_text(folder, text(CHANGE, effect=effect, accepts_expired=accepts_expired, has_term=has_term))


def granted(who: str = "alice", *, at: object = None, state: str = "returned") -> Walk:
    """Return a dossier that was granted a licence of a year."""
    when = FILED if at is None else local(str(at))
    walk = Walk(story.file(who, at=when, slug=LICENCE, answers=story.ANSWERS), when)
    return _until(walk, state, FIRST_ENDS)


def answers(number: str, dated: str) -> dict[str, str]:
    """Return a complete application that names a licence."""
    return {**story.ANSWERS, "earlier.number": number, "earlier.dated": dated}


def naming(walk: Walk) -> dict[str, str]:
    """Return a complete application that names the result of a dossier."""
    result = walk.dossier.result
    return answers(result.number, f"{result.dated:%d/%m/%Y}")


def changed(earlier: Walk, who: str = "alice", *, state: str = "filed") -> Walk:
    """Return a dossier that rests on the result of another one."""
    at = earlier.at + earlier.pace
    return _until(Walk(story.file(who, at=at, slug=CHANGE, answers=naming(earlier)), at), state, THEN_ENDS)


def _until(walk: Walk, state: str, until: date) -> Walk:
    """Walk to a state; what is granted on the way holds until a day of the calendar that there is."""
    if state not in BEFORE:
        walk.until("tham-dinh").take("propose-granted", "dung", until=until)
    return walk.until(state)
