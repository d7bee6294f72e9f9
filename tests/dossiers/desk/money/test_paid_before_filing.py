"""A transfer whose message names a draft: the dossier that it became, or an application that is not filed."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Unit
from dossiers import commands
from dossiers.models import Draft, Payment, Statement
from dossiers.payments.statement import matching
from dossiers.payments.statement.naming import message_of_draft, named
from dossiers.proof import audit
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local
from tests.dossiers.payments.statement import made
from tests.dossiers.payments.statement.made import file_of

NOON = local("2026-01-06 12:00")
PAGE = "/mot-cua/sao-ke/"
OWED = "1.800.000"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOON)]


def written() -> Draft:
    draft: Draft = story.draft_of("alice", local("2026-01-05 09:00"))
    return draft


def filed(draft: Draft) -> Any:
    return commands.submit(draft.key, owner=draft.owner, at=local("2026-01-05 10:00"))


def take_in(*rows: tuple[str, str, str]) -> Statement:
    agency = Unit.objects.get(slug="so-tttt")
    return matching.take_in(
        file_of(made.vietcombank([*rows])), "sao-ke.csv", agency, by=story.person("bob"), at=NOON
    )  # fmt: skip


def matches(statement: Statement) -> list[tuple[str, str]]:
    return [(row.match, row.dossier.code if row.dossier else "") for row in statement.transfers.order_by("line")]


@pytest.mark.parametrize(
    "written_as", ["{}", "MBVCB.45.{}.CT tu 035", "nop  ho so {code}", "NOP-HO-SO-{code}", "{lower} abc"]
)
def test_the_code_of_a_draft_is_known_as_banks_write_it(written_as: str) -> None:
    message = "NOP HO SO 0AF3C2D415"

    found = named(written_as.format(message, code="0AF3C2D415", lower=message.lower()), ["H26.NN"])

    assert found.drafts == ("0AF3C2D415",)


@pytest.mark.parametrize(
    "message", ["nop ho so", "nop ho so so 5", "NOP HO SO 0AF3C2D41", "NOP HO SO 0AF3C2D4155", "NOP HO SO 0AF3C2D41X"]
)
def test_other_words_name_no_draft(message: str) -> None:
    assert named(message, ["H26.NN"]).drafts == ()


def test_it_is_sure_only_where_code_and_amount_agree() -> None:
    draft = written()
    code = filed(draft).code
    message = message_of_draft(draft.key)

    statement = take_in(("1", "1.799.999", message), ("2", OWED, message), ("3", OWED, "NOP HO SO 0123456789"))

    assert matches(statement) == [("less", code), ("sure", code), ("no-number", "")]


def test_a_number_that_is_written_out_goes_before_the_draft() -> None:
    draft, other = written(), story.file("viet-an", at=local("2026-01-05 11:00"))
    filed(draft)

    statement = take_in(("1", OWED, f"{other.code} {message_of_draft(draft.key)}"))

    assert matches(statement) == [("sure", other.code)]


def test_the_desk_records_what_a_draft_was_paid_with_once_it_is_filed() -> None:
    draft = written()
    dossier = filed(draft)
    bob = Visitor("bob", language="vi")
    text = made.vietcombank([("1", OWED, message_of_draft(draft.key))])

    page = bob.post(PAGE, {"file": SimpleUploadedFile("sao-ke.csv", text.encode())}, follow=True)
    bob.post(page.redirect_chain[-1][0], {"record": "1"})

    assert (Payment.objects.get().dossier, Payment.objects.get().amount) == (dossier, 1_800_000)
    assert audit.check_all().differences == []


def test_one_that_is_not_filed_is_said_with_what_it_is_and_whose_and_later_with_its_number() -> None:
    draft = written()
    statement = take_in(("1", OWED, message_of_draft(draft.key)))
    bob, address = Visitor("bob", language="vi"), f"{PAGE}{statement.pk}/"

    before = read(bob.get(address)).words()
    code = filed(draft).code
    after = read(bob.get(address)).words()

    assert matches(statement) == [("not-filed", "")]
    assert f"Hồ sơ chưa nộp {draft.version.machine.name.vi} · {draft.owner.get_full_name()}" in before
    assert f"Nay đã nộp: {code}" in after


def test_what_was_filed_meanwhile_is_matched_and_recorded_in_one_press() -> None:
    draft, other = written(), story.draft_of("viet-an", local("2026-01-05 09:00"))
    statement = take_in(("1", OWED, message_of_draft(draft.key)), ("2", OWED, message_of_draft(other.key)))
    bob, address = Visitor("bob", language="vi"), f"{PAGE}{statement.pk}/"
    nothing = bob.get(address).content.decode()
    dossier = filed(draft)

    page = bob.get(address)
    bob.post(address, {"record": "1"})

    assert 'name="record"' not in nothing
    assert "hồ sơ đã được nộp sau khi đọc sao kê: 1" in read(page).words()
    assert matches(statement) == [("sure", dossier.code), ("not-filed", "")]
    assert [(row.dossier, row.amount) for row in Payment.objects.all()] == [(dossier, 1_800_000)]
    assert 'name="record"' not in bob.get(address).content.decode()


def test_one_that_was_put_aside_is_not_matched_anew() -> None:
    draft = written()
    statement = take_in(("1", OWED, message_of_draft(draft.key)))
    bob, address = Visitor("bob"), f"{PAGE}{statement.pk}/"
    bob.post(address, {"settle": str(statement.transfers.get().pk)})
    filed(draft)

    bob.post(address, {"record": "1"})

    assert matches(statement) == [("not-filed", "")]
    assert not Payment.objects.exists()


def test_a_draft_that_is_gone_names_nothing() -> None:
    draft = written()
    message = message_of_draft(draft.key)
    draft.delete()

    assert matches(take_in(("1", OWED, message))) == [("no-number", "")]


def test_the_questions_of_a_page_do_not_grow_with_such_rows() -> None:
    message, bob = message_of_draft(written().key), Visitor("bob")

    def questions(statement: Statement) -> int:
        bob.get(f"{PAGE}{statement.pk}/")
        with CaptureQueriesContext(connection) as asked:
            bob.get(f"{PAGE}{statement.pk}/")
        # A savepoint asks nothing.
        return sum("SELECT" in one["sql"] for one in asked)

    one = questions(take_in(("1", OWED, message)))
    eight = questions(take_in(*((str(n), OWED, f"{message} lan {n}") for n in range(11, 19))))
    others = questions(take_in(*((str(n), OWED, f"tien hang {n}") for n in range(21, 29))))

    assert one == eight
    # Which application it is, of what, and whether it has been filed since.
    assert eight <= others + 3


def test_a_draft_is_paid_before_it_is_filed_and_that_is_sure() -> None:
    draft = written()
    dossier, message = filed(draft), message_of_draft(draft.key)
    text = made.vietcombank([("1", OWED, message)]).replace("05/01/2026", "03/01/2026")

    agency = Unit.objects.get(slug="so-tttt")
    statement = matching.take_in(file_of(text), "sao-ke.csv", agency, by=story.person("bob"), at=NOON)

    assert matches(statement) == [("sure", dossier.code)]
