"""Registers that ask nobody: how a number ends says what they answer, so that everything can be tried."""

import time

from dossiers.filing.lookups.seam import Answer
from procedures.answers import is_personal
from procedures.form import Database, Text

LATE_SECONDS = 4
"""Longer than a page waits."""
UNKNOWN, LATE, DOWN = "7", "8", "9"
"""The last digit of a number that no register has, that is answered late, and for which the register cannot be reached."""
ENTRIES = {
    Database.BUSINESS_REGISTRATION: Text(
        "Dữ liệu mẫu: doanh nghiệp mã số {number}, đang hoạt động", "Sample data: enterprise {number}, in operation"
    ),
    Database.POPULATION: Text("Dữ liệu mẫu: có số định danh này", "Sample data: there is this personal ID"),
}


HOUSEHOLD = Text(
    "Dữ liệu mẫu: hộ kinh doanh mã số {number}, đang hoạt động",
    "Sample data: household business {number}, in operation",
)
"""What the register of businesses has under a personal ID: no enterprise."""


class Registers:
    """The registers of the demo."""

    databases = frozenset(Database)

    def find(self, database: Database, number: str) -> Answer:
        """Answer by the last digit of a number. Raises ``OSError``."""
        digits = [sign for sign in number if sign.isdigit()]
        last = digits[-1] if digits else UNKNOWN
        if last == DOWN:
            raise ConnectionRefusedError
        if last == LATE:
            time.sleep(LATE_SECONDS)
        if last == UNKNOWN:
            return Answer(is_known=False)
        reference = f"MAU-{database.value[:1].upper()}{len(digits):02d}"
        is_household = database is Database.BUSINESS_REGISTRATION and is_personal(number)
        entry = HOUSEHOLD if is_household else ENTRIES[database]
        vi, en = entry.vi.format(number=number), entry.en.format(number=number)
        return Answer(is_known=True, reference=reference, text=vi, text_en=en)
