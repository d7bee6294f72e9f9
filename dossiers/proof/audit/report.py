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
class Interests:
    """Dossiers in which somebody has declared an interest, beside the log: what was done in spite of it makes no record wrong."""

    dossiers: int = 0
    acted_on: list[str] = field(default_factory=list)
    """The numbers of those that the same person acted on while the declaration stood: none, as it should be."""

    def add(self, part: "Interests") -> None:
        """Add another part's."""
        self.dossiers += part.dossiers
        self.acted_on += part.acted_on

    def __str__(self) -> str:
        """Return the line that the command prints."""
        return (
            f"Interests: declared in {self.dossiers} dossiers, "
            f"{len(self.acted_on)} of them acted on by that person while it stood."
        )

    def to_json(self) -> dict[str, object]:
        """Return it as the command's JSON has it."""
        return {"dossiers": self.dossiers, "acted_on": self.acted_on}


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
    interests: Interests = field(default_factory=Interests)

    def add(self, part: "Report") -> None:
        """Add another part's counts and differences."""
        self.dossiers += part.dossiers
        self.events += part.events
        self.seals += part.seals
        self.unsealed += part.unsealed
        self.differences += part.differences
        self.remarks += part.remarks
        self.interests.add(part.interests)

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
            "interests": self.interests.to_json(),
        }

    def __str__(self) -> str:
        """Return the line that the command ends with."""
        remarks = f", {len(self.remarks)} remarks" if self.remarks else ""
        return (
            f"{self.dossiers} dossiers, {self.events} events ({self.unsealed} not sealed yet), "
            f"{self.seals} seals, {len(self.differences)} differences{remarks}."
        )
