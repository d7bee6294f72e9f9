"""Who stands in for others by a seat that ends: named before the press, ended with it, and told to whom it concerns."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people import falling
from dossiers import jobs, turns
from dossiers.display.formats import vn_date
from dossiers.display.labels import role_label
from dossiers.notices.planned import standing_in


class Standing:
    """In what somebody stands in from a day on, before something is changed; asked again after it."""

    def __init__(self, person: User, day: date, today: date) -> None:
        """Look at it as it would be that day."""
        self._person, self._day, self._today = person, day, today
        self._before = falling.given_from(person, day, today)

    @property
    def fallen(self) -> list[falling.Fall]:
        """What falls since."""
        return falling.fallen(
            self._before, falling.given_from(self._person, self._day, self._today) if self._before else {}, self._day
        )

    def sentences(self) -> Iterator[str]:
        """Yield for whom this person does not stand in any more, and until when that was promised."""
        for fall in self.fallen:
            words = {
                "name": self._person.get_full_name(),
                "absent": fall.row.absent.get_full_name(),
                "until": vn_date(fall.row.until),
                "day": vn_date(fall.first),
                "roles": ", ".join(dict.fromkeys(f"{role_label(one.role)} – {one.unit_name}" for one in fall.lost)),
            }
            if fall.is_whole:
                yield (
                    _(
                        "%(name)s stands in for %(absent)s until %(until)s by this seat: from %(day)s on that is over. Both are "
                        "told. Enter somebody else for %(absent)s on the page of absences."
                    )
                    % words
                )
            else:
                yield (
                    _(
                        "%(name)s stands in for %(absent)s until %(until)s: from %(day)s on no longer as %(roles)s. Enter somebody "
                        "else for that on the page of absences."
                    )
                    % words
                )

    def end(self, *, by: User, at: datetime) -> None:
        """End what falls whole with its last day that holds; all whom it concerns are told."""
        found = [one for one in self.fallen if one.is_whole]
        for fall in found:
            was, entered = falling.cut(fall, by=by, at=at)
            until, left = was or fall.row.until, falling.left_in(fall)
            if entered is not None or left:
                standing_in.tell_replaced(fall.row, left, since=fall.first, until=until, by=by, at=at)
            elif was is None:
                # Nothing is lent then: the absence itself is over.
                standing_in.tell_away(fall.row, at=at, ended=True)
            else:
                standing_in.tell_changed(fall.row, was, by=by, at=at)
        if found:
            turns.wake(jobs.RUN)
