"""A regime that is wrong is refused by file, line and key, whatever is wrong with it."""

import pytest

from procedures.language.errors import DefinitionErrors
from procedures.time.regimes.reading import read
from procedures.time.regimes.rules import REQUIRED, Follows, Rule
from tests.procedures.time.regimes.law import book, edited, shipped


def test_every_shipped_regime_says_where_each_rule_stands_and_what_it_follows() -> None:
    for slug, text in shipped().items():
        regime = read(text, path=f"{slug}.toml")

        assert regime.values
        assert all(value.source.vi and value.source.en for value in regime.values.values())


def test_what_is_not_known_is_marked() -> None:
    unknown = [value for regime in book().all for value in regime.values.values() if value.content is None]

    assert [value.rule for value in unknown] == [Rule.SUPPLEMENT_NOTICE_DAYS]
    assert all(value.doubt for value in unknown)


def test_limits_follow_acceptance_numbers_the_filing_and_notices_the_act() -> None:
    follows = {rule: value.follows for regime in book().all for rule, value in regime.values.items()}

    assert follows[Rule.SUPPLEMENT_AFTER] is follows[Rule.SUPPLEMENT_NOTICE_DAYS] is Follows.ACCEPTANCE
    assert follows[Rule.DOSSIER_NUMBER] is Follows.FILING
    assert {follows[rule] for rule in REQUIRED if rule.startswith(("apology", "forms", "answer"))} == {Follows.ACT}


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (('value = "restart"', 'value = "resart"'), "nd-61-2018.toml: dòng 15, supplement_after.value: là “resart”"),
        (("value = 3", "value = -3"), "nd-61-2018.toml: dòng 25, supplement_notice_days.value: là -3"),
        (("value = 8", 'value = "8"'), "nd-61-2018.toml: dòng 30, answer_hours.value: là “8”"),
        (("value = 8\n", ""), "nd-61-2018.toml: dòng 29, answer_hours.value: thiếu"),
        (("from = 2018-06-21", 'from = "21/06/2018"'), "nd-61-2018.toml: dòng 4, from: là “21/06/2018”"),
        (("from = 2018-06-21", "from = 2018-06-21\nuntil = 2018-06-20"), "dòng 5, until: 20/06/2018 trước ngày"),
        (("[answer_hours]", "[answer_hour]"), "dòng 29, answer_hour: không có khoá nào tên như vậy"),
        (('follows = "acceptance"', 'follows = "act"'), "dòng 17, supplement_after.follows: là “act”"),
        (('follows = "acceptance"\n', ""), "supplement_after.follows: thiếu"),
        (("value = 8", "unknown = true"), "answer_hours.value: thiếu"),
        (("[law]", "[[law]]"), "dòng 9, law: là danh sách"),
        (("from = 2018-06-21", "from = "), "dòng 4: không đọc được"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_file_line_and_key(edit: tuple[str, str], told: str) -> None:
    text = edited("nd-61-2018", edit)["nd-61-2018"]

    with pytest.raises(DefinitionErrors) as refused:
        read(text, path="nd-61-2018.toml")

    assert told in str(refused.value)


@pytest.mark.parametrize("pattern", ["{agency}-{yy}{mm}{dd}", "{yy}{mm}{dd}-{nnnn}", "{agency}-{nnnn}", "{a}-{yy}{mm}{dd}-{nnnn}", "{agency}<{yy}{mm}{dd}-{nnnn}"])  # fmt: skip
def test_a_pattern_by_which_numbers_could_meet_is_refused(pattern: str) -> None:
    text = edited("tt-01-2018", ("{agency}-{yy}{mm}{dd}-{nnnn}", pattern))["tt-01-2018"]

    with pytest.raises(DefinitionErrors, match=r"dossier_number\.value"):
        read(text, path="tt-01-2018.toml")


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (('number = "01", title', 'numbr = "01", title'), "value.receipt.numbr"),
        (('form = "refusal"', 'form = "receipt"'), "forms.value: có biểu mẫu ghi hai lần"),
        ((', series = "TNHS"', ""), "thiếu giấy tiếp nhận có ký hiệu"),
    ],
)
def test_a_set_of_forms_has_each_once_and_a_receipt_that_can_be_numbered(edit: tuple[str, str], told: str) -> None:
    text = edited("tt-01-2018", edit)["tt-01-2018"]

    with pytest.raises(DefinitionErrors) as refused:
        read(text, path="tt-01-2018.toml")

    assert told in str(refused.value)


@pytest.mark.parametrize("path", ["NĐ 61.toml", "nd_61.toml", ".toml"])
def test_a_file_is_called_as_its_regime(path: str) -> None:
    with pytest.raises(DefinitionErrors, match="tên tệp"):
        read(shipped()["nd-61-2018"], path=path)
