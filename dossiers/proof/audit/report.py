"""What a check has read, and what differed."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that is not what it must be; ``dossier`` is its number, or the seal that it is about."""

    dossier: str
    what: str
    stored: object
    computed: object

    def __str__(self) -> str:
        """Return the line that the command prints."""
        return f"{self.dossier}: {self.what}: stored {self.stored!r}, computed {self.computed!r}"

    def to_json(self) -> dict[str, str]:
        """Return it as the command's JSON has it."""
        return {
            "dossier": self.dossier,
            "what": self.what,
            "stored": str(self.stored),
            "computed": str(self.computed),
        }


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that may be honest and should be known; it makes no record wrong."""

    about: str
    what: str

    def __str__(self) -> str:
        """Return the line that the command prints."""
        return f"Remark on {self.about}: {self.what}"

    def to_json(self) -> dict[str, str]:
        """Return it as the command's JSON has it."""
        return {"about": self.about, "what": self.what}


@dataclass(slots=True)
class Report:
    """Counts, differences and remarks; parts are added up."""

    dossiers: int = 0
    events: int = 0
    seals: int = 0
    unsealed: int = 0
    """Events that wait for their seal: of today, or loaded since the last sealing."""
    differences: list[Difference] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def add(self, part: "Report") -> None:
        """Add another part's counts and differences."""
        self.dossiers += part.dossiers
        self.events += part.events
        self.seals += part.seals
        self.unsealed += part.unsealed
        self.differences += part.differences
        self.remarks += part.remarks

    def to_json(self) -> dict[str, object]:
        """Return the report as the command's JSON."""
        differences = [difference.to_json() for difference in self.differences]
        return {
            "dossiers": self.dossiers,
            "events": self.events,
            "seals": self.seals,
            "unsealed": self.unsealed,
            "differences": differences,
            "remarks": [remark.to_json() for remark in self.remarks],
        }

    def __str__(self) -> str:
        """Return the line that the command ends with."""
        remarks = f", {len(self.remarks)} remarks" if self.remarks else ""
        return (
            f"{self.dossiers} dossiers, {self.events} events ({self.unsealed} not sealed yet), "
            f"{self.seals} seals, {len(self.differences)} differences{remarks}."
        )
