"""The demo's post, page by page: what was mailed, what went as a text, and what waits on the site."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail import EmailMessage

from accounts.models import Phone
from dossiers import turns
from dossiers.background import relay, texting
from dossiers.background.texting import Texting
from dossiers.models import InboxItem, TextMessage
from dossiers.notices import preferences
from dossiers.notices.preferences import Choice
from portal.demo import post, story
from portal.mail import FolderBackend
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.notices.operator import Operator, at_work

pytestmark = pytest.mark.django_db

PAGE = "/demo/thu/"
NUMBER = "+84912345678"


@pytest.fixture
def three_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "MOST", 3)


@pytest.fixture
def operator(settings) -> Iterator[Operator]:
    with at_work() as found:
        settings.TEXTS_URL = found.url
        yield found


def filed(way: str, *, texts: str) -> None:
    """Let alice, who wants a text of that way, file, and her notices go out."""
    alice = story.person("alice")
    Phone.objects.create(person=alice, number=NUMBER, asked_at=MONDAY, first_at=MONDAY, confirmed_at=MONDAY)
    preferences.choose(alice, Choice(frozenset(), "", texts=texts))
    story.file(at=MONDAY)
    relay.run(MONDAY + timedelta(minutes=1))
    if way == "handed in":
        assert not turns.take(texting.RUN, Texting(MONDAY + timedelta(minutes=2)))


@pytest.mark.usefixtures("three_a_page")
def test_mails_before_the_newest_have_pages_of_their_own_and_are_opened_from_there(settings, tmp_path: Path) -> None:
    settings.MAIL_DIR = tmp_path
    FolderBackend(alias="default").send_messages(
        [
            EmailMessage(
                f"Thư {n}", "Nội dung", "a@b.vn", ["alice@example.vn"], headers={"Message-ID": f"<thu-{n}@b.vn>"}
            )
            for n in range(7)
        ]
    )
    for n in range(7):
        os.utime(tmp_path / f"thu-{n}@b.vn.eml", (n, n))

    pages, address = list[list[str]](), PAGE
    while address:
        heap = Visitor().get(address).context["listed"]
        pages.append([mail.subject for mail in heap.rows])
        last, address = heap, heap.next_url

    assert pages == [["Thư 6", "Thư 5", "Thư 4"], ["Thư 3", "Thư 2", "Thư 1"], ["Thư 0"]]
    assert [mail.subject for mail in Visitor().get(last.previous_url).context["listed"].rows] == pages[1]
    assert "Thư 0" in read(Visitor().get(last.rows[0].url)).words()
    for wrong in ("-1", "0", "x", "9" * 30, "²"):
        assert [mail.subject for mail in Visitor().get(f"{PAGE}?mails={wrong}").context["listed"].rows] == pages[0]
    assert Visitor().get(f"{PAGE}?mails=9999").status_code == 200


@pytest.mark.usefixtures("three_a_page")
def test_what_waits_on_the_site_has_older_pages_that_leave_the_other_lists_where_they_are() -> None:
    person = story.person("alice")
    InboxItem.objects.bulk_create(
        InboxItem(
            person=person,
            message_id=f"<{n}@x>",
            dossiers=[],
            subject_vi=f"Tin {n}",
            subject_en=f"News {n}",
            path="/",
            sent_at=MONDAY,
            kind="filed",
        )
        for n in range(4)
    )

    first = Visitor().get(f"{PAGE}?texts=2").context["waiting"]

    assert [item.subject_en for item in first.rows] == ["News 3", "News 2", "News 1"]
    assert "texts=2" in first.next_url
    assert [item.subject_en for item in Visitor().get(first.next_url).context["waiting"].rows] == ["News 0"]


def test_a_zalo_message_stands_there_with_its_template_and_what_fills_it(settings, tmp_path: Path) -> None:
    settings.TEXTS_URL = f"file://{tmp_path}/tin nhan"
    filed("handed in", texts="zalo")

    words = read(Visitor(language="en").get(PAGE)).words()

    assert "mot-cua-thong-bao – " in words
    assert "code: H26.NN-260105-0001" in words
    assert f"Zalo{NUMBER}" in words


@pytest.mark.parametrize("texts", ["sms", "zalo"])
def test_with_an_operator_the_rows_are_shown_and_their_words_until_they_are_sent(
    operator: Operator, texts: str
) -> None:
    filed("waiting", texts=texts)
    way = {"sms": "SMS", "zalo": "Zalo"}[texts]

    words = read(Visitor(language="en").get(PAGE)).words()
    assert "H26.NN-260105-0001" in words
    assert f"{way}{NUMBER}waiting" in words
    turns.take(texting.RUN, Texting(MONDAY + timedelta(minutes=2)))
    words = read(Visitor(language="en").get(PAGE)).words()

    assert len(operator.sent) == TextMessage.objects.count() == 1
    assert f"filed {way}{story.person('alice').get_full_name()}sent" in words
    assert NUMBER not in words
