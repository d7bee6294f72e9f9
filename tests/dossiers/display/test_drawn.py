"""Pictures that a process keeps: each for its procedure, its language and its way."""

from django.utils import translation

from dossiers.display import drawn
from dossiers.display.drawn import procedure_diagram
from tests.dossiers.display.drawn import path, rows_of
from tests.procedures.shipped import shipped_machine


def test_a_picture_is_drawn_once_for_a_procedure_a_language_and_a_way() -> None:
    machine, other = shipped_machine(), rows_of(3)
    filed, accepted = path(machine), path(machine, "accept")
    drawn._drawn.cache_clear()

    made = []
    for language in ("vi", "en"):
        with translation.override(language):
            for _turn in range(2):
                made += [procedure_diagram(machine, way) for way in ((), filed, accepted)]
                made.append(procedure_diagram(other))

    assert drawn._drawn.cache_info().misses == len(set(made)) == 2 * 4


def test_the_words_of_a_picture_are_escaped() -> None:
    page = procedure_diagram(rows_of(3, title="<script>alert(1)</script>"))

    assert "<script" not in page
    assert "&lt;" in page
