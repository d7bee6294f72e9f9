"""A row of a list: the columns that lists show of a dossier, and what they say together."""

from datetime import datetime
from typing import NamedTuple

from dossiers.models.standing import Standing
from procedures.machine import DueBy, Machine
from procedures.models import machine_of_version


class _Columns(NamedTuple):
    """What lists show of a dossier, in the order of ``COLUMNS``."""

    pk: int
    code: str
    applicant_name: str
    applicant_id: int
    subject: str
    state: str
    status: int
    holder: str
    unit_id: int | None
    assignee_id: int | None
    verdict: str
    filed_at: datetime
    changed_at: datetime
    deadline_at: datetime
    accepted_at: datetime | None
    resolved_at: datetime | None
    due_at: datetime | None
    late_at: datetime | None
    due_soon_at: datetime | None
    lawful_due_at: datetime | None
    step_due_at: datetime | None
    sequence: int
    nearest_at: datetime
    organisation: str
    channel: str
    outcome: str
    proposed: str
    owed: int | None
    arrived: str
    message_from: str
    proofs: int
    withdrawal_asked: bool
    charged: int | None
    waived: int
    paid: int
    reminded: bool
    promised_for: datetime | None
    let_pass_up_to: int
    demands: int
    version_id: int
    """Of the version that it keeps for life. Joined, it would have all that is open read and sorted for one page."""


COLUMNS = _Columns._fields


class Row(Standing, _Columns):
    """A dossier as a row of a list: what is shown of it, and nothing that can be changed."""

    __slots__ = ()

    @property
    def machine(self) -> Machine:
        """The machine of its version, compiled once in each process."""
        return machine_of_version(self.version_id)

    @property
    def pays_first(self) -> bool:
        """Say whether it is accepted only once all that is owed is paid, of which no proof waits for the desk; not on its way out.

        Of a procedure of which some fees are due later the log alone tells what is due by now: of that no row says it.
        """
        if not self.owed or self.proofs or self.accepted_at or self.is_leaving or not self.is_open:
            return False
        return all(fee.due in {DueBy.FILING, DueBy.ACCEPTANCE} for fee in self.machine.fees)
