"""Who applied in those years, all of them made up."""

import random
import re

from accounts.models import User
from portal.demo.history.plan import PEOPLE

PREFIX = "ho-so-cu-"
"""What the user names of these people begin with."""

_FAMILIES = ("Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh", "Trịnh", "Mai", "Tạ")  # fmt: skip
_MALE = ("Văn", "Đức", "Quang", "Minh", "Hữu", "Thế", "Thành", "Tuấn", "Việt", "Đình")
_FEMALE = ("Thị", "Thu", "Ngọc", "Thanh", "Phương", "Bích", "Kim", "Hồng", "Mai", "Thuỳ")
_GIVEN_MALE = ("An", "Bách", "Bình", "Chiến", "Cường", "Dũng", "Duy", "Đạt", "Giang", "Hải", "Hiếu", "Hoà", "Hùng", "Huy", "Khánh", "Kiên", "Lâm", "Long", "Mạnh", "Nam", "Nghĩa", "Phong", "Phúc", "Quân", "Sơn", "Tài", "Thắng", "Toàn", "Trung", "Tùng")  # fmt: skip
_GIVEN_FEMALE = ("Anh", "Chi", "Diệp", "Dung", "Hà", "Hạnh", "Hằng", "Hiền", "Hoa", "Huệ", "Hương", "Lan", "Liên", "Linh", "Loan", "Ly", "Mai", "Nga", "Ngân", "Nhung", "Oanh", "Quyên", "Tâm", "Thảo", "Thuý", "Trang", "Vân", "Xuân", "Yến")  # fmt: skip
_KINDS = (
    "Công ty TNHH In {}",
    "Công ty Cổ phần {}",
    "Công ty TNHH Thương mại {}",
    "Công ty Cổ phần Văn hoá {}",
    "Công ty TNHH Truyền thông {}",
    "Hội Khuyến học {}",
    "Trung tâm {}",
    "Viện Nghiên cứu {}",
    "Công ty Cổ phần Sách {}",
    "Công ty TNHH Quảng cáo {}",
    "Công ty Cổ phần Giáo dục {}",
    "Trung tâm Ngoại ngữ {}",
    "Trường Trung học phổ thông {}",
    "Công ty Cổ phần Bao bì {}",
    "Câu lạc bộ Hưu trí {}",
    "Trường Tiểu học {}",
    "Hội Phụ nữ phường {}",
    "Hội Cựu chiến binh phường {}",
    "Văn phòng đại diện Công ty {} tại Hà Nội",
)
_NAMES = ("Ánh Dương", "Bảo An", "Bình Minh", "Đại Nam", "Đông Đô", "Đức Phát", "Gia Hưng", "Hà Thành", "Hải Hà", "Hoàng Long", "Hồng Hà", "Hưng Thịnh", "Kim Liên", "Long Biên", "Minh Khai", "Nam Phương", "Ngọc Hà", "Phú Thịnh", "Phương Đông", "Sao Mai", "Tây Hồ", "Thăng Long", "Thành Công", "Thiên Phú", "Tràng An", "Trí Việt", "Trường Thành", "Vạn Phúc", "Việt Á", "Việt Hưng")  # fmt: skip
STREETS = {
    "Ba Đình": ("phố Giảng Võ", "phố Kim Mã", "phố Đội Cấn"),
    "Hoàn Kiếm": ("phố Trần Hưng Đạo", "phố Lý Thường Kiệt"),
    "Đống Đa": ("phố Láng Hạ", "phố Hoàng Cầu", "phố Thái Hà", "phố Tây Sơn"),
    "Hai Bà Trưng": ("phố Huế", "phố Bạch Mai", "phố Minh Khai"),
    "Cầu Giấy": ("đường Cầu Giấy", "đường Xuân Thuỷ", "đường Trần Duy Hưng"),
    "Thanh Xuân": ("đường Nguyễn Trãi",),
    "Tây Hồ": ("đường Lạc Long Quân",),
    "Long Biên": ("phố Ngọc Lâm",),
    "Hoàng Mai": ("đường Tam Trinh",),
    "Hà Đông": ("đường Quang Trung",),
}
"""By the district that they run through."""
_WAYS = tuple((district, street) for district, streets in STREETS.items() for street in streets)
_DISTRICT = re.compile(r"quận (?P<name>[^,]+)")
_FOR_AN_ORGANISATION = 0.8


def load() -> tuple[User, ...]:
    """Make the people that are not there yet, and return them in the order of the plan.

    They have no usable password and are not active: nobody can sign in as one of them.
    """
    known = set(User.objects.filter(username__startswith=PREFIX).values_list("username", flat=True))
    User.objects.bulk_create([user for user in made_up() if user.username not in known], ignore_conflicts=True)
    return tuple(User.objects.filter(username__startswith=PREFIX).order_by("username"))


def made_up() -> list[User]:
    """Return the people of the plan, not stored; the same every time."""
    chance = random.Random(PEOPLE)  # noqa: S311 - made-up names, not a secret
    return [_person(number, chance) for number in range(PEOPLE)]


def name_of(chance: random.Random) -> tuple[str, bool]:
    """Return a made-up name, and whether it is a man's."""
    is_man = chance.choice((True, False))
    middle, given = (_MALE, _GIVEN_MALE) if is_man else (_FEMALE, _GIVEN_FEMALE)
    return f"{chance.choice(_FAMILIES)} {chance.choice(middle)} {chance.choice(given)}", is_man


def address_of(chance: random.Random) -> str:
    """Return an address of those years, as one line."""
    district, street = chance.choice(_WAYS)
    return f"Số {chance.randrange(1, 300)} {street}, quận {district}, Hà Nội"


def district_of(address: str) -> str:
    """Return in which district an address of those years is; raises ``LookupError`` for another."""
    found = _DISTRICT.search(address)
    if found is None:
        raise LookupError(address)
    return found["name"]


def _person(number: int, chance: random.Random) -> User:
    name, is_man = name_of(chance)
    organisation = chance.choice(_KINDS).format(chance.choice(_NAMES))
    born = chance.randrange(60, 96)
    user = User(
        username=f"{PREFIX}{number:04d}",
        full_name=name,
        email=f"{PREFIX}{number:04d}@example.vn",
        personal_id=f"001{'0' if is_man else '1'}{born}{chance.randrange(1_000_000):06d}",
        phone=f"+84900{chance.randrange(1_000_000):06d}",
        address=address_of(chance),
        organisation=organisation if chance.random() < _FOR_AN_ORGANISATION else "",
        is_active=False,
    )
    user.set_unusable_password()
    return user
