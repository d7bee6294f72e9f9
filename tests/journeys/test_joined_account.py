"""Somebody who handed in on paper answers the desk on line, by the account that the desk has joined (ADR 0093)."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from dossiers.log.facts import facts_of
from dossiers.models import Dossier
from dossiers.proof.audit import check_all
from tests.dossiers import counter
from tests.journeys.conftest import PHONE
from tests.journeys.people import Someone, go, pdf

Opener = Callable[..., Page]
Look = Callable[[Page, str], None]


def test_a_joined_account_answers_a_supplement_with_a_file_on_a_phone(new_page: Opener, picture: Look) -> None:
    now = timezone.now()
    dossier = counter.entered(at=now - timedelta(hours=2), accept=False).dossier
    mai = User.objects.create(username="mai", full_name=counter.NAME, email="mai@example.vn")
    counter.joined(dossier, mai, at=now - timedelta(hours=1))
    bob = Someone(new_page(), picture).signed_in("bob")
    desk, own = f"/mot-cua/{dossier.code}/", f"/ho-so/{dossier.code}/"
    bob.act(desk, "ask-supplement", reason="Bản thảo chưa đóng dấu.", component__ban__thao="Đóng dấu giáp lai.")

    # She is asked once the request has gone out.
    account = Someone(new_page(viewport=PHONE), picture).signed_in("mai")
    account.page.wait_for_timeout(1500)
    page = account.visit("/ho-so/", "joined-list")
    go(page.locator(f"#waiting a[href='{own}bo-sung/']"))
    page.set_input_files("[name=component-ban-thao]", pdf("Bản thảo có dấu.pdf"))
    expect(page.locator(".files").last).to_contain_text("Bản thảo có dấu.pdf")
    account.look("joined-answer")
    go(page.locator("button[name=do][value=check]"))
    go(page.locator("button[name=do][value=send]"))
    expect(page).to_have_url(re.compile("/da-gui/$"))
    page = account.visit(own, "joined-dossier")
    expect(page.locator("main")).to_contain_text("Hồ sơ này nộp bản giấy")

    page = bob.visit(desk, "joined-answered")
    expect(page.locator("main")).to_contain_text(f"{counter.NAME} (qua tài khoản đã gắn từ")
    answer = Dossier.objects.get(pk=dossier.pk).events.latest("sequence")
    assert (answer.actor_id, answer.on_behalf_of_id) == (mai.pk, dossier.applicant_id)
    assert facts_of(answer).joined_at
    assert check_all().differences == []
