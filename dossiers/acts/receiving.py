"""The act by which an applicant receives the result in another way than was asked for with the filing (ADR 0072)."""

from accounts.roles import Role
from dossiers.acts.act import Act, always
from procedures.machine import Ask, Asked, Guard, Text

CHANGE_RECEIVING = "change-receiving"
RECEIVED_OTHERWISE = Act(
    CHANGE_RECEIVING,
    Text("Đổi cách nhận kết quả", "Change how the result is received"),
    frozenset({Role.CITIZEN}),
    # After the end too, so that whoever changes it then is told why it comes too late.
    always,
    frozenset({Guard.RECEIVING_OPEN}),
    (Asked(Ask.RECEIVING),),
    edition=7,
    beside=True,
)
