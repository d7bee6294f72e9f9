"""The pages of an act on many dossiers, as a browser without scripts sees them."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from allauth.account.models import EmailAddress

from accounts.models import MailAddress
from accounts.roles import Role
from dossiers.bulk.kinds import KINDS
from dossiers.models import Dossier, Job
from portal.demo import story
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, form_of, grown, read, rows
from tests.dossiers.bulk.choosing import BULK, FILED, NOW, before, some
from tests.dossiers.officers import filed_by, officer
from tests.procedures.shipped import shipped_machine

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_the_page_before_says_what_goes_out_and_the_page_after_what_became_of_each() -> None:
    dossiers = some(2)
    moved = some(1, "accepted")
    bob = Visitor("bob")

    page = before(bob, "accept", [*dossiers, *moved])
    said = read(page).words()
    answer = bob.send(page, "hang-loat/?list=mine", {"note": "Đủ."})
    after = read(bob.get(answer.headers["Location"])).words()

    assert "2 receipts are printed and signed" in said
    assert "2 mails go to applicants" in said
    assert "Left out: 1" in said
    assert "The dossier is at the step “Accepted”: there is nothing of this to be done there." in said
    assert "What can be done now: Transfer to the division" in said
    assert answer.status_code == HTTPStatus.FOUND
    assert "Done: 2" in after
    assert all(one.code in after for one in dossiers)
    assert {Dossier.objects.get(pk=one.pk).state for one in dossiers} == {"accepted"}


def test_who_has_no_mail_is_not_counted_among_the_mails() -> None:
    of_accounts, on_paper = some(2), counter.entered(at=FILED, accept=False).dossier
    bob = Visitor("bob")

    two = read(before(bob, "accept", [*of_accounts, on_paper])).words()
    MailAddress.objects.all().delete()
    EmailAddress.objects.update(verified=False)
    none = read(before(bob, "accept", [*of_accounts, on_paper])).words()

    assert "2 mails go to applicants" in two
    assert "1 applicant gets no mail: no address is confirmed, or none is wanted" in two
    assert "go to applicants" not in none
    assert "3 applicants get no mail: no address is confirmed, or none is wanted" in none


def test_nothing_is_done_by_looking() -> None:
    dossiers = some(1)
    kept = rows()

    before(Visitor("bob"), "accept", dossiers)

    assert grown(kept) == {}


def test_what_moved_between_the_list_and_the_page_is_left_out() -> None:
    [dossier] = some(1)
    seen = dossier.sequence
    story.take(dossier, "accept", "bob", at=NOW)

    page = Visitor("bob").get(BULK, {"act": "transfer", "chosen": f"{dossier.code}:{seen}"})

    assert "You did “Accept the dossier” on this dossier in another window" in read(page).words()


def test_what_moved_between_the_page_and_the_press_is_left_out_and_it_is_said_why() -> None:
    one, other = some(2)
    bob = Visitor("bob")
    page = before(bob, "accept", [one, other])
    story.take(one, "reject", "bob", at=NOW)

    answer = bob.send(page, "hang-loat/?list=mine")
    after = read(bob.get(answer.headers["Location"])).words()

    assert Dossier.objects.get(pk=one.pk).state == "rejected"
    assert Dossier.objects.get(pk=other.pk).state == "accepted"
    assert all(code in after for code in (one.code, other.code))
    assert "in another window" in after


def test_a_note_is_given_back_where_nothing_is_left_to_be_done() -> None:
    [one, other] = some(2)
    bob = Visitor("bob")
    page = before(bob, "accept", [one, other])
    for dossier in (one, other):
        story.take(dossier, "reject", "bob", at=NOW)

    answer = bob.send(page, "hang-loat/?list=mine", {"note": "Đã gọi <điện>."})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "readonly>Đã gọi &lt;điện&gt;.</textarea>" in answer.content.decode()


def test_a_page_that_is_sent_twice_leads_to_what_became_of_it() -> None:
    dossiers, bob = some(2), Visitor("bob")
    page = before(bob, "accept", dossiers)

    first, second = (bob.send(page, "hang-loat/?list=mine") for _n in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Job.objects.count() == 1


def test_what_a_job_has_left_undone_can_be_sent_anew_from_the_same_page(monkeypatch: pytest.MonkeyPatch) -> None:
    dossiers, bob = some(2), Visitor("bob")
    page = before(bob, "accept", dossiers)
    monkeypatch.setattr("dossiers.bulk.doing.Acting.count", lambda _self: 0)
    monkeypatch.setattr("dossiers.bulk.doing.Acting.after", lambda _self, _item, _size: [])
    bob.send(page, "hang-loat/?list=mine")
    monkeypatch.undo()

    bob.send(page, "hang-loat/?list=mine")

    assert Job.objects.count() == 2
    assert {Dossier.objects.get(pk=one.pk).state for one in dossiers} == {"accepted"}


@pytest.mark.parametrize("digest", ["\x00", "x", "A" * 64, "a" * 65, "1:2"])
def test_a_forged_digest_of_a_draft_is_nothing_that_was_chosen(digest: str) -> None:
    [dossier] = some(1)
    kept = rows()

    answer = Visitor("bob").post(BULK, {"act": "accept", "shown": f"{dossier.code}:1:{digest}"})

    assert answer.status_code == HTTPStatus.FOUND
    assert grown(kept) == {}
    assert Dossier.objects.get(pk=dossier.pk).state == "filed"


@pytest.mark.parametrize("chosen", [[], [""], ["\x00"], ["a" * 500], [":5"]])
def test_nothing_chosen_is_told_at_the_list(chosen: list[str]) -> None:
    bob = Visitor("bob")

    answer = bob.get(BULK, {"act": "accept", "chosen": chosen, "list": "open"})

    assert answer.headers["Location"] == "/mot-cua/?list=open"
    assert "No dossier is chosen" in read(bob.get("/mot-cua/?list=open")).words()


def test_forged_numbers_and_those_of_others_are_left_out_alike() -> None:
    own = filed_by("hoa", NOW - timedelta(hours=2)).dossier
    strange = story.file("alice", at=FILED, answers={**story.ANSWERS, "material_name": "Tờ rơi phòng cháy"})
    hoa = Visitor("hoa")

    page = hoa.get(BULK, {"act": "assign", "chosen": [strange.code, "H26.NN-261130-9999:1", f"{own.code}:x"]})
    said = read(page).words()

    assert said.count("There is no such dossier among those that you may see.") == 2
    assert "nobody handles a dossier of one’s own" in said
    assert strange.applicant_name not in said
    assert "Tờ rơi phòng cháy" in strange.subject
    assert "Tờ rơi phòng cháy" not in said


def test_ten_thousand_are_refused_with_a_sentence_and_the_note_is_kept() -> None:
    packed = " ".join(f"H26.NN-261130-{number:04}:1:" for number in range(10_000))
    kept = rows()

    answer = Visitor("bob").post(BULK, {"act": "accept", "shown": packed, "note": "Đủ thành phần."})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "10.000 dossiers are chosen; at most 1.000 are done together." in read(answer).words()
    assert "Đủ thành phần." in read(answer).words()
    assert grown(kept) == {}

    assert Visitor("bob").get(BULK).headers["Location"].startswith("/mot-cua/"), "the page of the refusal leads on"


def test_nothing_is_done_with_a_whole_list_whose_filter_means_nothing_any_more() -> None:
    some(2)
    bob, kept = Visitor("bob"), rows()

    answer = bob.get(BULK, {"act": "accept", "all": "1", "list": "open", "procedure": "gone", "channel": "online"})
    said = read(bob.get(answer.headers["Location"])).words()

    assert answer.headers["Location"] == "/mot-cua/?list=open&channel=online"
    assert "Nothing was done: a part of the filters means nothing any more" in said
    assert grown(kept) == {}


def test_all_that_a_list_finds_is_chosen_by_its_filters() -> None:
    some(3)
    some(1, "accepted")
    bob = Visitor("bob")

    page = bob.get(BULK, {"act": "accept", "all": "1", "list": "mine"})

    assert page.context["most"] == 0
    assert (len(page.context["todo"]), len(page.context["left_out"])) == (3, 1)


def test_more_than_go_at_once_are_cut_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    some(3)
    monkeypatch.setattr("dossiers.desk.jobs.bulk_form.MOST", 2)

    page = Visitor("bob").get(BULK, {"act": "accept", "all": "1", "list": "mine"})

    assert len(page.context["todo"]) == 2
    assert "The list has more" in read(page).words()


def test_what_must_be_said_is_asked_at_its_field_and_the_rest_is_kept() -> None:
    dossiers = some(2, "ky-duyet")
    lan = Visitor("lan")
    page = before(lan, "decide", dossiers)

    answer = lan.send(page, "hang-loat/?list=mine", {"capacity": "", "note": "Đồng ý."})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "id_capacity" in read(answer).errors
    assert form_of(answer, "hang-loat/?list=mine").values["note"] == "Đồng ý."
    assert not Job.objects.exists()


def test_an_act_that_there_is_not_is_no_page() -> None:
    assert Visitor("bob").get(BULK, {"act": "reject", "chosen": "x"}).status_code == HTTPStatus.NOT_FOUND


def test_the_page_of_a_job_is_its_author_s_alone() -> None:
    bob = Visitor("bob")
    answer = bob.send(before(bob, "accept", some(2)), "hang-loat/?list=mine")
    page = answer.headers["Location"]

    answers = {who: Visitor(who).get(page).status_code for who in ("bob", "hoa", "lan", "carol", "admin", "alice")}

    assert answers == {"bob": 200} | dict.fromkeys(("hoa", "lan", "carol", "admin", "alice"), 404)


def test_the_questions_of_the_page_before_do_not_grow_with_what_is_chosen(django_assert_max_num_queries) -> None:
    dossiers = some(6, "phan-cong")
    hoa = Visitor("hoa")
    before(hoa, "assign", dossiers[:1])

    with django_assert_max_num_queries(12):
        before(hoa, "assign", dossiers)


def test_one_of_them_can_be_left_out_on_the_page_before() -> None:
    dossiers, bob = some(3), Visitor("bob")
    form = form_of(before(bob, "accept", dossiers), "hang-loat/?list=mine")

    form.values.pop(f"take-{dossiers[1].code}")
    bob.post(form.action, form.values)

    assert [Dossier.objects.get(pk=one.pk).state for one in dossiers] == ["accepted", "filed", "accepted"]


def test_who_does_nothing_finds_the_same_dossiers_ticked_in_the_list() -> None:
    dossiers, moved, bob = some(3), some(1, "accepted"), Visitor("bob")
    form = form_of(before(bob, "accept", [*dossiers, *moved], after="x"), "hang-loat/?list=mine&after=x")

    form.values.pop(f"take-{dossiers[1].code}")
    kept = rows()
    answer = bob.post(form.action, {**form.values, "nothing": "1"})
    content = bob.get(answer.headers["Location"]).content.decode()

    assert grown(kept) == {}
    assert answer.headers["Location"].startswith("/mot-cua/?list=mine&after=x&")
    assert set(re.findall(r'value="([^":]+):\d+" checked', content)) == {
        one.code for one in (dossiers[0], dossiers[2], *moved)
    }


def test_where_no_tick_is_left_the_list_says_that_nothing_is_chosen() -> None:
    dossiers, bob = some(2), Visitor("bob")
    form = form_of(before(bob, "accept", dossiers), "hang-loat/?list=mine")

    values = {name: value for name, value in form.values.items() if not name.startswith("take-")}
    landed = bob.post(form.action, values, follow=True)

    assert "No dossier is chosen" in read(landed).words()
    assert not Job.objects.exists()


def test_what_is_proposed_otherwise_is_not_initialled_along() -> None:
    alike, [odd] = some(2, "xem-xet"), some(1, "tham-dinh")
    story.take(odd, "propose-refused", "dung", at=NOW)
    odd.refresh_from_db()

    page = before(Visitor("hoa"), "initial", [*alike, odd])

    assert [row["code"] for row in page.context["left_out"]] == [odd.code]
    assert "Only proposals alike" in read(page).words()


def test_where_nothing_was_proposed_nothing_is_initialled_together() -> None:
    machine = shipped_machine()

    assert "finish-xem-xet" in {action.name for action in machine.actions_from("xem-xet")}
    assert KINDS["initial"].action_in(machine, "xem-xet") is None


def test_in_a_list_what_is_signed_is_not_said_to_be_only_proposed() -> None:
    [drafted], [signed] = some(1, "ky-duyet"), some(1, "van-thu")

    lists = {who: Visitor(who, language="vi").get("/mot-cua/?list=open").content.decode() for who in ("lan", "tam")}

    assert "đề xuất: " in lists["lan"].partition(drafted.code)[2].partition("</tr>")[0]
    row = lists["tam"].partition(signed.code)[2].partition("</tr>")[0]
    assert "đã ký: " in row
    assert "đề xuất" not in row


def test_what_the_chosen_officer_has_already_is_left_out_and_who_has_all_of_them_is_not_offered() -> None:
    minh, dung = officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban"), str(story.person("dung").pk)
    [given], [waiting], hoa = some(1, "tham-dinh"), some(1, "phan-cong"), Visitor("hoa")
    alone, both = before(hoa, "assign", [given]), before(hoa, "assign", [given, waiting])

    looked_at = hoa.send(both, "hang-loat/?list=mine", {"assignee": dung})
    done = hoa.send(looked_at, "hang-loat/?list=mine", follow=True)
    by_hand = hoa.send(alone, "hang-loat/?list=mine", {"assignee": dung})

    assert f'<option value="{dung}"' not in alone.content.decode()
    assert f'<option value="{minh.pk}"' in alone.content.decode()
    assert f'<option value="{dung}"' in both.content.decode()
    assert "This officer handles the dossier already" in read(looked_at).words().partition("Left out: 1")[2]
    assert done.status_code == HTTPStatus.OK
    assert Dossier.objects.get(pk=waiting.pk).assignee == story.person("dung")
    assert Dossier.objects.get(pk=given.pk).sequence == given.sequence
    assert by_hand.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This officer handles the dossier already" in read(by_hand).words()
