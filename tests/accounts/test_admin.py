"""The administrator's pages, and nobody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AccountChange, ChangeKind, Substitution, Unit, User
from portal.demo import story
from tests.dossiers.browsing import Visitor, read

PAGES = (
    "/admin/",
    "/admin/accounts/user/",
    "/admin/accounts/user/add/",
    "/admin/accounts/unit/",
    "/admin/accounts/substitution/add/",
    "/admin/procedures/unitsector/",
    "/admin/procedures/procedureversion/",
)


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_the_administrator_sees_people_units_and_sectors(client: Client, path: str) -> None:
    client.force_login(story.person("admin"))

    assert client.get(path).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["alice", "bob", "carol"])
def test_nobody_else_is_let_in(client: Client, username: str) -> None:
    client.force_login(story.person(username))

    assert client.get("/admin/accounts/user/").status_code == 302


@pytest.mark.django_db
def test_a_new_officer_gets_a_seat_with_the_account(client: Client) -> None:
    client.force_login(story.person("admin"))
    bob = User.objects.get(username="bob")
    seat = bob.memberships.get()
    form = {
        "username": "bob",
        "full_name": "Trần Văn Bình",
        "email": "bob@example.vn",
        "is_active": "on",
        "memberships-TOTAL_FORMS": "2",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": str(seat.pk),
        "memberships-0-user": str(bob.pk),
        "memberships-0-unit": str(seat.unit_id),
        "memberships-0-role": seat.role,
        "memberships-0-since": "01/01/2016",
        "memberships-1-user": str(bob.pk),
        "memberships-1-unit": str(seat.unit_id),
        "memberships-1-role": "clerk",
        "memberships-1-since": "01/01/2016",
    }

    answer = client.post(f"/admin/accounts/user/{bob.pk}/change/", form)

    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert {seat.role for seat in bob.memberships.all()} == {"one_stop_officer", "clerk"}


@pytest.mark.django_db
@pytest.mark.parametrize("row", ["abc", "", "1.5", "\x00", "-1", "9" * 5_000])
@pytest.mark.parametrize("path", ["/admin/accounts/user/", "/admin/auth/group/", "/admin/account/emailaddress/"])
def test_a_chosen_row_that_is_no_number_cannot_be_read(client: Client, path: str, row: str) -> None:
    client.force_login(story.person("admin"))

    response = client.post(path, {"action": "delete_selected", "_selected_action": ["1", row]})

    assert response.status_code == 400


@pytest.mark.django_db
def test_a_page_builds_no_more_seats_than_it_takes(client: Client) -> None:
    client.force_login(story.person("admin"))
    claimed = {"memberships-TOTAL_FORMS": "2147483648", "memberships-INITIAL_FORMS": "0", "username": ""}

    response = client.post("/admin/accounts/user/add/", claimed)

    [seats] = response.context["inline_admin_formsets"]
    assert response.status_code == 200
    assert len(seats.formset.forms) == 50


@pytest.mark.django_db
@pytest.mark.parametrize("row", ["abc", "1.5", "\x00", "9" * 5_000, "9" * 18])
def test_a_person_who_is_no_row_is_an_error_of_the_field(client: Client, row: str) -> None:
    client.force_login(story.person("admin"))
    alice = story.person("alice").pk

    response = client.post("/admin/accounts/substitution/add/", {"absent": row, "substitute": str(alice)})

    assert response.status_code == 200
    assert response.context["adminform"].form.errors["absent"]
    assert f'<option value="{alice}" selected>' in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/admin/accounts/unit/{unit}/delete/?_to_field=&pk=x",
        "/admin/accounts/unit/{unit}/change/?_to_field=",
        "/admin/accounts/user/?e=1&no_such_field=1",
    ],
)
def test_what_django_does_not_expect_is_a_request_that_cannot_be_read(client: Client, address: str) -> None:
    client.force_login(User.objects.get(username="admin"))
    client.raise_request_exception = False

    page = client.get(address.format(unit=Unit.objects.values_list("pk", flat=True).first()))

    assert page.status_code == 400


@pytest.mark.django_db
def test_a_list_that_cannot_be_read_leads_to_the_whole_list(client: Client) -> None:
    client.force_login(User.objects.get(username="admin"))

    page = client.get("/admin/accounts/user/?is_active__exact=x", follow=True)

    assert page.redirect_chain == [("/admin/accounts/user/?e=1", 302)]
    assert page.status_code == 200


@pytest.mark.django_db
def test_a_seat_that_ends_before_it_begins_is_told_so_in_words(client: Client) -> None:
    client.force_login(story.person("admin"))
    bob = story.person("bob")
    seat = bob.memberships.get()
    form = {
        "username": "bob",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": str(seat.pk),
        "memberships-0-user": str(bob.pk),
        "memberships-0-unit": str(seat.unit_id),
        "memberships-0-role": seat.role,
        "memberships-0-since": "01/01/2026",
        "memberships-0-until": "01/12/2025",
    }

    page = client.post(f"/admin/accounts/user/{bob.pk}/change/", form, headers={"accept-language": "en"})

    words = read(page).words()
    assert "The last day is before the first." in words
    assert "membership_ends_after_it_starts" not in words
    assert f"bob · One-stop officer · {seat.unit}" in words


@pytest.mark.django_db
def test_the_dates_of_a_person_are_only_looked_at(client: Client) -> None:
    client.force_login(story.person("admin"))

    page = client.get(f"/admin/accounts/user/{story.person('bob').pk}/change/")

    assert 'name="date_joined_0"' not in page.content.decode()
    assert 'name="last_login_0"' not in page.content.decode()


@pytest.mark.django_db
def test_an_absence_is_added_in_an_emergency_and_neither_changed_nor_deleted(client: Client) -> None:
    client.force_login(story.person("admin"))
    days = {"since": "2026-12-03", "until": "2026-12-07"}
    people = {"absent": str(story.person("lan").pk), "substitute": str(story.person("tam").pk)}

    client.post("/admin/accounts/substitution/add/", {**people, **days})

    row = Substitution.objects.get()
    assert (row.absent, row.entered_by) == (story.person("lan"), story.person("admin"))
    assert row.entered_at is not None
    noted = AccountChange.objects.get()
    assert (noted.kind, noted.person, noted.by) == (ChangeKind.AWAY, row.absent, row.entered_by)
    assert noted.after == {"since": "2026-12-03", "until": "2026-12-07", "substitute": "tam"}
    path = f"/admin/accounts/substitution/{row.pk}"
    assert client.post(f"{path}/change/", {**people, **days, "until": "2026-12-31"}).status_code == 403
    assert client.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{path}/change/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["ends", "is deleted", "is closed"])
def test_nobody_leaves_there_before_the_files_are_handed_over(client: Client, how: str) -> None:
    dossier = story.dossier_in("tham-dinh", at=timezone.now()).dossier
    client.force_login(story.person("admin"))
    dung = User.objects.get(username="dung")
    dung.memberships.exclude(unit=dossier.unit_id).delete()
    seat = dung.memberships.get()
    form = {
        "username": "dung",
        "full_name": dung.full_name,
        "email": dung.email,
        "is_active": "" if how == "is closed" else "on",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": str(seat.pk),
        "memberships-0-user": str(dung.pk),
        "memberships-0-unit": str(seat.unit_id),
        "memberships-0-role": seat.role,
        "memberships-0-since": f"{seat.since:%d/%m/%Y}",
    }
    if how == "ends":
        form["memberships-0-until"] = f"{timezone.localdate():%d/%m/%Y}"
    if how == "is deleted":
        form["memberships-0-DELETE"] = "on"

    refused = client.post(f"/admin/accounts/user/{dung.pk}/change/", form)

    assert refused.status_code == 200
    assert "bàn giao trước" in refused.content.decode() or "handed over first" in refused.content.decode()
    dung.refresh_from_db()
    assert dung.is_active
    assert dung.memberships.get().until is None
    # What leaves nothing behind is kept, and so is an end to come.
    later = {**form, "is_active": "on", "memberships-0-until": f"{timezone.localdate() + timedelta(days=9):%d/%m/%Y}"}
    later.pop("memberships-0-DELETE", None)
    assert client.post(f"/admin/accounts/user/{dung.pk}/change/", later).status_code == 302


@pytest.mark.django_db
def test_what_is_done_there_to_seats_and_accounts_stands_in_the_history(client: Client) -> None:
    client.force_login(story.person("admin"))
    bob, on = User.objects.get(username="bob"), timezone.localdate()
    seat = bob.memberships.get()
    path = f"/admin/accounts/user/{bob.pk}/change/"
    form = {
        "username": "bob",
        "full_name": bob.full_name,
        "email": bob.email,
        "is_active": "on",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": str(seat.pk),
        "memberships-0-user": str(bob.pk),
        "memberships-0-unit": str(seat.unit_id),
        "memberships-0-role": seat.role,
        "memberships-0-since": f"{seat.since:%d/%m/%Y}",
    }
    assert client.post(path, form).status_code == 302
    assert not AccountChange.objects.exists(), "nothing was another than before"

    ends = {**form, "memberships-0-until": f"{on:%d/%m/%Y}"}
    assert client.post(path, ends).status_code == 302
    assert client.post(path, {**ends, "memberships-0-DELETE": "on"}).status_code == 302
    given = {**form, "memberships-INITIAL_FORMS": "0", "memberships-0-id": "", "is_active": ""}
    assert client.post(path, given).status_code == 302

    ended, gone, closed, new = AccountChange.objects.order_by("pk")
    assert {one.by.username for one in (ended, gone, closed, new)} == {"admin"}
    assert {one.person for one in (ended, gone, closed, new)} == {bob}
    assert (ended.kind, ended.before["until"], ended.after["until"]) == (ChangeKind.SEAT_CHANGED, "", on.isoformat())
    assert (gone.kind, gone.before["until"], gone.after["until"]) == (ChangeKind.SEAT_CHANGED, on.isoformat(), "")
    assert gone.before["since"] == seat.since.isoformat()
    assert (closed.kind, new.kind, new.unit) == (ChangeKind.CLOSED, ChangeKind.SEAT_GIVEN, seat.unit)

    there = {"memberships-INITIAL_FORMS": "1", "memberships-0-id": str(bob.memberships.get().pk)}
    all_there = {**given, **there, "is_active": "on", "username": "bob.moi", "is_superuser": "on"}
    assert client.post(path, all_there).status_code == 302
    opened, changed = AccountChange.objects.order_by("-pk")[:2]
    assert {opened.kind, changed.kind} == {ChangeKind.OPENED, ChangeKind.CORRECTED}
    [changed] = [one for one in (opened, changed) if one.kind == ChangeKind.CORRECTED]
    assert (changed.before["username"], changed.after["username"]) == ("bob", "bob.moi")
    assert (changed.before["door"], changed.after["door"]) == ("", "superuser")
    words = read(Visitor("admin", language="en").get(f"/van-hanh/nguoi/{bob.pk}/")).words()
    assert "At the emergency door /admin/ : no right → may change everything there".replace(" :", ":") in words


@pytest.mark.django_db
def test_what_is_done_there_to_units_stands_in_the_history(client: Client) -> None:
    client.force_login(story.person("admin"))
    unit = Unit.objects.filter(kind="division").first()
    assert unit is not None
    assert unit.parent is not None
    form = {
        "slug": unit.slug,
        "name_vi": unit.name_vi,
        "name_en": unit.name_en,
        "kind": unit.kind,
        "parent": str(unit.parent.pk),
        "agency_code": unit.agency_code,
        "address": unit.address,
        "phone": unit.phone,
    }
    path = f"/admin/accounts/unit/{unit.pk}/change/"
    assert client.post(path, form).status_code == 302
    assert not AccountChange.objects.exists(), "nothing was another than before"

    assert client.post(path, {**form, "name_vi": "Phòng Công nghệ thông tin"}).status_code == 302
    entered = {**form, "slug": "phong-moi", "name_vi": "Phòng Mới", "name_en": "New Division"}
    assert client.post("/admin/accounts/unit/add/", entered).status_code == 302

    changed, new = AccountChange.objects.order_by("pk")
    assert (changed.kind, changed.unit) == (ChangeKind.UNIT_CHANGED, unit)
    assert (changed.before, changed.after) == ({"name_vi": unit.name_vi}, {"name_vi": "Phòng Công nghệ thông tin"})
    assert (new.kind, new.unit, new.after["name_vi"]) == (
        ChangeKind.UNIT_ENTERED,
        Unit.objects.get(slug="phong-moi"),
        "Phòng Mới",
    )
    words = read(Visitor("admin", language="vi").get(f"/van-hanh/don-vi/{unit.pk}/")).words()
    assert f"{unit.name_vi} → Phòng Công nghệ thông tin" in words
