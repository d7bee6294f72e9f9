"""A shipped definition of the first edition of the lifecycle, written over into the second: with a decision in it."""

from procedures.language.compiler import SHIPPED, compile_text
from procedures.machine import Machine
from tests.procedures.shipped import changed

SLUG = "gp-ban-tin"
FIRST_TEXT = (SHIPPED / SLUG / "v1.toml").read_text(encoding="utf-8")
DUTIES = (
    ('name = "tham-dinh"\n', 'name = "tham-dinh"\nproposes = true\n'),
    ('name = "phe-duyet"\n', 'name = "phe-duyet"\ndecides = true\n'),
    ('name = "van-thu"\n', 'name = "van-thu"\nnumbers = true\n'),
)
DOCUMENT = (
    'document = """Xét đề nghị của {organisation_name}.\n\nCho phép xuất bản bản tin {newsletter_name}, mỗi kỳ '
    '{copies_per_issue} bản."""\n'
)
GRANTED = (
    '[outcomes.issues]\nkind = "licence"\nsymbol = "GP-STTTT"\n' + DOCUMENT + "[outcomes.issues.term]\nyears = 1\n"
)
REFUSED = '[outcomes.issues]\nkind = "answer"\nsymbol = "TB-STTTT"\n'
ISSUED = (
    (
        'label = { vi = "Cấp giấy phép", en = "Licence granted" }\n',
        'label = { vi = "Cấp giấy phép", en = "Licence granted" }\n' + GRANTED,
    ),
    ('paper = "03"\n', 'paper = "03"\n' + REFUSED),
)
HEAD = (
    ("\nversion = 1\n", '\nversion = 99\nlifecycle = 2\nsubject = "Bản tin {newsletter_name}"\n'),
    ("\neffective_on = 2025-07-01\n", "\neffective_on = 2026-12-28\n"),
)


def second_text(*edits: tuple[str, str]) -> str:
    """Return the definition in the second edition, with further pieces replaced; each must be there exactly once."""
    return changed(*edits, text=changed(*HEAD, *DUTIES, *ISSUED, text=FIRST_TEXT))


def first_machine() -> Machine:
    """Return what the definition compiles to as it is shipped."""
    return compile_text(FIRST_TEXT, path="v1.toml")


def second_machine(*edits: tuple[str, str]) -> Machine:
    """Return what the definition compiles to in the second edition."""
    return compile_text(second_text(*edits), path="v2.toml")
