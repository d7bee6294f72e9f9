"""The databases of the State in which the office may look a paper up, so that nobody has to bring it.

Which papers they replace is said by NQ 66.7/2025/NQ-CP art. 4, whose numbers of articles were counted.
"""

import re
from collections.abc import Mapping

from procedures.form import Database, QuestionKind, Text

DATABASES: Mapping[Database, Text] = {
    Database.BUSINESS_REGISTRATION: Text(
        "Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp", "the national database of business registration"
    ),
    Database.POPULATION: Text("Cơ sở dữ liệu quốc gia về dân cư", "the national population database"),
}
"""What they are called: those that the office knows."""
LOOKED_UP_BY = (QuestionKind.TAX_CODE, QuestionKind.PERSONAL_ID, QuestionKind.TEXT)
"""The kinds of question whose answer may be what is looked up."""
_PERSONAL = r"\d{12}"
# An enterprise's code with a branch, a household business's of before 2025, or its owner's number.
_BUSINESS = r"\d{10}(\d{3})?|\d{2}[A-Z]\d{7}"
_NUMBERS = {
    Database.BUSINESS_REGISTRATION: re.compile(rf"{_BUSINESS}|{_PERSONAL}"),
    Database.POPULATION: re.compile(_PERSONAL),
}
_SEPARATORS = re.compile(r"[\s.-]")


def knows_such(database: Database, number: str) -> bool:
    """Say whether a number is written as that database numbers what it has: a decision's, as 12/QĐ, stands in none."""
    return _NUMBERS[database].fullmatch(_SEPARATORS.sub("", number).upper()) is not None
