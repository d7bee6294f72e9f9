"""What is new of where a result is had and when that is open, against what the applicant was told last: the paper, or a notice."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from dossiers import outbox
from dossiers.calendars.said import OF_DAYS, given_anew
from dossiers.display.agency.closed import Closing, Doors, closing_at, promised
from dossiers.models import Dossier, Event, OutboxEntry
from dossiers.notices.addresses import NO_ADDRESS, NOT_CONFIRMED, REFUSED, RETURNED
from dossiers.notices.contents.where_had import Stops, stops, where_known_at
from procedures.machine import Text
from procedures.time.calendar import CalendarError, local

PAPER = Text(
    "giấy tiếp nhận hồ sơ và hẹn trả kết quả mà Ông/Bà đang giữ", "the receipt and appointment slip that you hold"
)
_WHOSE = Text("Nơi nhận kết quả hồ sơ của Ông/Bà", "The place at which you collect the result of your dossier")


@dataclass(frozen=True, slots=True)
class PlaceNews:
    """How what is so now differs from what was told last."""

    source: Text
    """What told it last, as a person calls it."""
    has_moved: bool
    closing: Closing | None
    """That the place is closed when the result is promised; None where it is open."""
    before: Closing | None
    """The same as it was told; None where nothing of the kind was."""
    is_day_new: bool = False
    """Whether the day has moved since, and the mail that told of it reached nobody: this one is the first that names it."""

    @property
    def is_closed(self) -> bool:
        """Whether nobody has told yet that it is closed."""
        return self.closing is not None and self.before is None

    @property
    def opens_otherwise(self) -> bool:
        """Whether it opens again at another time than was told."""
        return bool(self.closing and self.before and self.closing.opens != self.before.opens)

    @property
    def is_open_after_all(self) -> bool:
        """Whether it was told to be closed, and is not."""
        return self.closing is None and self.before is not None

    @property
    def is_closed_as_written(self) -> bool:
        """Whether it is closed just as was told: said once more to whom another thing was told on the phone since."""
        return bool(self.closing and self.before and not self.has_moved and not self.opens_otherwise)

    @property
    def subject(self) -> Text:
        """What the line of a mail says."""
        if self.is_closed and self.has_moved:
            return Text(
                "nơi nhận kết quả thay đổi, đóng cửa lúc hẹn trả",
                "you collect the result at another place, which is closed at the appointment",
            )
        if self.is_closed or self.is_closed_as_written:
            return Text("nơi nhận kết quả đóng cửa lúc hẹn trả", "the place of the result is closed at the appointment")
        if self.opens_otherwise and not self.has_moved:
            return Text(
                "nơi nhận kết quả mở cửa lại vào lúc khác", "the place of the result opens again at another time"
            )
        return Text("nơi nhận kết quả thay đổi", "you collect the result at another place")

    @property
    def lead(self) -> Text:
        """What is new, in a sentence."""
        if self.is_closed:
            return self._closed
        vi, en = zip(*((one.vi, one.en) for one in self._parts), strict=True)
        return Text(f"{_WHOSE.vi} {', và '.join(vi)}.", f"{_WHOSE.en} {', and '.join(en)}.")

    @property
    def _closed(self) -> Text:
        source = self.source
        if self.has_moved:
            return Text(
                f"{_WHOSE.vi} đã thay đổi, và đóng cửa vào lúc hẹn trả; {source.vi} chưa ghi những điều này.",
                f"{_WHOSE.en} is another one now, and is closed at the time of your appointment; {source.en} says neither.",
            )
        return Text(
            f"{_WHOSE.vi} đóng cửa vào lúc hẹn trả; {source.vi} chưa ghi điều này.",
            f"{_WHOSE.en} is closed at the time of your appointment; {source.en} does not say so.",
        )

    @property
    def _parts(self) -> list[Text]:
        found, source = [], self.source
        if self.has_moved:
            found.append(Text(f"đã thay đổi so với {source.vi}", f"is another one than {source.en} says"))
        if self.closing and self.before and self.opens_otherwise:
            now, was = _at(self.closing.opens), _at(self.before.opens)
            found.append(
                Text(
                    f"đóng cửa vào lúc hẹn trả như {source.vi} đã ghi, nhưng mở cửa lại {now.vi}, không phải {was.vi}",
                    f"is closed at the time of your appointment as {source.en} says, but opens again {now.en} instead of {was.en}",
                )
            )
        if self.closing and self.is_closed_as_written:
            now = _at(self.closing.opens)
            found.append(
                Text(
                    f"đóng cửa vào lúc hẹn trả và mở cửa lại {now.vi}, đúng như {source.vi} đã ghi",
                    f"is closed at the time of your appointment and opens again {now.en}, as {source.en} says",
                )
            )
        if self.is_open_after_all:
            found.append(
                Text(
                    f"mở cửa vào lúc hẹn trả, không đóng cửa như {source.vi} đã ghi",
                    f"is open at the time of your appointment, not closed as {source.en} says",
                )
            )
        return found or [Text("và giờ mở cửa như ghi dưới đây", "is open as is said below")]

    @property
    def next(self) -> Text:
        """What the applicant does next."""
        if self.closing is None:
            return Text(
                "khi nhận kết quả, mời Ông/Bà đến nơi ghi trên đây",
                "when you collect the result, please come to the place above",
            )
        if self.has_moved:
            return Text(
                "mời Ông/Bà đến nhận kết quả tại nơi ghi trên đây, từ lúc nơi này mở cửa lại",
                "please come for the result to the place above, once it is open again",
            )
        return Text(
            "mời Ông/Bà đến nhận kết quả từ lúc nơi này mở cửa lại",
            "please come for the result once the place is open again",
        )


def place_news_of(dossier: Dossier, at: datetime) -> PlaceNews | None:
    """Return what is new to an applicant at an instant; None where nothing is promised. Five statements at most."""
    due, accepted = promised(dossier), dossier.accepted_at
    if due is None or accepted is None:
        return None
    notice = last_notice_at(dossier)
    last = max(filter(None, (notice, accepted)))
    sent = f"{local(last):%d/%m/%Y}"
    source = Text(f"thông báo gửi Ông/Bà ngày {sent}", f"the notice that we sent you on {sent}") if notice else PAPER
    then, now = _stops(dossier, last, at), _stops(dossier, None, at)
    anew = dossier.events.filter(given_anew(), at__gt=last).order_by("-sequence").first()
    before = _closing(dossier, due, last) if anew is None else None
    mailed = _mailed(anew) if anew is not None and then == now else None
    if anew is not None and mailed is not None and mailed.done_at is not None:
        # That mail names this date, and says whether the place is closed then.
        source, before = _called(mailed, anew), _closing(dossier, due, mailed.done_at)
    return PlaceNews(
        source, then != now, _closing(dossier, due, None), before, anew is not None and _came_to_nothing(anew)
    )


def _mailed(event: Event) -> OutboxEntry | None:
    """Return the notice of the day that an event gives, where it has gone out by mail."""
    return OutboxEntry.objects.filter(event=event, kind__in=OF_DAYS, done_at__isnull=False, error="").first()


def _called(mailed: OutboxEntry, event: Event) -> Text:
    if mailed.kind == outbox.REAPPOINTED:
        day = f"{local(event.at):%d/%m/%Y}"
        return Text(f"thư xin lỗi gửi Ông/Bà ngày {day}", f"the letter of apology of {day}")
    day = f"{local(mailed.done_at or event.at):%d/%m/%Y}"
    return Text(f"thông báo gửi Ông/Bà ngày {day}", f"the notice that we sent you on {day}")


def _came_to_nothing(event: Event) -> bool:
    """Say whether the mail that told of the date of an event reached nobody: what still waits, or is told by this one, has not."""
    told = OutboxEntry.objects.filter(event=event, kind__in=OF_DAYS)
    return told.filter(error__in=(NO_ADDRESS, NOT_CONFIRMED, REFUSED, RETURNED)).exists()


def last_notice_at(dossier: Dossier) -> datetime | None:
    """Return when a notice last reached the applicant that says where to come and when that is open: each kind says both."""
    kinds = (outbox.PLACE_MOVED, outbox.PLACE_CLOSED, outbox.PLACE_OPEN)
    sent = OutboxEntry.objects.filter(kind__in=kinds, event__dossier=dossier, done_at__isnull=False, error="")
    found: datetime | None = sent.aggregate(at=Max("done_at"))["at"]
    return found


def _stops(dossier: Dossier, known_at: datetime | None, at: datetime) -> Stops:
    return stops(dossier, where_known_at(dossier, known_at) if known_at else dossier.agencies, at)


def _closing(dossier: Dossier, due: datetime, known_at: datetime | None) -> Closing | None:
    known = dossier.steady
    try:
        doors = Doors.known_at(known, known_at) if known_at else Doors.of(known, known.calendars)
    except CalendarError:
        return None
    return closing_at(doors, dossier, due)


def _at(moment: datetime) -> Text:
    return Text(f"lúc {moment:%H} giờ {moment:%M} ngày {moment:%d/%m/%Y}", f"at {moment:%H:%M} on {moment:%d/%m/%Y}")
