"""What the workbench of the officers refuses."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.refusals import Refusal


@dataclass(frozen=True, slots=True)
class TakenElsewhere:
    """The act by which a dossier has left the units of somebody: what it is called, who took it and when, as it is shown."""

    code: str
    label: str
    who: str
    at: str
    is_own: bool = False
    is_back: bool = False
    """Whether the act that is named was taken back."""


class TooManyUnderWay(Refusal):
    """A further file of a list, while some of the same person are still being made."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def sentence(self) -> str:
        """Say how many there may be and what to do."""
        return ngettext(
            "%(n)s file of yours is still being made. Wait until it has ended, or stop it.",
            "%(n)s files of yours are still being made. Wait until one has ended, or stop one.",
            self.most,
        ) % {"n": self.most}


class SheetTooLong(Refusal):
    """A workbook of more dossiers than office programs have rows for."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def sentence(self) -> str:
        """Say how many there may be and what would do."""
        return _(
            "Nothing was begun: an Excel sheet has room for %(n)s dossiers, and this list has more. "
            "Narrow the list, or make a CSV file of it, which has no such limit."
        ) % {"n": f"{self.most:,}".replace(",", ".")}


class PrintTooLong(Refusal):
    """A register of more lines than are printed at once."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def sentence(self) -> str:
        """Say how many there may be and what would do."""
        return _(
            "Nothing was begun: at most %(n)s lines are printed at once, and this register has more. "
            "Choose fewer days or a unit, or make an Excel or CSV file of it."
        ) % {"n": f"{self.most:,}".replace(",", ".")}


class FileNotThere(Refusal):
    """A file that the record names and the storage does not have: a backup that was put back in half, a disk that is away."""

    status = 503

    def sentence(self) -> str:
        """Say what is so, and who can mend it."""
        return _(
            "This file cannot be read from the storage now. What is on record of it is unchanged; "
            "please tell whoever runs the system."
        )


class FileOfFormerSeat(Refusal):
    """A file of a list that was made with a seat which its author no longer has."""

    status = 403

    def sentence(self) -> str:
        """Say why, and what would do."""
        return _(
            "This file was made with a role or a unit that you no longer have, so it cannot be downloaded. "
            "Make a new one from the list that you see now."
        )


class FilterGone(Refusal):
    """Something is asked for of a whole list, and a part of what should narrow that list means nothing any more."""

    def sentence(self) -> str:
        """Say what is shown instead, and what to do."""
        return _(
            "Nothing was done: a part of the filters means nothing any more, so the list has more dossiers than were "
            "meant. This is the list without it; look at it, then choose once more."
        )


class KeptElsewhere(Refusal):
    """A draft of an act's words that was changed in another window, or on another device, since the page was made."""

    def sentence(self) -> str:
        """Say what to do: both are there."""
        return _("Not saved: this was changed in another window. Copy what you typed, and open the file again.")


class TooLongToKeep(Refusal):
    """A draft of an act's words that is longer than the act could ever take."""

    status = 413

    def sentence(self) -> str:
        """Say what to do."""
        return _("Not saved: this is longer than the form takes. Shorten it.")


class NoLongerHere(Refusal):
    """A dossier that was shown to this officer until an act took it elsewhere; of what came after it nothing is said."""

    leads_back = False

    def __init__(self, act: TakenElsewhere, typed: Mapping[str, str], *, is_press: bool) -> None:
        """Take the act, and what was typed before; of a page that is only asked for the answer is that it is not there."""
        super().__init__(act)
        self.act, self.kept, self.is_press = act, typed, is_press
        self.status = 409 if is_press else 404

    def heading(self) -> str:
        """Say what has become of the dossier, instead of what was done with it."""
        return _("This dossier is no longer with your unit")

    def sentence(self) -> str:
        """Name the act, who took it and when; say of a press that it did nothing."""
        undone = _("Nothing was recorded from you.") if self.is_press else ""
        return f"{self._why()} {undone}".strip()

    def typed(self) -> Mapping[str, str]:
        """Return what was kept of it at the server."""
        return self.kept

    def _why(self) -> str:
        words = {"code": self.act.code, "action": self.act.label, "who": self.act.who, "at": self.act.at}
        if self.act.is_own:
            return _("You did “%(action)s” on dossier %(code)s at %(at)s; it has left your unit by that.") % words
        if self.act.is_back:
            return _("%(who)s took “%(action)s” of dossier %(code)s back at %(at)s.") % words
        return _("%(who)s did “%(action)s” on dossier %(code)s at %(at)s; it has left your unit by that.") % words


class EntryTakenOver(Refusal):
    """What an officer enters at the counter and a colleague goes on with by now."""

    leads_back = False

    def __init__(self, name: str) -> None:
        """Take who goes on with it."""
        super().__init__(name)
        self.name = name

    def heading(self) -> str:
        """Say what has become of it."""
        return _("A colleague goes on with this entry")

    def sentence(self) -> str:
        """Name the colleague, and say what has not been kept."""
        words = _(
            "%(name)s goes on with it. What was typed here since is not in it: go back in the browser to read it, and tell %(name)s."
        )
        return words % {"name": self.name}
