"""Whoever shows an identity paper that is not the one in the dossier is looked at twice."""

from datetime import datetime

import pytest
from django.http import HttpResponse

from dossiers.filing.rules import contradicts, names_paper
from dossiers.models import Dossier
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.proof.records import nothing_written

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL))]

NUMBER = "001185012345"
BOX = "handover_other_identity"
PLACE = "id_return_handover_identity"


@pytest.mark.parametrize(
    ("words", "is_another"),
    [
        ("CCCD 9999", True),
        ("CCCD …2345", False),
        ("CCCD 0011 8501 2345", False),
        ("CCCD số 001185012345, cấp ngày 10/05/2021", False),
        ("Hộ chiếu C1234567", True),
        ("thẻ căn cước", False),
        ("CCCD bản 2", False),
        ("", False),
    ],
)
def test_words_contradict_a_number_only_by_a_number_that_is_none_of_its_end(words: str, *, is_another: bool) -> None:
    assert contradicts(words, NUMBER) == is_another


@pytest.mark.parametrize(
    ("words", "is_named"),
    [
        ("CCCD …2345", True),
        ("cccd 0011 8501 2345", True),
        ("Thẻ căn cước 2345", True),
        ("Hộ chiếu B1234567", True),
        ("VNeID 2345", True),
        ("giấy giới thiệu số 12/GGT", True),
        ("GGT 7/GGT-CT", True),
        ("Giấy giới thiệu ngày 30/11/2026", True),
        ("Thẻ nhà báo số 91", True),
        ("CCCD", False),
        ("abc", False),
        ("CCCD bản 2", False),
        ("CCCD số 12", False),
        ("CCCD cấp ngày 10/05/2021", False),
        ("Hộ chiếu B12", False),
        ("căn cước", False),
    ],
)
def test_words_name_the_paper_that_was_shown_by_its_number(words: str, *, is_named: bool) -> None:
    assert names_paper(words) == is_named


def test_a_kind_of_paper_without_a_number_is_refused_in_a_sentence() -> None:
    dossier = ready()

    with nothing_written():
        answer = handed_over(dossier, handover_identity="CCCD", handover_way="in_person")

    assert answer.status_code == 422
    assert "“CCCD” chưa cho biết là giấy tờ nào" in read(answer).errors[PLACE]


def ready() -> Dossier:
    return Walk(story.file("alice", at=MONDAY), MONDAY).until("result-ready").dossier


def handed_over(dossier: Dossier, **typed: str) -> HttpResponse:
    bob = Visitor("bob", language="vi")
    return bob.send(bob.get(f"/mot-cua/{dossier.code}/"), "/return/", typed)


def test_another_number_of_the_applicant_is_asked_about_once_and_nothing_typed_is_lost() -> None:
    dossier, bob = ready(), Visitor("bob", language="vi")

    with nothing_written():
        refused = read(handed_over(dossier, handover_identity="CCCD 9999", handover_originals="none"))
    (form,) = [one for one in refused.forms if one.action.endswith("/return/")]
    done = bob.post(form.action, {**form.values, BOX: "on"})

    assert "Số này khác với số trong hồ sơ." in refused.errors[PLACE]
    # What is right is no answer to copy.
    assert NUMBER[-4:] not in refused.errors[PLACE] + refused.summary
    assert form.values["handover_identity"] == "CCCD 9999"
    assert done.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "returned"


@pytest.mark.parametrize("typed", [{"handover_recipient": "Lê Văn Nhận"}, {"handover_way": "by_post"}])
def test_whoever_collects_for_another_and_what_goes_by_post_is_not_asked(typed: dict[str, str]) -> None:
    dossier = ready()

    answer = handed_over(dossier, handover_identity="CCCD 9999", handover_post_number="EA123456785VN", **typed)

    assert PLACE not in read(answer).errors


def test_a_name_in_small_letters_is_asked_about_once_and_taken_as_it_is_where_that_is_meant() -> None:
    dossier, bob = ready(), Visitor("bob", language="vi")
    typed = {"handover_identity": "CCCD …2345", "handover_originals": "none"}

    with nothing_written():
        asked = read(handed_over(dossier, handover_recipient="nguyễn thị an", **typed))
    (form,) = [one for one in asked.forms if one.action.endswith("/return/")]
    done = bob.post(form.action, {**form.values, "handover_name_meant": "on"})

    assert "Viết “Nguyễn Thị An”?" in asked.errors["id_return_handover_recipient"]
    assert done.status_code == 302
    assert dossier.events.latest("sequence").action == "return"


@pytest.mark.parametrize(
    ("shown", "recipient", "said"),
    [
        ("001090054321||Phạm Quang Hải|01021990|Nam|Số 5 phố Huế|01072021", "Nguyễn Thị An", "toàn bộ mã trên thẻ"),
        ("001090054321|", "Nguyễn Thị An", "toàn bộ mã trên thẻ"),
        ("CCCD 001090054321, Phạm Quang Hải", "Vũ Minh Tuấn", "Thẻ của Phạm Quang Hải"),
        ("CCCD 001185012345, NGUYỄN THỊ  AN", "Nguyễn Thị An", ""),
        ("CCCD 001090054321, Phạm Quang Hải", "Phạm Quang Hải", ""),
        ("CCCD …2345, Phạm Quang Hải", "Nguyễn Thị An", ""),
    ],
)
def test_a_scanned_card_is_no_proof_of_another_one_and_its_address_goes_into_no_register(
    shown: str, recipient: str, said: str
) -> None:
    dossier = ready()

    by_letter = {} if recipient == "Nguyễn Thị An" else {"handover_authority": "GGT 7/GGT"}
    typed = {"handover_identity": shown, "handover_recipient": recipient, "handover_originals": "none", **by_letter}

    answer = read(handed_over(dossier, **typed))

    fault = answer.errors.get(PLACE, "")
    assert (said in fault) if said else ("thẻ" not in fault.lower())
    assert dossier.events.filter(action="return").exists() == (not said and not fault)
