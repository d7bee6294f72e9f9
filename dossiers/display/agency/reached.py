"""By what an officer reaches an applicant whom no mail does: the number of the answers, else of the person; else an address."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import User
from dossiers.display.formats import vn_phone


@dataclass(frozen=True, slots=True)
class Reached:
    """A number to be phoned and an address to be written to; "" for what is not known."""

    phone: str
    """As people read it out."""
    address: str
    is_wrong: bool = False
    """Whether a number is known, and is another one's: it is not to be phoned."""

    @property
    def by(self) -> dict[str, str]:
        """Return both for a sentence."""
        return {"phone": self.phone, "address": self.address}

    def choose(self, phoned: str, written: str, unknown: str) -> str:
        """Return the sentence of the first way that is known, with the number or the address in it."""
        return (phoned if self.phone else written if self.address else unknown) % self.by


def reached(values: Mapping[str, object], person: User) -> Reached:
    """Return by what the person of a dossier with these answers is reached."""
    phone = vn_phone(str(values.get("applicant_phone") or person.phone or ""))
    return Reached(phone, str(values.get("applicant_address") or person.address or "").strip())
