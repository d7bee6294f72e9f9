"""Handing over what was entered at the counter: the originals that came are named, and nobody without an account has it on line."""

from datetime import datetime, timedelta

import pytest

from dossiers import commands
from dossiers.commands.given import Given, Handover
from dossiers.filing.counter import entries
from dossiers.log import handed
from dossiers.log.answers import standing_of
from dossiers.log.facts import facts_of
from dossiers.models import Channel, Dossier
from dossiers.proof import audit
from dossiers.refusals import InvalidAnswer
from dossiers.refusals.receiving import NoAccount, OriginalsHere
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import Originals, Way
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Form, Visitor, read
from tests.dossiers.bulk.choosing import judged
from tests.dossiers.film import DISC, NOW, filed
from tests.dossiers.proof.records import nothing_written

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
MANUSCRIPT, OPINION = "ban-thao", "y-kien-xac-nhan"
TWO = {"brought-phim-ban-ghi-am.original": "", "brought-ban-dich.original": ""}
"""With which the manuscript and the opinion are all that came beside the application."""
ALONE = (MANUSCRIPT, "phim-ban-ghi-am", "ban-dich", "y-kien-xac-nhan")
"""All papers but the application."""
LIES = "Bản giấy, lưu tại Bộ phận Một cửa"
ORIGINALS, WAY = "id_return_handover_originals", "id_return_handover_way"

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def ready(**typed: str) -> Dossier:
    """Return a dossier of the counter whose result is ready: two manuscripts came, and one application."""
    draft = counter.begun(at=MONDAY)
    copies = {f"brought-{MANUSCRIPT}.original": "2"}
    entries.save(draft, {**counter.pressed(draft, MONDAY), **copies, **typed}, at=MONDAY)
    entered = commands.enter(draft.key, actor=counter.at_desk(MONDAY), at=MONDAY, accept=True)
    return Walk(entered.dossier, MONDAY).until("result-ready").dossier


def page(dossier: Dossier) -> tuple[Form, str]:
    shown = read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/"))
    [form] = [one for one in shown.forms if one.action.endswith("/return/")]
    return form, shown.words()


def sent(dossier: Dossier, **typed: str) -> tuple[int, dict[str, str]]:
    bob = Visitor("bob", language="vi")
    answer = bob.send(bob.get(f"/mot-cua/{dossier.code}/"), "/return/", {"handover_identity": "CCCD …4321", **typed})
    return answer.status_code, read(answer).errors if answer.status_code != 302 else {}


def given_over(dossier: Dossier, way: Way, originals: Originals) -> None:
    given = Given(handover=Handover(counter.NAME, way, "CCCD …4321", "EK1", originals))
    actor = counter.at_desk(LATER)
    commands.advance(dossier, "return", actor=actor, given=given, seen=dossier.sequence, at=LATER)


def test_the_form_names_the_originals_that_came_and_chooses_nothing_beforehand() -> None:
    form, words = page(ready())

    assert form.values["handover_originals"] == ""
    assert "Bản chính Bộ phận Một cửa đã nhận: Bản thảo tài liệu: 02 bản" in words
    said = words[words.index("Bản chính Bộ phận Một cửa đã nhận") :]
    assert "Đơn đề nghị" not in said[: said.index("Trả kết quả")], "the application stays in the dossier"


def test_that_none_were_handed_in_is_refused_by_their_names_and_what_became_of_them_is_recorded() -> None:
    dossier = ready()

    with nothing_written():
        status, errors = sent(dossier, handover_originals="none")
        missing, empty = sent(dossier, handover_originals="")
    taken, _none = sent(dossier, handover_originals="given_back")

    assert (status, missing, taken) == (422, 422, 302)
    assert "01 bản điện tử (2 bản chính)" in errors[ORIGINALS]
    assert "thay cho “Không có bản chính nộp kèm”" in errors[ORIGINALS], (
        "as the choice is called, and none of the others alone"
    )
    assert "“Cơ quan thu lại”" not in errors[ORIGINALS]
    assert ORIGINALS in empty
    assert facts_of(dossier.events.get(action="return")).originals == "given_back"


