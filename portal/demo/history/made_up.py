"""What is made up for one filing: names, numbers, places and days, so that no two read the same."""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from stdnum.vn import mst

from accounts.models import User
from portal.demo.history import people

_WARDS = ("Kim Mã", "Láng Hạ", "Ô Chợ Dừa", "Khương Trung", "Dịch Vọng", "Nghĩa Tân", "Quảng An", "Thuỵ Khuê", "Bồ Đề", "Ngọc Lâm", "Mai Động", "Vĩnh Hưng", "Quang Trung", "Mộ Lao", "Bạch Mai")  # fmt: skip
_NEAR = {
    "opens_on": (25, 60),
    "starts_on": (18, 45),
    "rented_until": (400, 1500),
    "valid_until": (200, 900),
    "changed_on": (-25, -3),
    "consented_on": (-90, -10),
    "confirmed_on": (-1500, -200),
    "machine_confirmed_on": (-1500, -200),
    "recent": (-60, -5),
}
"""How many days before or after the filing the day of an answer lies; any other is of some years before."""
_PLACE = re.compile(r"\{(?P<name>\w+)\}")
_LONG_AGO = (-4500, -400)
_NO_SUCH_CODES = "0199"
"""No tax code in use begins with this."""


@dataclass(frozen=True, slots=True)
class MadeUp:
    """What can be filled into the texts of a filing; drawn in the order in which it is asked for."""

    owner: User
    day: date
    chance: random.Random

    @property
    def organisation(self) -> str:
        """For whom the owner applies."""
        return self.owner.organisation or self.owner.full_name

    def filled(self, text: str) -> str:
        """Return a text with every ``{…}`` of it filled in; raises ``KeyError`` for what nothing is made up for."""
        return _PLACE.sub(lambda found: _WORDS[found["name"]](self), text)

    def place(self, *, is_own: bool) -> str:
        """Return the owner's address, or another."""
        return self.owner.address if is_own else people.address_of(self.chance)

    def other(self) -> str:
        """Return the name of somebody else."""
        return people.name_of(self.chance)[0]

    def phone(self) -> str:
        """Return the number of an office; nobody has it."""
        return f"024 3000 {self.chance.randrange(10_000):04d}"

    def day_of(self, question: str) -> str:
        """Return the day that answers a question, as it is typed."""
        return _typed(self.day + timedelta(days=self.chance.randint(*_NEAR.get(question, _LONG_AGO))))

    def identity(self) -> tuple[str, str]:
        """Return a personal ID number that nobody has to answer for, and its day of birth."""
        born = date(self.chance.randrange(1962, 1990), 1, 1) + timedelta(days=self.chance.randrange(360))
        return f"001{self.chance.randrange(2)}{born:%y}{self.chance.randrange(1_000_000):06d}", _typed(born)

    def born(self) -> str:
        """Return when the owner was born, by the year of the personal ID number."""
        return _typed(
            date(1900 + int(self.owner.personal_id[4:6]), self.chance.randint(1, 12), self.chance.randint(1, 28))
        )

    def later(self, typed: str) -> str:
        """Return a day that lies a few days after one that was typed."""
        day, month, year = map(int, typed.split("/"))
        return _typed(date(year, month, day) + timedelta(days=self.chance.randint(1, 7)))

    def tax_code(self) -> str:
        """Return a tax code that is right in itself."""
        codes = _tax_codes()
        return codes[self.chance.randrange(len(codes))]


_WORDS: Mapping[str, Callable[[MadeUp], str]] = {
    "organisation": lambda made_up: made_up.organisation,
    "given": lambda made_up: " ".join(made_up.organisation.split()[-2:]),
    "person": lambda made_up: made_up.owner.full_name,
    "address": lambda made_up: made_up.owner.address,
    "other": lambda made_up: made_up.other(),
    "other_address": lambda made_up: people.address_of(made_up.chance),
    "district": lambda made_up: people.district_of(made_up.owner.address),
    "ward": lambda made_up: made_up.chance.choice(_WARDS),
    "number": lambda made_up: str(made_up.chance.randrange(12, 2400)),
    "small_number": lambda made_up: str(made_up.chance.randrange(1, 30)),
    "digits": lambda made_up: f"{made_up.chance.randrange(100_000, 10_000_000):08d}",
    "tax": lambda made_up: made_up.tax_code(),
    "past": lambda made_up: made_up.day_of("past"),
    "recent": lambda made_up: made_up.day_of("recent"),
    "year": lambda made_up: str(made_up.day.year),
    "next_year": lambda made_up: str(made_up.day.year + 1),
    "last_year": lambda made_up: str(made_up.day.year - 1),
    "past_year": lambda made_up: str(made_up.chance.randrange(1994, 2013)),
    "founded": lambda made_up: str(made_up.day.year - 40),
}
"""What is filled in for each name in a text."""


@cache
def _tax_codes() -> tuple[str, ...]:
    begun = (f"{_NO_SUCH_CODES}{number:05d}" for number in range(0, 100_000, 97))
    return tuple(code for start in begun for code in (f"{start}{digit}" for digit in range(10)) if mst.is_valid(code))


def _typed(day: date) -> str:
    return f"{day:%d/%m/%Y}"
