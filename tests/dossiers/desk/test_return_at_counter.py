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
from dossiers.refusals.receiving import NoAccount, OriginalsHere
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
MANUSCRIPT = "ban-thao"
ALONE = (MANUSCRIPT, "phim-ban-ghi-am", "ban-dich", "y-kien-xac-nhan")
"""All papers but the application."""
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
    assert "“Đã trả lại cho người nhận” hoặc “Cơ quan thu lại”" in errors[ORIGINALS], "as the choices are called"
    assert ORIGINALS in empty
    assert facts_of(dossier.events.get(action="return")).originals == "given_back"


def test_where_none_came_none_are_preset() -> None:
    form, words = page(
        ready(**{f"brought-{name}.original": "" for name in ALONE} | {f"brought-{name}.copy": "2" for name in ALONE})
    )

    assert form.values["handover_originals"] == "none"
    assert "Bản chính Bộ phận Một cửa đã nhận" not in words


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
    assert "xin gọi số 0912345678" in words
    assert "vẫn chờ trên cổng" not in words


def test_without_a_phone_number_it_is_the_post() -> None:
    dossier = ready(applicant_phone="")
    dossier.applicant.phone = ""
    dossier.applicant.save(update_fields=["phone"])

    words = page(dossier)[1]
    address = standing_of(dossier)["applicant_address"]
    assert f"không để lại số điện thoại: xin báo bằng thư gửi bưu chính đến {address}" in words
    assert f"không thông báo nào tới được người nộp: xin báo bằng thư gửi bưu chính đến {address}" in words
