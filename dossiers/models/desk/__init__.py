"""What officers keep while they work: nothing of it is part of the record."""

from dossiers.models.desk.alert import ALERTED_ROLES, Alert, AlertKind, AlertMail, AlertRule
from dossiers.models.desk.closings import CashDay, ClosedBook, ClosedLetters, ClosedResults
from dossiers.models.desk.counter import ShiftAct, ShiftEntry, Ticket, TicketPoint, TicketState
from dossiers.models.desk.export import Export, ExportPart, Format
from dossiers.models.desk.feed import CalendarFeed
from dossiers.models.desk.gateway import (
    GatewayMessage,
    GatewayTransfer,
    NewsKind,
    OrderState,
    PaymentOrder,
    TransferState,
)
from dossiers.models.desk.gateway_case import RECORDED_KINDS, CaseEnd, CaseKind, GatewayCase
from dossiers.models.desk.issued import EntryAction, IssuedReport, ReportEntry, ReportFile, SentReport
from dossiers.models.desk.late import LateReason, Outlook
from dossiers.models.desk.open_file import OpenFile
from dossiers.models.desk.opening import (
    KEPT_OUT,
    AccessRecord,
    Asked,
    Door,
    Interest,
    InterestKind,
    LookUp,
    Opening,
    short_role,
)
from dossiers.models.desk.remark import Remark, RemarkKind
from dossiers.models.desk.saved_view import ChosenColumns, SavedView
from dossiers.models.desk.statement import Match, Statement, StatementRow
from dossiers.models.desk.template import Occasion, ReasonChange, ReasonTemplate
from dossiers.models.desk.unsent import UnsentWords

__all__ = [
    "ALERTED_ROLES",
    "KEPT_OUT",
    "RECORDED_KINDS",
    "AccessRecord",
    "Alert",
    "AlertKind",
    "AlertMail",
    "AlertRule",
    "Asked",
    "CalendarFeed",
    "CaseEnd",
    "CaseKind",
    "CashDay",
    "ChosenColumns",
    "ClosedBook",
    "ClosedLetters",
    "ClosedResults",
    "Door",
    "EntryAction",
    "Export",
    "ExportPart",
    "Format",
    "GatewayCase",
    "GatewayMessage",
    "GatewayTransfer",
    "Interest",
    "InterestKind",
    "IssuedReport",
    "LateReason",
    "LookUp",
    "Match",
    "NewsKind",
    "Occasion",
    "OpenFile",
    "Opening",
    "OrderState",
    "Outlook",
    "PaymentOrder",
    "ReasonChange",
    "ReasonTemplate",
    "Remark",
    "RemarkKind",
    "ReportEntry",
    "ReportFile",
    "SavedView",
    "SentReport",
    "ShiftAct",
    "ShiftEntry",
    "Statement",
    "StatementRow",
    "Ticket",
    "TicketPoint",
    "TicketState",
    "TransferState",
    "UnsentWords",
    "short_role",
]
