"""Who is told of figures, in a browser: the administrator sets it, a mail goes out, and its link opens its dossiers."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Membership, Unit
from accounts.roles import Role
from dossiers import turns
from dossiers.background import alerting
from dossiers.background.alerting import Alerting
from dossiers.models import AlertKind, AlertRule
from portal.demo import story
from tests.journeys.people import Someone, go

PAGE = "/van-hanh/bao-tin/"


@pytest.mark.parametrize("width", [360, 1366])
def test_a_rule_is_set_its_mail_leads_to_its_dossiers_and_it_is_removed(
    site: str, meet: Callable[[str], Someone], width: int
) -> None:
    admin = meet("admin")
    admin.page.set_viewport_size({"width": width, "height": 768})
    agency = Unit.objects.get(slug="so-tttt")
    admin.visit(PAGE)
    for name, value in (("kind", AlertKind.STRANDED), ("unit", str(agency.pk)), ("whom", Role.MANAGER)):
        admin.page.select_option(f"[name={name}]", value)
    go(admin.page.locator("main form button.btn-primary"))
    admin.look()
    expect(admin.page.locator("tbody tr")).to_have_count(1)
    assert admin.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert AlertRule.objects.get().role == Role.MANAGER

    walk = story.Walk(story.file("alice", at=timezone.now()), timezone.now())
    walk.until("ky-duyet")
    Membership.objects.filter(role=Role.DEPARTMENT_LEADER).update(until=timezone.localdate() - timedelta(days=1))
    mail.outbox.clear()
    turns.take(alerting.RUN, Alerting(timezone.now() + timedelta(hours=1)))
    [sent] = mail.outbox
    [path] = set(re.findall(r"https?://[^/]+(/quan-ly/open/\S+)", sent.body))
    carol = meet("carol")
    carol.page.set_viewport_size({"width": width, "height": 768})
    carol.visit(path)
    expect(carol.page.locator("tbody tr")).to_have_count(1)
    carol.visit("/quan-ly/")
    expect(carol.page.locator("section[aria-labelledby=signals] li")).to_have_count(1)

    go(admin.page.locator("tbody button[name=remove]"))
    admin.look()
    expect(admin.page.locator("tbody tr")).to_have_count(0)
    assert not AlertRule.objects.exists()
