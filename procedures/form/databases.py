"""The databases of the State in which the office may look a paper up, so that nobody has to bring it.

Which papers they replace is said by NQ 66.7/2025/NQ-CP art. 4, whose numbers of articles were counted.
"""

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
