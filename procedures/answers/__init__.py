"""The one place where answers are validated: what a person typed becomes typed values, or sentences.

Used by forms and by everything else that takes answers. Values are plain JSON: text is NFC with Unix
line ends, dates are ``YYYY-MM-DD``, phones ``+84…``. HTML is text like any other and is kept as typed;
showing it safely is the templates' work.
"""

from procedures.answers.contact import NOT_A_PHONE, NOT_AN_EMAIL, as_written, email, mobile, phone
from procedures.answers.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    NO_SUCH_DATE,
    NO_SUCH_TIME,
    NOT_A_DATE,
    NOT_A_DATE_TIME,
    NOT_A_YEAR,
    NOT_READ,
    date_time,
    day,
)
from procedures.answers.doubts import asks_capitals, name_meant, names_meant_in_rows, warnings
from procedures.answers.fields import (
    ADDRESS_PARTS,
    LICENCE_PARTS,
    MOST_ROWS,
    PARTS,
    cell_field,
    choice_field,
    ids_field,
    part_field,
    raw_names,
    rows_field,
    shown_rows,
)
from procedures.answers.identity import (
    MISTYPED_PERSONAL_ID,
    MISTYPED_TAX_CODE,
    NOT_A_PERSONAL_ID,
    NOT_A_TAX_CODE,
    NOT_AN_IDENTITY,
    OLD_PERSONAL_ID,
    identity_number,
    is_personal,
    personal_id,
    tax_code,
)
from procedures.answers.licences import NO_LICENCE_DATE, NO_LICENCE_NUMBER
from procedures.answers.numbers import (
    DROPPED_METRES,
    MONEY_LIMIT,
    NOT_A_NUMBER,
    NOT_AN_AMOUNT,
    NUMBER_LIMIT,
    ONLY_A_NUMBER,
    WHOLE_HOURS,
    WHOLE_METRES,
    bounds_of,
    integer,
    money,
)
from procedures.answers.options import NONE_CHOSEN, NOT_A_CHOICE, NOT_YES_OR_NO
from procedures.answers.places import NO_COMMUNE, NO_LINE, NO_PROVINCE, OTHER_PROVINCE
from procedures.answers.reading import NO_FILE, answer, clean, rows_read, shown
from procedures.answers.refusals import EMPTY, AnswerError
from procedures.answers.retyping import typed
from procedures.answers.texts import LONG_TEXT_LENGTH, TEXT_LENGTH, UNREADABLE, plain_text
from procedures.answers.values import Value

__all__ = [
    "ADDRESS_PARTS",
    "DROPPED_METRES",
    "EMPTY",
    "FIRST_YEAR",
    "LAST_YEAR",
    "LICENCE_PARTS",
    "LONG_TEXT_LENGTH",
    "MISTYPED_PERSONAL_ID",
    "MISTYPED_TAX_CODE",
    "MONEY_LIMIT",
    "MOST_ROWS",
    "NONE_CHOSEN",
    "NOT_AN_AMOUNT",
    "NOT_AN_EMAIL",
    "NOT_AN_IDENTITY",
    "NOT_A_CHOICE",
    "NOT_A_DATE",
    "NOT_A_DATE_TIME",
    "NOT_A_NUMBER",
    "NOT_A_PERSONAL_ID",
    "NOT_A_PHONE",
    "NOT_A_TAX_CODE",
    "NOT_A_YEAR",
    "NOT_READ",
    "NOT_YES_OR_NO",
    "NO_COMMUNE",
    "NO_FILE",
    "NO_LICENCE_DATE",
    "NO_LICENCE_NUMBER",
    "NO_LINE",
    "NO_PROVINCE",
    "NO_SUCH_DATE",
    "NO_SUCH_TIME",
    "NUMBER_LIMIT",
    "OLD_PERSONAL_ID",
    "ONLY_A_NUMBER",
    "OTHER_PROVINCE",
    "PARTS",
    "TEXT_LENGTH",
    "UNREADABLE",
    "WHOLE_HOURS",
    "WHOLE_METRES",
    "AnswerError",
    "Value",
    "answer",
    "as_written",
    "asks_capitals",
    "bounds_of",
    "cell_field",
    "choice_field",
    "clean",
    "date_time",
    "day",
    "email",
    "identity_number",
    "ids_field",
    "integer",
    "is_personal",
    "mobile",
    "money",
    "name_meant",
    "names_meant_in_rows",
    "part_field",
    "personal_id",
    "phone",
    "plain_text",
    "raw_names",
    "rows_field",
    "rows_read",
    "shown",
    "shown_rows",
    "tax_code",
    "typed",
    "warnings",
]
