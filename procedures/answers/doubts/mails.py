"""E-mail addresses whose domain looks mistyped: "gmail.con", "gmial.com", "yahoo.com.vm"."""

from procedures.catalogue.slips import is_one_slip

PROVIDERS = (
    *("gmail.com", "yahoo.com", "yahoo.com.vn", "outlook.com", "outlook.com.vn", "hotmail.com", "icloud.com"),
    *("live.com", "fpt.com.vn", "fpt.vn", "viettel.com.vn", "vnpt.vn", "hanoi.gov.vn"),
)
"""Where most people have theirs."""
_SOUND = frozenset({"gmail.co", "mail.com", "ymail.com", "email.com", "line.com", "love.com", "yahoo.co", "outlook.co"})
"""Domains that are one slip from one of these, and are somebody's."""
_ENDINGS = {
    **dict.fromkeys(("con", "cmo", "ocm", "vom", "xom", "comm", "coom", "cpm"), "com"),
    **dict.fromkeys(("vm", "nv", "vnn", "vnm"), "vn"),
}
"""Endings that no domain has (IANA's root zone has none of them), and what the finger was to write."""


def mail_meant(address: str) -> str:
    """Return how an e-mail address would be written whose domain looks mistyped; "" of any other."""
    local, _at, domain = address.rpartition("@")
    typed = domain.lower()
    if not local or typed in PROVIDERS or typed in _SOUND:
        return ""
    near = next((one for one in PROVIDERS if is_one_slip(typed, one)), "")
    rest, _dot, ending = typed.rpartition(".")
    if not near and ending in _ENDINGS:
        mended = f"{rest}.{_ENDINGS[ending]}"
        near = next((one for one in PROVIDERS if is_one_slip(mended, one)), mended)
    return f"{local}@{near}" if near else ""
