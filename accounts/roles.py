"""The roles in which somebody acts on a dossier; plain values, known to every layer."""

from enum import StrEnum


class Role(StrEnum):
    """Who may take an action. Values are stored in the log: never rename one."""

    CITIZEN = "citizen"
    ONE_STOP_OFFICER = "one_stop_officer"
    DIVISION_HEAD = "division_head"
    SPECIALIST = "specialist"
    DEPARTMENT_LEADER = "department_leader"
    PROVINCIAL_OFFICE = "provincial_office"
    CLERK = "clerk"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
