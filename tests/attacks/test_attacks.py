"""Thousands of hostile requests by everybody that there is: none breaks the site, and nothing is half written.

``HOSTILE_REQUESTS`` says how many (600 unless told otherwise; `make soak` sends 30,000), ``HOSTILE_SEED`` which. A finding names the seed of its
piece: given as ``HOSTILE_SEED``, the first piece walks the same way again.
"""

import os

import pytest

from tests.attacks.addresses import addresses
from tests.attacks.campaign import Campaign
from tests.attacks.world import World

REQUESTS = int(os.environ.get("HOSTILE_REQUESTS", "600"))
SEED = int(os.environ.get("HOSTILE_SEED", "2026"))
SHARDS = max(1, REQUESTS // 1_500)
"""Pieces, so that all cores have something to do; each has its own database, and its own seed."""


# Django leaves the file of an upload that breaks off to the collector of garbage.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_hostile_request_breaks_the_site_or_the_record(world: World, record_property, shard: int):
    everywhere = addresses()
    campaign = Campaign.against(world, everywhere, seed=SEED + shard).run(-(-REQUESTS // SHARDS))

    record_property("hostile", campaign.summary())
    print(campaign.summary())
    if campaign.findings:
        pytest.fail(campaign.report(), pytrace=False)
    assert {address.route for address in everywhere} - campaign.visited == set()
