"""The logs of dossiers in the format of process mining, IEEE 1849-2016 (XES), written part by part.

An event is a move of the procedure, as it holds; acts beside it and what was taken back are left out. Nobody is named:
officers have numbers in the order in which they first appear in the file, applicants none.
"""

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import quoteattr

from accounts.rights import WITHOUT_SEAT
from dossiers import acts
from dossiers.log.batches import BATCH, Row, logs_of
from dossiers.log.effective import effective
from dossiers.models import Dossier
from dossiers.reports.lived.process import BESIDE
from procedures.machine import Machine

MEDIA_TYPE = "application/xml"
EXTENSIONS = {"Concept": "concept", "Organizational": "org", "Time": "time", "Lifecycle": "lifecycle"}
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
"""
EVENT_KEYS = ("concept:name", "org:role", "lifecycle:transition", "source", "target")
"""What each event has, as text, beside its instant."""


def document(machines: Mapping[int, Machine], name: str) -> Iterator[str]:
    """Yield the parts of the file on some dossiers, given with the machine of each."""
    yield HEAD + "".join(_declarations()) + _text("concept:name", name)
    ids, people = list(machines), dict[int, str]()
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        codes = dict(Dossier.objects.filter(pk__in=part).values_list("pk", "code"))
        yield "".join(_trace(codes[pk], effective(log), machines[pk], people) for pk, log in logs_of(part))
    yield "</log>\n"


def _declarations() -> Iterator[str]:
    for name, prefix in EXTENSIONS.items():
        uri = f"http://www.xes-standard.org/{prefix}.xesext"
        yield f"<extension name={quoteattr(name)} prefix={quoteattr(prefix)} uri={quoteattr(uri)}/>\n"
    yield f'<global scope="trace">{_text("concept:name", "")}</global>\n'
    each = "".join(_text(key, "") for key in EVENT_KEYS)
    yield f'<global scope="event">{each}{_instant("1970-01-01T00:00:00+00:00")}</global>\n'
    yield '<classifier name="Activity" keys="concept:name"/>\n<classifier name="State" keys="target"/>\n'


def _trace(code: str, log: Sequence[Row], machine: Machine, people: dict[int, str]) -> str:
    events = "".join(_event(event, machine, people) for event in log if event.action not in BESIDE)
    version = f'<int key="version" value="{machine.version}"/>'
    return f"<trace>{_text('concept:name', code)}{version}\n{events}</trace>\n"


def _event(event: Row, machine: Machine, people: dict[int, str]) -> str:
    label = acts.label_of(machine, event.source, event.action)
    attributes = (
        _text("concept:name", event.action),
        _text("label", label.vi) if label else "",
        _resource(event, people),
        _text("org:role", event.role),
        _instant(event.at.isoformat()),
        _text("lifecycle:transition", "complete"),
        _text("source", event.source),
        _text("target", event.target),
    )
    return f"<event>{''.join(attributes)}</event>\n"


def _resource(event: Row, people: dict[int, str]) -> str:
    """Return who did it: an officer's number in this file; nothing for applicants and for the system."""
    if event.actor_id is None or event.role in WITHOUT_SEAT:
        return ""
    return _text("org:resource", people.setdefault(event.actor_id, f"officer-{len(people) + 1}"))


def _text(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>"


def _instant(value: str) -> str:
    return f'<date key="time:timestamp" value={quoteattr(value)}/>'
