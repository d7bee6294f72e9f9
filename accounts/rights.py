"""The named groups of roles, each defined here and nowhere else; plain values, known to every layer.

Which seats of a person are in force on a day is asked of ``accounts.seats``.
"""

from accounts.roles import Role

WITHOUT_SEAT = frozenset({Role.CITIZEN, Role.SYSTEM})
"""Who acts without a seat: nobody is given one of these roles in a unit."""

STEP_ROLES = frozenset(
    {
        Role.ONE_STOP_OFFICER,
        Role.DIVISION_HEAD,
        Role.SPECIALIST,
        Role.DEPARTMENT_LEADER,
        Role.PROVINCIAL_OFFICE,
        Role.CLERK,
    }
)
"""The roles that a row of an ISO process may name."""

MANAGERS = frozenset({Role.MANAGER, Role.DEPARTMENT_LEADER})
"""Who answers for the agency: its figures, its calendar, what a dossier was like at a past instant."""

WHOLE_AGENCY = frozenset({Role.ONE_STOP_OFFICER, Role.DEPARTMENT_LEADER, Role.CLERK, Role.MANAGER})
"""Whose holders see every dossier of their agency."""

OF_DIVISION = frozenset({Role.DIVISION_HEAD, Role.SPECIALIST})
"""Whose holders see the dossiers of their division, and handle them there."""

OFFICERS = STEP_ROLES | MANAGERS
"""Whose holders see dossiers that are not their own: all but the administrator's."""

NOT_BELOW_HEAD = frozenset({Role.DIVISION_HEAD, Role.DEPARTMENT_LEADER, Role.PROVINCIAL_OFFICE})
"""Of whose work the head of a division is not told."""

REVIEWING = STEP_ROLES - {Role.CLERK, Role.PROVINCIAL_OFFICE}
"""Who goes through a dossier's papers and answers: not who numbers its result, or decides for another agency."""

REMINDING = frozenset({Role.ONE_STOP_OFFICER, Role.DIVISION_HEAD}) | MANAGERS
"""Who asks whoever holds a dossier to see to it."""

HEADING = MANAGERS | {Role.DIVISION_HEAD}
"""Who answers for a division or the agency, and may follow the dates of all that is open there."""

CHANGING_CALENDARS = MANAGERS | {Role.ADMINISTRATOR}
"""Who changes the working calendar by a decision: who answers for the agency, and who looks after its running."""

KEEPING_REASONS = HEADING | {Role.ADMINISTRATOR}
"""Who keeps the reasons of units: a head the division's, the manager and the leader the desks', the administrator all."""

LOOKING_AT_MONEY = frozenset({Role.ONE_STOP_OFFICER, Role.DEPARTMENT_LEADER})
"""Whose list leads to the receipt book."""
WAIVING = frozenset({Role.DIVISION_HEAD, Role.DEPARTMENT_LEADER})
"""Who waives a fee by law."""

PASSING_ON = frozenset({Role.DIVISION_HEAD, Role.DEPARTMENT_LEADER})
"""Who initials or signs what a case officer has drafted."""

REVERSING = WAIVING | {Role.ONE_STOP_OFFICER}
"""Who reverses a payment: of the desk only who received it."""
