"""The judge sees what is planted, and nothing where nothing is."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from accounts.models import User
from tests.attacks import judge, planted
from tests.attacks.addresses import addresses
from tests.attacks.attempts import Attempt
from tests.attacks.campaign import Campaign
from tests.attacks.world import WALKS, World

NUMBER_OF_SECONDS = re.compile(r"\d+\.\d seconds")
SEEN = {
    "raising": "status 500",
    "slow": "? seconds",
    "away": "a redirect leaves the site: '//evil.example/'",
    "untyped": "no content type with status 200",
    "tracing": "the page shows a trace: Traceback (most recent call last)",
    "echoing": "the page repeats <script>alert(1)",
    "leaking": "words of another person: Bimatcuaan7Q",
    "writing": "GET was answered 200 and has changed the record: [0, 0, 0, 1, 0, 0]",
}


@pytest.fixture
def campaign(site: None, settings) -> Iterator[Campaign]:
    settings.ROOT_URLCONF = "tests.attacks.planted"
    yield Campaign.against(World.built(WSGIHandler(), WALKS[:1]), addresses(), seed=1)
    if connection.connection and not connection.connection.autocommit:
        connection.close()


def sent(campaign: Campaign, name: str, **more: str) -> list[str]:
    """Send one request to a planted view as mallory; return what was found."""
    attempt = Attempt("mallory", "planted", "GET", f"/planted/{name}/", "q=<script>alert(1)</script>")
    campaign.send(replace(attempt, **more))
    return [finding.what for finding in campaign.findings]


def test_each_fault_of_an_answer_is_found(campaign: Campaign):
    patience = campaign.most_seconds
    for name, what in SEEN.items():
        campaign.findings.clear()
        # On a machine with much else to do the others are slow too.
        campaign.most_seconds = planted.SLOW_SECONDS if name == "slow" else patience

        found = [NUMBER_OF_SECONDS.sub("? seconds", each) for each in sent(campaign, name)]

        assert found == [what]


def test_the_finding_says_how_to_send_it_again_and_where_it_broke(campaign: Campaign):
    sent(campaign, "raising", kind="form")

    [finding] = map(str, campaign.findings)
    assert "HOSTILE_SEED=0, index 0: form by mallory" in finding
    assert "GET /planted/raising/?q=<script>" in finding
    assert "ZeroDivisionError: planted" in finding


def test_a_refusal_that_wrote_is_found(campaign: Campaign):
    headers = campaign.attacker.token("mallory")

    [what] = sent(campaign, "refusing", method="POST", headers=headers)

    assert what == "POST was answered 409 and has changed the record: [0, 0, 0, 1, 0, 0]"


def test_a_transaction_that_is_left_open_is_found(campaign: Campaign):
    assert "a transaction is left open" in sent(campaign, "opening")


def test_an_untouched_record_has_no_findings(campaign: Campaign):
    assert judge.of_record() == []


@pytest.mark.parametrize(("name", "word"), [("running_ahead", "is ahead of its log"), ("losing", "has no file")])
def test_what_is_half_written_is_found_at_the_end(campaign: Campaign, name: str, word: str):
    sent(campaign, name)

    found = [finding.what for finding in judge.of_record()]

    assert any(word in what for what in found)
    assert any(what.startswith("check_dossiers: ") for what in found)


def test_what_an_administrator_did_to_people_is_undone(campaign: Campaign):
    names = list(User.objects.values_list("pk", "username", "is_superuser").order_by("pk"))
    User.objects.filter(username="mallory").update(is_superuser=True, username="malice")

    campaign.world.put_back()

    assert list(User.objects.values_list("pk", "username", "is_superuser").order_by("pk")) == names


@pytest.mark.parametrize(
    ("target", "is_away"),
    [
        ("/ho-so/", False),
        ("?q=1", False),
        ("", False),
        ("http://localhost/x", False),
        ("//localhost/x", False),
        ("//evil.example", True),
        ("/\\evil.example", True),
        ("\t//evil.example", True),
        ("/\t/evil.example", True),
        ("https:///evil.example", True),
        ("http://localhost@evil.example/", True),
        ("javascript:alert(1)", True),
        ("//[::1", True),
    ],
)
def test_a_redirect_is_read_as_a_browser_reads_it(target: str, is_away: bool):
    assert judge.leaves("/tai-khoan/login/", target) is is_away
