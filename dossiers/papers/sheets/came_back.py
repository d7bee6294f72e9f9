"""What the control sheet says of a result that the post has sent back: when and why, and how it went again."""

from collections.abc import Iterator, Sequence

from dossiers.acts.handed import CAME_BACK
from dossiers.log.facts import facts_of, words_of
from dossiers.log.parts import posted
from dossiers.log.parts.deposits import RESULT
from dossiers.models import Event
from dossiers.papers.wording import moment_in_words
from procedures.results import Way
from procedures.time.calendar import local


def post_of(log: Sequence[Event]) -> Iterator[str]:
    """Say each time that the post has sent the result back, and that it went again, by a log that holds; no words once they are erased."""
    for event in log:
        if event.action == CAME_BACK:
            yield _back(event)
        elif RESULT.name in facts_of(event).went_back:
            yield _again(event, posted.mending(log, event.sequence))


def _back(event: Event) -> str:
    on, why = facts_of(event).came_back_on, " ".join(words_of(event.payload).reason.split()).removesuffix(".")
    day = f" ngày {on:%d/%m/%Y}" if on else ""
    noted = f"ghi nhận lúc {moment_in_words(local(event.at))}"
    return "; ".join(filter(None, (f"Bưu chính chuyển hoàn kết quả{day}", noted, f"lý do: {why}" if why else "")))


def _again(event: Event, since: Sequence[Event]) -> str:
    words, at = words_of(event.payload), moment_in_words(local(event.at))
    if facts_of(event).way != Way.BY_POST:
        taken = f"người nhận: {words.recipient}" if words.recipient else ""
        return "; ".join(filter(None, (f"Giao lại kết quả: {at}", taken)))
    number = posted.number_of(words, [words_of(one.payload) for one in since])
    said = (
        f"Gửi lại kết quả qua bưu chính: {at}",
        f"số bưu gửi: {number}" if number else "",
        f"người nhận: {words.recipient}" if words.recipient else "",
        f"địa chỉ: {words.posted_to}" if words.posted_to else "",
    )
    return "; ".join(filter(None, said))
