"""What was remarked and not said keeps a dossier out of the acceptance of many, and is said before others sign it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.seats import seats_of
from dossiers.commands.remarks import Finding, Place, remark
from dossiers.models import Dossier, RemarkKind, UnsentWords
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import FILED, NOW, before, begun, done, judged, some

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def remarked(dossier: Dossier, text: str) -> None:
    bob = story.person("bob")
    place = Place(RemarkKind.COMPONENT, "ban-thao")
    remark(dossier, place, Finding(text=text), seats=seats_of(bob, NOW.date()), by=bob, at=NOW)


def test_what_was_remarked_and_not_said_keeps_a_dossier_out_of_the_acceptance_of_many() -> None:
    clean, asked, dossier = some(1)[0], some(1)[0], some(1)[0]
    remarked(dossier, "Bản thảo thiếu trang 3")
    remarked(asked, "Bản thảo thiếu trang 5")
    asked_for = {"ban-thao": "Bản thảo thiếu trang 5"}
    story.take(asked, "ask-supplement", "bob", at=FILED + timedelta(minutes=5), components=asked_for)
    story.take(asked, "answer-supplement", "alice", at=FILED + timedelta(minutes=9), note="Đã đủ.")
    asked.refresh_from_db()

    chosen = [f"{one.code}:{one.sequence}" for one in (clean, dossier, asked)]
    page = Visitor("bob").get("/mot-cua/hang-loat/", {"act": "accept", "chosen": chosen})

    left_out = page.content.decode().partition("Left out: 1")[2]
    assert "1 remark on this dossier was not sent to the applicant." in left_out
    assert dossier.code in left_out
    assert asked.code not in left_out


def test_a_remark_of_the_last_moment_keeps_it_out_as_well() -> None:
    clean, dossier = some(2)
    job = begun("accept", [clean, dossier], "bob")
    remarked(dossier, "Bản thảo thiếu trang 3")

    outcomes = done(job)

    assert outcomes[clean.code][0] == "done"
    assert "was not sent to the applicant" in outcomes[dossier.code][1]
    assert Dossier.objects.get(pk=dossier.pk).state == "filed"


def test_what_somebody_has_begun_to_write_keeps_it_out_for_that_person_alone() -> None:
    clean, dossier = some(2)
    UnsentWords.objects.create(
        person=story.person("bob"),
        dossier=dossier,
        action="ask-supplement",
        state="filed",
        fields={"reason": "Xin bổ sung bản thảo."},
        saved_at=NOW,
    )

    mine = judged("accept", [clean, dossier], "bob")
    lans = judged("accept", [clean, dossier], "lan")

    assert mine[0].refusal is None
    assert "Bạn đang soạn dở “Yêu cầu bổ sung hồ sơ”" in str(mine[1].refusal)
    assert "đang soạn dở" not in "".join(str(one.refusal or "") for one in lans)


@pytest.mark.parametrize(("act", "state", "who"), [("initial", "xem-xet", "hoa"), ("decide", "ky-duyet", "lan")])
def test_a_remark_that_stays_unsaid_stands_in_the_row_of_what_is_initialled_or_signed(
    act: str, state: str, who: str
) -> None:
    clean, dossier = some(2, state)
    for one in (clean, dossier):
        # What nobody has asked for would be another warning.
        if one.owed:
            story.take(one, "receive-payment", "bob", at=NOW)
    remarked(dossier, "Bản thảo thiếu trang 3")

    page = before(Visitor(who, language="vi"), act, [clean, dossier])

    sentence = "Còn 1 mục góp ý; thao tác này không gửi góp ý đó cho người nộp."
    rows = {row["code"]: row["warnings"] for row in page.context["todo"]}
    assert sentence in rows[dossier.code]
    assert sentence not in rows[clean.code]
    assert sentence in read(page).words()
    assert "1 hồ sơ có lưu ý, ghi ở dòng của hồ sơ" in read(page).words()


@pytest.mark.parametrize(("act", "state", "who"), [("initial", "xem-xet", "hoa"), ("decide", "ky-duyet", "lan")])
def test_the_questions_of_the_page_before_do_not_grow_with_remarks(act: str, state: str, who: str) -> None:
    dossiers, visitor = some(5, state), Visitor(who)
    for dossier in dossiers:
        remarked(dossier, "Bản thảo thiếu trang 3")
    before(visitor, act, dossiers[:1])

    def questions(chosen: list[Dossier]) -> int:
        with CaptureQueriesContext(connection) as asked:
            before(visitor, act, chosen)
        # A savepoint asks nothing.
        return sum("SELECT" in one["sql"] for one in asked)

    assert questions(dossiers) == questions(dossiers[:1])