COPIES_ALONE = {f"brought-{name}.original": "" for name in ALONE} | {f"brought-{name}.copy": "2" for name in ALONE}
"""The application, which is an original, and copies of all else."""


def test_where_the_application_alone_came_in_the_original_it_stays_in_the_dossier() -> None:
    dossier = ready(**COPIES_ALONE)
    form, words = page(dossier)
    offered = read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")).words()

    assert form.values["handover_originals"] == "filed"
    hint = words[words.index("Bản chính Bộ phận Một cửa đã nhận: ") :][:200]
    assert "Đơn đề nghị" in hint
    assert "(1 bản chính)" in hint
    assert "Không có bản chính nộp kèm" not in offered, "one came"

    status, errors = sent(dossier)

    assert (status, errors) == (302, {})
    [application] = [one for one in dossier.machine.components if one.eform]
    facts = facts_of(dossier.events.get(action="return"))
    assert (facts.originals, facts.filed_here) == ("filed", (application.name,))
    said = f"Lưu trong hồ sơ, không trả lại: {application.title.vi}"
    assert said in page_words(dossier), "the log"
    assert said in read(Visitor("bob", language="vi").get("/mot-cua/so-tra-ket-qua/")).words(), "the register"
    assert f"{LIES}: Bản chính: 1" in page_words(dossier), "the paper"
    assert audit.check_all().differences == []


def page_words(dossier: Dossier) -> str:
    return read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")).words()


@pytest.mark.parametrize("became", ["given_back", "surrendered"])
def test_of_the_application_another_thing_may_be_said(became: str) -> None:
    dossier = ready(**COPIES_ALONE)

    assert sent(dossier, handover_originals=became) == (302, {})

    facts = facts_of(dossier.events.get(action="return"))
    assert (facts.originals, facts.filed_here) == (became, ())


def test_whoever_says_that_none_came_where_the_application_did_has_it_recorded_as_it_is() -> None:
    dossier = ready(**COPIES_ALONE)

    given_over(dossier, Way.BY_POST, Originals.NONE)

    assert facts_of(dossier.events.get(action="return")).originals == "filed"


def test_of_several_originals_one_may_stay_in_the_dossier() -> None:
    dossier = ready(**{"brought-y-kien-xac-nhan.original": "1"})
    own = {f"handover_original-{MANUSCRIPT}": "filed"}

    assert sent(dossier, handover_originals="given_back", **own) == (302, {})

    facts = facts_of(dossier.events.get(action="return"))
    assert (facts.originals, facts.filed_here, facts.kept_here) == ("given_back", (MANUSCRIPT,), ())
    words = page_words(dossier)
    assert "; lưu trong hồ sơ: Bản thảo tài liệu" in words
    assert f"{LIES}: Bản chính: 2" in words
    assert audit.check_all().differences == []


@pytest.mark.parametrize(
    ("above", "own", "recorded"),
    [
        ("filed", {}, ("filed", (MANUSCRIPT, OPINION), (), ())),
        ("filed", {MANUSCRIPT: "given_back"}, ("given_back", (OPINION,), (), ())),
        ("surrendered", {MANUSCRIPT: "filed"}, ("surrendered", (MANUSCRIPT,), (), ())),
        ("stays", {MANUSCRIPT: "filed"}, ("stays", (MANUSCRIPT,), (), (OPINION,))),
        ("given_back", {MANUSCRIPT: "filed", OPINION: "surrendered"}, ("surrendered", (MANUSCRIPT,), (), ())),
    ],
)
def test_what_is_said_of_all_and_of_each_is_recorded_as_one(
    above: str, own: dict[str, str], recorded: tuple[object, ...]
) -> None:
    dossier = ready(**{f"brought-{OPINION}.original": "1"}, **TWO)
    each = {f"handover_original-{name}": said for name, said in own.items()}

    assert sent(dossier, handover_originals=above, **each) == (302, {})

    facts = facts_of(dossier.events.get(action="return"))
    assert (facts.originals, facts.filed_here, facts.kept_here, facts.waits_here) == recorded


