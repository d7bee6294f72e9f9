"""The texts that a unit keeps: who is led to them, and that none is written twice or in another's place."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import QueryDict

from accounts.models import Membership
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers.desk.opened.reasons import ReasonForm, kept_by
from dossiers.models import Occasion, ReasonChange, ReasonTemplate
from portal.demo import story
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.lifecycle import dossier_at, local

NOW = local("2026-01-06 09:00")
TYPED = {"title": "Thiếu dấu", "text": "Giấy tờ chưa đóng dấu.", "occasion": "other", "order": "1", "is_active": "on"}

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def template(who: str, title: str = "Thiếu dấu") -> ReasonTemplate:
    """Keep a text for the unit of a person."""
    unit = story.person(who).memberships.first().unit
    return ReasonTemplate.objects.create(unit=unit, title=title, text=f"{title}.", occasion=Occasion.OTHER)


def test_the_same_text_sent_twice_at_once_is_written_once() -> None:
    units = kept_by(seats_of(story.person("hoa"), NOW.date()))
    data = QueryDict(mutable=True)
    data.update({**TYPED, "unit": str(units[0].pk)})
    # Both are judged before either is written.
    first, second = (ReasonForm(None, units=units, data=data) for _n in range(2))
    assert first.is_valid()
    assert second.is_valid()

    hoa = story.person("hoa")
    assert first.write(by=hoa, at=NOW)
    assert not second.write(by=hoa, at=NOW)

    assert "title" in second.errors
    assert ReasonTemplate.objects.count() == 1


def test_a_text_that_is_gone_is_not_written_over_without_a_word() -> None:
    hoa, row = Visitor("hoa"), template("hoa")
    over = hoa.get(f"/mot-cua/ly-do-mau/?sua={row.pk}")
    values = form_of(over, "/ly-do-mau/").values
    row.delete()

    refused = hoa.post(f"/mot-cua/ly-do-mau/?sua={row.pk}", {**values, "text": "Chưa có dấu giáp lai."})

    assert refused.status_code == 422
    assert "is gone" in read(refused).summary
    assert not ReasonTemplate.objects.exists()
    # What was typed stands there, and a second press means a new one.
    assert hoa.send(refused, "/ly-do-mau/", {}).status_code == 302
    assert ReasonTemplate.objects.get().text == "Chưa có dấu giáp lai."


def test_who_keeps_the_texts_is_led_to_them_from_the_list_and_from_a_file() -> None:
    dossier = dossier_at("xem-xet").dossier

    for who, is_led in (("hoa", True), ("dung", False)):
        for page in ("/mot-cua/", f"/mot-cua/{dossier.code}/"):
            assert ('href="/mot-cua/ly-do-mau/"' in Visitor(who).get(page).content.decode()) is is_led, (who, page)


def test_without_texts_nothing_offers_to_choose_one() -> None:
    dossier = story.file("alice", at=NOW)
    page = f"/mot-cua/{dossier.code}/"
    assert 'name="choose"' not in Visitor("bob").get(page).content.decode()
    assert "Reasons in stock" not in Visitor("bob").get(page).content.decode()

    template("hoa")
    assert 'name="choose"' not in Visitor("bob").get(page).content.decode()

    template("bob")
    assert 'name="choose"' in Visitor("bob").get(page).content.decode()
    assert "Reasons in stock" in Visitor("bob").get(page).content.decode()


def test_only_the_texts_of_the_unit_that_acts_are_offered() -> None:
    dossier = story.file("alice", at=NOW)
    bob, other = story.person("bob"), story.person("hoa").memberships.first().unit
    Membership.objects.create(user=bob, unit=other, role=Role.DIVISION_HEAD, since=NOW.date())
    mine, foreign = template("bob", "Của bộ phận"), template("hoa", "Của phòng")

    page = Visitor("bob").get(f"/mot-cua/{dossier.code}/").content.decode()

    assert mine.text in page
    assert foreign.text not in page


def test_what_colleagues_alone_read_is_offered_no_text_for_the_applicant() -> None:
    dossier = dossier_at("xem-xet").dossier
    template("hoa")

    page = Visitor("hoa").get(f"/mot-cua/{dossier.code}/")

    rows = {row.name: row for row in page.context["actions"]}
    back = next(row for name, row in rows.items() if name.startswith("send-back"))
    assert "reason" in back.form.fields
    assert (back.reasons, back.keeps_reasons) == ((), False)


def send(visitor: Visitor, unit: str, *, over: ReasonTemplate | None = None, **typed: str) -> int:
    """Write a text, new or over another, as it is typed; return what was answered."""
    address = f"/mot-cua/ly-do-mau/{f'?sua={over.pk}' if over else ''}"
    return visitor.post(address, {**TYPED, "unit": unit, **typed}).status_code


def test_what_was_written_over_stands_in_the_history_with_who_did_it() -> None:
    hoa, unit = Visitor("hoa", language="en"), str(story.person("hoa").memberships.first().unit_id)
    assert send(hoa, unit) == 302
    row = ReasonTemplate.objects.get()

    assert send(Visitor("admin"), unit, over=row, text="Giấy tờ chưa có dấu giáp lai.") == 302
    # What changes nothing is no line of the history.
    assert send(hoa, unit, over=row, text="Giấy tờ chưa có dấu giáp lai.") == 302

    words = read(hoa.get(f"/mot-cua/ly-do-mau/?sua={row.pk}")).words()
    [second, first] = ReasonChange.objects.order_by("-pk")
    assert (first.by.username, first.before) == ("hoa", {})
    assert (second.by.username, second.before["text"]) == ("admin", "Giấy tờ chưa đóng dấu.")
    assert "Text for the applicant: Giấy tờ chưa đóng dấu. → Giấy tờ chưa có dấu giáp lai." in words
    for changed in ({"at": NOW}, {"before": {}}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReasonChange.objects.update(**changed)
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        row.delete()


def test_the_administrator_keeps_the_reasons_of_all_units_and_is_led_back_to_the_own_pages() -> None:
    for who in ("hoa", "bob"):
        template(who)
    page = Visitor("admin", language="vi").get("/mot-cua/ly-do-mau/")

    assert {row.unit.slug for row, _last in page.context["rows"]} == {"bao-chi-xuat-ban", "mot-cua"}
    assert 'href="/van-hanh/quan-tri/"' in page.content.decode()
    assert 'class="back" href="/mot-cua/"' not in page.content.decode()


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("thieu dau", True),
        ("GIẤY tờ", True),
        ("Press", True),
        ("request for a supplement", False),
        ("chưa đóng dấu", True),  # As it was before.
        ("xuất bản phẩm", True),  # A procedure of the unit's sector has this in its name.
        ("karaoke", False),
        ("xyz", False),
    ],
)
def test_a_text_is_found_by_words_of_now_and_before_its_unit_and_what_that_serves(
    words: str, *, is_found: bool
) -> None:
    hoa, unit = Visitor("hoa"), str(story.person("hoa").memberships.first().unit_id)
    send(hoa, unit)
    send(hoa, unit, over=ReasonTemplate.objects.get(), text="Giấy tờ chưa có dấu giáp lai.")

    page = Visitor("admin").get("/mot-cua/ly-do-mau/", {"q": words})

    assert bool(page.context["rows"]) is is_found
