"""The account that fees are paid into: whole, at a bank that there is, or none."""

import pytest

from dossiers.payments.account import AccountError, account_of, banks


def test_three_settings_make_an_account() -> None:
    account = account_of("970436", "0011 0012 3456 7", "SO THONG TIN  VA TRUYEN THONG")

    assert account is not None
    assert (account.bank.name, account.number) == ("Vietcombank", "0011001234567")
    assert account.holder == "SO THONG TIN VA TRUYEN THONG"


def test_without_settings_there_is_none() -> None:
    assert account_of("", "", "") is None


@pytest.mark.parametrize(
    ("bank", "number", "holder", "wrong"),
    [
        ("", "00110012", "SO", "bank"),
        ("97043", "00110012", "SO", "bank"),
        ("970499", "00110012", "SO", "bank"),
        ("VIETCOMBANK", "00110012", "SO", "bank"),
        ("970436", "", "SO", "number"),
        ("970436", "123", "SO", "number"),
        ("970436", "0" * 20, "SO", "number"),
        ("970436", "0011-0012", "SO", "number"),
        ("970436", "٠٠١١٠٠١٢", "SO", "number"),
        ("970436", "00110012", "", "holder"),
        ("970436", "00110012", "A" * 71, "holder"),
        ("970436", "00110012", "SO\x07TT", "holder"),
    ],
)
def test_half_an_account_or_a_wrong_one_is_refused(bank: str, number: str, holder: str, wrong: str) -> None:
    with pytest.raises(AccountError) as refused:
        account_of(bank, number, holder)

    assert refused.value.part == wrong


def test_each_bank_has_a_number_of_its_own() -> None:
    assert all(bin_ == bank.bin and len(bin_) == 6 and bin_.isdecimal() and bank.name for bin_, bank in banks().items())
    assert [bank.bin for bank in banks().values() if bank.fictitious] == ["999999"]