@pytest.mark.parametrize(
    "wrong",
    [
        Handover(
            counter.NAME, Way.BY_POST, post_number="EK1", originals=Originals.FILED, filed_here=("phim-ban-ghi-am",)
        ),
        Handover(counter.NAME, Way.BY_POST, post_number="EK1", originals=Originals.NONE, filed_here=(MANUSCRIPT,)),
    ],
)
def test_what_did_not_come_does_not_stay_in_the_dossier(wrong: Handover) -> None:
    dossier = ready(**COPIES_ALONE)

    with nothing_written(), pytest.raises(InvalidAnswer):
        commands.advance(
            dossier,
            "return",
            actor=counter.at_desk(LATER),
            given=Given(handover=wrong),
            seen=dossier.sequence,
            at=LATER,
        )


def test_what_was_filed_on_line_brought_no_original_and_none_is_offered_as_kept() -> None:
    dossier = Walk(story.file("alice", at=MONDAY), MONDAY).until("result-ready").dossier
    form, words = page(dossier)

    assert form.values["handover_originals"] == "none"
    assert "Bản chính Bộ phận Một cửa đã nhận" not in words
    assert "Lưu trong hồ sơ, không trả lại" not in words


@pytest.mark.at(NOW + timedelta(days=1))
def test_what_came_to_the_receiving_point_is_an_original_of_what_was_filed_on_line_too() -> None:
    walk = Walk(filed(), NOW)
    before = handed.originals(walk.dossier.machine, walk.events)
    walk.take("receive-handed-in", "bob", handed_in=DISC, note="1 USB")

    assert before == []
    assert [(one.name, count) for one, count in handed.originals(walk.dossier.machine, walk.events)] == [(DISC, 0)]


def test_nobody_without_an_account_has_a_result_on_line() -> None:
    dossier = ready()
    form, words = page(dossier)

    with nothing_written():
        status, errors = sent(dossier, handover_way="online", handover_originals="given_back")
        with pytest.raises(NoAccount):
            given_over(dossier, Way.ONLINE, Originals.GIVEN_BACK)
        with pytest.raises(OriginalsHere):
            given_over(dossier, Way.BY_POST, Originals.NONE)

    assert form.values["handover_way"] == "in_person"
    assert "Trả trực tuyến" not in words
    assert "không có tài khoản" in words
    assert (status, "không có tài khoản" in errors[WAY]) == (422, True)
    given_over(dossier, Way.BY_POST, Originals.SURRENDERED)


def test_with_many_at_once_the_rule_is_that_of_the_single_act() -> None:
    [found] = judged("return", [ready()], "bob", LATER)

    assert isinstance(found.refusal, NoAccount)


def test_who_filed_on_line_is_offered_every_way() -> None:
    dossier = ready()
    Dossier.objects.filter(pk=dossier.pk).update(channel=Channel.ONLINE)

    assert "Trả trực tuyến" in page(dossier)[1]


def test_who_has_no_account_is_to_be_phoned_and_no_notice_is_said_to_wait() -> None:
    _form, words = page(ready(applicant_phone="0912345678"))

    assert "Không gửi được thư điện tử cho người nộp" in words
    assert "cũng không có tài khoản" in words
    assert "xin gọi số 0912 345 678" in words
    assert "vẫn chờ trên cổng" not in words


def test_without_a_phone_number_it_is_the_post() -> None:
    dossier = ready(applicant_phone="")
    dossier.applicant.phone = ""
    dossier.applicant.save(update_fields=["phone"])

    words = page(dossier)[1]
    address = standing_of(dossier)["applicant_address"]
    assert f"không để lại số điện thoại: xin báo bằng thư gửi bưu chính đến {address}" in words
    assert f"không thông báo nào tới được người nộp: xin báo bằng thư gửi bưu chính đến {address}" in words
