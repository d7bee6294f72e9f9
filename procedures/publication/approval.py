"""Who prepared a version of a procedure and who approved it."""

from dataclasses import dataclass
from unicodedata import normalize

from procedures.machine import Text
from procedures.models import NAME_LENGTH


class ApprovalError(ValueError):
    """Names that do not say who prepared a version and who approved it."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.vi)
        self.text = text


@dataclass(frozen=True, slots=True)
class Approval:
    """Who prepared a version and who approved it: two people, by the names that stand on the decision."""

    prepared_by: str
    approved_by: str

    @classmethod
    def of(cls, prepared_by: str, approved_by: str) -> "Approval":
        """Return the names as they are kept; raises ``ApprovalError`` where they are not those of two people."""
        prepared, approved = (normalize("NFC", " ".join(name.split())) for name in (prepared_by, approved_by))
        if not prepared or not approved:
            raise ApprovalError(Text("thiếu tên người soạn hoặc người duyệt", "one of the two names is missing"))
        if max(len(prepared), len(approved)) > NAME_LENGTH:
            raise ApprovalError(
                Text(f"tên người dài hơn {NAME_LENGTH} ký tự", f"a name is longer than {NAME_LENGTH} characters")
            )
        if prepared.casefold() == approved.casefold():
            raise ApprovalError(
                Text("người soạn và người duyệt phải là hai người", "whoever prepares and approves must be two people")
            )
        return cls(prepared, approved)
