"""What no person's name has: signs, digits, pictures; a letter alone. Told, as some name may have it all the same."""

import unicodedata

from procedures.form import Text

_BETWEEN = frozenset(" .'’‘ʼ`-‐–,;(/)&")
"""What stands within names, between two of them, and before a position that is added."""


def strange_in(name: str) -> Text | None:
    """Return what is said of a person's name that has signs no name has, or is one letter; None of any other."""
    signs = dict.fromkeys(sign for sign in name if not (_is_letter(sign) or sign in _BETWEEN))
    if signs:
        named = ", ".join(f"“{sign}”" for sign in signs)
        return Text(
            f"Tên người có ký tự lạ: {named}. Giấy tờ ghi tên đúng như ở đây, xin xem lại.",
            f"There are signs that no name has: {named}. Papers bear the name as it stands here; please check it.",
        )
    if sum(map(str.isalpha, name)) == 1:
        return Text(
            "Ở đây chỉ có một chữ cái. Xin ghi đủ họ và tên như trên giấy tờ tuỳ thân.",
            "There is one letter only. Please give the full name as it is on the identity paper.",
        )
    return None


def _is_letter(sign: str) -> bool:
    return sign.isalpha() or unicodedata.category(sign).startswith("M")
