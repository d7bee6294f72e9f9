"""A definition in which a result is proposed, decided and numbered, made from a shipped one, and ways to break it."""

from procedures.language.compiler import SHIPPED, compile_text
from procedures.machine import Machine
from tests.procedures.shipped import FILE, changed

_STEP = 'role = "{role}"\ntime = {time}\n'
APPRAISAL = _STEP.format(role="specialist", time=13)
SIGNATURE = _STEP.format(role="department_leader", time=2)
SEAL = _STEP.format(role="clerk", time=1)
GRANTED = 'label = { vi = "Cấp giấy phép", en = "Licence granted" }\n'
PAPER = 'paper = "03"\n'


def doing(step: str, duty: str) -> tuple[str, str]:
    """Return the edit that gives a step a duty."""
    return step, f"{step}{duty} = true\n"


DECIDED = changed(
    ('slug = "gp-ban-tin"\nversion = 1\ncode = "1.009374"\n', 'slug = "thu-tuc-thu"\nversion = 1\n'),
    ("sets = 1\n", 'sets = 1\nlifecycle = 5\nsubject = "Bản tin {newsletter_name}"\n'),
    doing(APPRAISAL, "proposes"),
    doing(SIGNATURE, "decides"),
    doing(SEAL, "numbers"),
    (GRANTED, f'{GRANTED}\n[outcomes.issues]\nkind = "licence"\nsymbol = "GP-STTTT"\n'),
    (PAPER, f'{PAPER}\n[outcomes.issues]\nkind = "answer"\nsymbol = "STTTT-BCXB"\n'),
    text=(SHIPPED / "gp-ban-tin" / "v1.toml").read_text(encoding="utf-8"),
)
"""One that keeps every law."""


def decided(*edits: tuple[str, str]) -> Machine:
    """Return its machine with pieces replaced."""
    return compile_text(changed(*edits, text=DECIDED), path=FILE)
