"""The shipped versions of the department's procedures, by what came with each."""

from datetime import date
from functools import cache
from pathlib import Path

from procedures.form import DueBy
from procedures.language.compiler import compile_text
from procedures.machine import Machine
from tests.procedures.shipped import DEPARTMENT_LIST, newest

DECIDED_FROM = date(2026, 11, 26)
"""From when on results are proposed, decided and numbered."""
FROM = date(2026, 11, 27)
"""From when on the desk confirms a withdrawal also before acceptance."""
YEARS_FROM = date(2026, 11, 28)
"""From when on no year to come is taken where the year of something there is was asked for."""
WAITED_FROM = date(2026, 11, 28)
"""From when on steps wait for what is to be paid before them, where there are fees."""
SAID_ANEW_FROM = {"vbxn-buu-chinh": date(2026, 11, 30)}
"""From when on what such a procedure warns of is said as it is true after the filing too."""
UNRULED = frozenset({"nhap-khau-xbp-khong-kinh-doanh", "chuyen-nhuong-may-photocopy-mau"})
"""Procedures that ask nothing which a rule could hold against a day or another answer."""
OF_YEARS = {
    ("cap-lai-gp-buu-chinh-het-han", "results", "year"),
    ("chuyen-nhuong-may-photocopy-mau", "machine_made_in_year", None),
    ("dk-co-so-in", "machines", "made_in_year"),
    ("dk-may-photocopy-mau", "copiers", "made_in_year"),
    ("gp-hoat-dong-in-xbp", "machines", "made_in_year"),
    ("thay-doi-dk-co-so-in", "machine_changes", "made_in_year"),
}
"""Where a year is asked for that cannot be one to come, by procedure, question and column."""
CHARGED = {
    "vbxn-buu-chinh": DueBy.FILING,
    "xb-tai-lieu-khong-kinh-doanh": DueBy.PROCESSING,
    "nhap-khau-xbp-khong-kinh-doanh": DueBy.RETURN,
}
"""Procedures with a fee, by when it is due in the version that came with the fourth edition."""
CAME_WITH_YEARS = {"thay-doi-dk-co-so-in": 5}
"""The version in which no year to come is taken any more, of procedures that have a later one."""
A_RULE = "New rule between answers"


@cache
def machines() -> dict[str, Machine]:
    compiled = (
        compile_text(path.read_bytes(), path=str(path)) for path in newest() if path.parent.name in DEPARTMENT_LIST
    )
    return {machine.slug: machine for machine in compiled}


@cache
def before(slug: str) -> Machine:
    """The last version in which nothing was decided."""
    return version_of(slug, coursed(slug).version - 2)


@cache
def ruled(slug: str) -> Machine:
    """The version that came with the rules between answers, before there were any about years."""
    return version_of(slug, max(number for number in numbers_of(slug) if version_of(slug, number).effective_on == FROM))


def numbers_of(slug: str) -> list[int]:
    """The shipped versions of a procedure."""
    (path,) = (path for path in newest() if path.parent.name == slug)
    return [int(file.stem.removeprefix("v")) for file in path.parent.glob("v*.toml")]


def coursed(slug: str) -> Machine:
    """The version that came with the third edition, before there were rules between answers."""
    return version_of(slug, ruled(slug).version - (slug not in UNRULED))


@cache
def version_of(slug: str, number: int) -> Machine:
    """A shipped version of a procedure."""
    (path,) = (path for path in newest() if path.parent.name == slug)
    former = path.with_name(f"v{number}.toml")
    return compile_text(Path(former).read_bytes(), path=str(former))
