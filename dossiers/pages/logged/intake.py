"""What an officer has typed of a filing on paper, as the log shows it: how many of each paper came, the envelope, whose power of attorney."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from dossiers.display.formats import localized, vn_date
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Event
from procedures.machine import Machine


def fact_rows(machine: Machine, event: Event) -> list[tuple[str, str]]:
    """Return what an event says of that, each with its label; nothing of what came on line."""
    facts, words = facts_of(event), words_of(event.payload)
    return [
        (_("Papers that were brought"), "; ".join(_brought(machine, facts.brought))),
        (_("Date on the envelope"), vn_date(facts.posted_on)),
        (_("Power of attorney, letter of introduction"), words.authority),
        (_("It holds until"), vn_date(words.authorised_until)),
    ]


def _brought(machine: Machine, brought: dict[str, tuple[int, int, int]]) -> Iterator[str]:
    labels = (_("Originals"), _("Certified copies"), _("Copies"))
    for component in machine.components:
        counts = zip(labels, brought.get(component.name, ()), strict=False)
        said = ", ".join(f"{label}: {count}" for label, count in counts if count)
        if said:
            yield f"{localized(component.title)} ({said})"
