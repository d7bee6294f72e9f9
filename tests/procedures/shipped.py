"""The shipped definition of 1.003868, and ways to break it."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from procedures.language.compiler import SHIPPED, DefinitionError, DefinitionErrors, compile_text
from procedures.language.lifecycle import EDITIONS, FIRST
from procedures.language.source import tables_of
from procedures.machine import Machine

PATH = SHIPPED / "xb-tai-lieu-khong-kinh-doanh" / "v1.toml"
TEXT = PATH.read_text(encoding="utf-8")
FILE = "v1.toml"
OWN_CODE = ('code = "1.003868"', 'code = "9.999999"')
"""The edit by which a procedure of a test has a code that no shipped one has."""
DEPARTMENT_LIST: Mapping[str, tuple[str | None, int, str]] = {
    "nhap-khau-xbp-khong-kinh-doanh": ("1.003725", 15, "calendar_day"),
    "gp-hoat-dong-in-xbp": ("2.001594", 15, "calendar_day"),
    "cap-lai-gp-hoat-dong-in-xbp": ("2.001584", 7, "working_day"),
    "dk-phat-hanh-xbp": ("1.003114", 7, "working_day"),
    "trien-lam-hoi-cho-xbp": (None, 10, "calendar_day"),
    "gp-hoat-dong-in": ("1.004153", 15, "calendar_day"),
    "cap-lai-gp-in": ("2.001744", 7, "working_day"),
    "dk-co-so-in": ("2.001740", 5, "working_day"),
    "thay-doi-dk-co-so-in": ("2.001737", 3, "working_day"),
    "dk-may-photocopy-mau": (None, 5, "working_day"),
    "chuyen-nhuong-may-photocopy-mau": (None, 5, "working_day"),
    "gp-ban-tin": ("1.009374", 20, "calendar_day"),
    "hop-bao-trong-nuoc": ("2.001171", 8, "working_hour"),
    "trung-bay-tranh-anh": (None, 10, "working_day"),
    "trang-ttdt-tong-hop": ("2.001098", 10, "working_day"),
    "gcn-diem-tro-choi": ("1.013792", 10, "working_day"),
    "gia-han-gcn-diem-tro-choi": ("1.013794", 5, "working_day"),
    "cap-lai-gcn-diem-tro-choi": ("1.013795", 5, "working_day"),
    "dk-tvro": (None, 15, "working_day"),
    "gp-buu-chinh": ("1.003659", 30, "calendar_day"),
    "cap-lai-gp-buu-chinh-het-han": (None, 10, "working_day"),
    "vbxn-buu-chinh": ("1.004470", 10, "working_day"),
    "sua-doi-vbxn-buu-chinh": ("1.010902", 10, "working_day"),
    "xb-tai-lieu-khong-kinh-doanh": ("1.003868", 10, "working_day"),
}
"""National code, where it is known, and legal limit, as the department's list gives them. An agency may add its own."""
WHOLE = Path(__file__).with_name("whole.toml").read_text(encoding="utf-8")
"""A definition in which every key of the language occurs."""


@cache
def shipped_machine() -> Machine:
    """Return the machine of the shipped definition."""
    return compile_text(TEXT, path=FILE)


def changed(*edits: tuple[str, str], text: str = TEXT) -> str:
    """Return the shipped text, or another, with pieces replaced; each must be there exactly once."""
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def naming(edition: int, text: str = TEXT) -> str:
    """Return the shipped text, or another that names no edition of the lifecycle, with one named.

    Where dossiers of that edition are decided on, it is said by whom, and what each outcome issues.
    """
    named = f"lifecycle = {edition}"
    if edition in EDITIONS and EDITIONS[edition].knows_results:
        named += f'\nsubject = "{SUBJECT}"'
        text = _with_results(text)
    return re.sub("^version = .*$", rf"\g<0>\n{named}", text, count=1, flags=re.MULTILINE)


def _with_results(text: str) -> str:
    for role, duty in _DUTIES.items():
        text = text.replace(f'role = "{role}"\n', f'role = "{role}"\n{duty} = true\n', 1)
    above, title, outcomes = text.partition("[[outcomes]]\n")
    issues = 'issues = { kind = "answer", symbol = "TB-STTTT" }'
    return above + title + re.sub("^label = .*$", rf"\g<0>\n{issues}", outcomes, flags=re.MULTILINE)


SUBJECT = "Hồ sơ của {applicant_name}"
_DUTIES = {"specialist": "proposes", "department_leader": "decides", "clerk": "numbers"}


def named(text: str) -> str:
    """Return a text as it may be published, however many editions there are; one that names its own stays as it is."""
    return text if "lifecycle" in tables_of(text) else naming(FIRST, text)


def errors_of(text: str | bytes) -> tuple[DefinitionError, ...]:
    """Return the errors of a definition that must be refused."""
    try:
        compile_text(text, path=FILE)
    except DefinitionErrors as refused:
        return refused.errors
    message = "this definition should have been refused"
    raise AssertionError(message)


def compiled(*edits: tuple[str, str]) -> Machine:
    """Return the machine of the shipped definition with pieces replaced."""
    return compile_text(changed(*edits), path=FILE)


def newest() -> list[Path]:
    """Return the newest definition of each shipped procedure."""
    folders = sorted({path.parent for path in SHIPPED.glob("*/v*.toml")})
    return [max(folder.glob("v*.toml"), key=lambda path: int(path.stem[1:])) for folder in folders]


def place_of(message: str) -> str:
    """Return the key that a message is about, as a test may be called by it."""
    key = message.partition(": ")[0].replace("[", ".").replace("]", "")
    return key if key.isascii() else "a-strange-key"
