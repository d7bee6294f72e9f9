"""Names of organisations and of places of print, and titles, in small letters only: how each would be written."""

import re
from collections.abc import Iterator, Sequence

from procedures.form import Question

_KINDS = frozenset(
    {"Ban", "Ban Quản lý", "Bảo tàng", "Báo", "Bệnh viện", "Bộ", "Câu lạc bộ", "Chi cục", "Chi nhánh", "Công an"}
    | {"Công đoàn", "Công ty", "Cơ quan", "Cơ sở", "Cơ sở in", "Cục", "Cửa hàng", "Doanh nghiệp"}
    | {"Doanh nghiệp tư nhân", "Đài", "Đảng uỷ", "Đảng ủy", "Đoàn", "Hiệp hội", "HKD", "Hộ kinh doanh", "Học viện"}
    | {"Hội", "Hội đồng nhân dân", "HĐND", "Hợp tác xã", "HTX", "Khách sạn", "Kho bạc", "Liên đoàn", "Liên hiệp"}
    | {"Ngân hàng", "Nhà hát", "Nhà in", "Nhà máy", "Nhà máy in", "Nhà sách", "Nhà văn hoá", "Nhà văn hóa"}
    | {"Nhà xuất bản", "NXB", "Phòng", "Quỹ", "Sở", "Tạp chí", "Tập đoàn", "Thành uỷ", "Thành ủy", "Thư viện"}
    | {"Toà soạn", "Tòa soạn", "Tổ hợp tác", "Tổng công ty", "Trung tâm", "Trường", "UBND", "Uỷ ban nhân dân"}
    | {"Ủy ban nhân dân", "Văn phòng", "Văn phòng đại diện", "Viện", "Xí nghiệp", "Xưởng", "Xưởng in"}
)
"""With which such a name begins, as each is written in it."""
_INNER = frozenset(
    {"Bách khoa", "Bao bì", "Bưu chính", "Cao đẳng", "Cảnh sát quản lý hành chính về trật tự xã hội"}
    | {"Chuyển phát nhanh", "Chuyển phát", "Cổ phần", "Công nghệ", "Công nghệ thông tin", "Công nghiệp"}
    | {"Công Thương", "CP", "Dân tộc và Tôn giáo", "Dịch vụ", "Du lịch", "Đại học", "Đào tạo", "Đăng ký kinh doanh"}
    | {"Đầu tư", "Giáo dục", "Hợp danh", "In", "Kế hoạch", "Khoa học", "Kinh doanh", "Kinh tế", "Kỹ thuật"}
    | {"Mầm non", "Mẫu giáo", "Một thành viên", "Môi trường", "MTV", "Nghệ thuật", "Nội vụ", "Nông nghiệp"}
    | {"Phát hành sách", "Phát triển", "Quảng cáo", "Quốc tế", "Sản xuất", "Sư phạm", "Tài chính", "TP.HCM"}
    | {"Thanh niên", "THCS", "Thể thao", "Thiết bị", "Thông tin", "THPT", "Thương mại", "Tiểu học", "TMCP", "TNHH"}
    | {"TP", "Trách nhiệm hữu hạn", "Trung học cơ sở", "Trung học phổ thông", "Truyền hình", "Truyền thông"}
    | {"Tư pháp", "Văn hoá", "Văn hóa", "Vận tải", "Viễn thông", "Xã hội", "Xây dựng", "Xuất bản", "Xuất nhập khẩu"}
    | {"Y tế"}
)
"""What stands behind that and before the name proper: the field, the form of a firm, the grade of a school."""
_SMALL = frozenset(
    {"cho", "của", "huyện", "phường", "quận", "tại", "thành phố", "thị xã", "thôn", "thuộc", "tỉnh", "và", "xã"}
)
"""What has no capital within such a name: units of administration (NĐ 30/2020/NĐ-CP, appendix II), words between others."""
_AS_WRITTEN = {phrase.casefold(): phrase for phrase in _KINDS | _INNER | _SMALL}
_KINDS_FOLDED = frozenset(phrase.casefold() for phrase in _KINDS)
_LONGEST = max(phrase.count(" ") + 1 for phrase in _AS_WRITTEN)
_ASKS_FOR_NAME = re.compile(
    r"(tên (mới )?(của )?)?(bên |chi nhánh|cơ quan|cơ sở in|cửa hàng|doanh nghiệp|đơn vị|khách sạn|nhà cung cấp|nhà đăng ký"
    r"|nhà xuất bản|nơi cấp|nơi in|nộp thay cho|tổ chức|trường học)"
)
"""How a question begins, in small letters, that asks for such a name."""
_ASKS_FOR_TITLE = re.compile(r"chức danh|chức vụ($| trong)")
"""The same of a title; not of one that stands beside an organisation or a trade, which may be small."""
_ADDED = re.compile(r"[,;(/–]| - ")
"""What stands behind a name: an address, a remark."""
_WORD = re.compile(r"[^\W\d_]+")


def organisation_meant(question: Question, value: str) -> str:
    """Return how a name of an organisation or a title would be written that has no capital; "" of any other answer.

    Only a name that begins with a word for what it is: a firm may call itself "viettel". One capital is enough, for whoever
    has typed it has thought of them.
    """
    asked = question.label.vi.casefold()
    if value != value.lower() or value == value.upper():
        return ""
    if _ASKS_FOR_TITLE.match(asked):
        return value[0].upper() + value[1:] if value[0].isalpha() else ""
    added = _ADDED.search(value)
    name = (value[: added.start()] if added else value).rstrip()
    words = name.split()
    if not _ASKS_FOR_NAME.match(asked) or not kind_length(words):
        return ""
    return " ".join(written(words)) + value[len(name) :]


def kind_length(words: Sequence[str]) -> int:
    """Return how many words, all small, say at the beginning what an organisation is."""
    return next((n for n in range(_LONGEST, 0, -1) if " ".join(words[:n]) in _KINDS_FOLDED), 0)


def as_written(phrase: str) -> str:
    """Return how words that are no proper name are written within a name; "" of all else."""
    return _AS_WRITTEN.get(phrase, "")


def written(words: Sequence[str]) -> Iterator[str]:
    """Yield small words with their capitals: those of the tables together, as they stand there, any other as a proper name."""
    at = 0
    while at < len(words):
        phrases = {n: " ".join(words[at : at + n]) for n in range(_LONGEST, 0, -1)}
        length = next((n for n, phrase in phrases.items() if phrase in _AS_WRITTEN), 0)
        yield _AS_WRITTEN[phrases[length]] if length else _WORD.sub(lambda word: word.group().capitalize(), words[at])
        at += length or 1
