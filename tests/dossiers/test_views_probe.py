import pytest
from datetime import datetime
from procedures.calendar import LOCAL
from portal import story
from tests.dossiers.browsing import *
import time_machine
pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)

GETS = ["/ho-so/a%00b/", "/mot-cua/a%00b/", "/ho-so/a%00b/da-nop/", "/ho-so/giay/a%00/", "/xac-minh/a%00/", "/tra-cuu/?code=a%00b",
 "/mot-cua/?q=a%00b", "/mot-cua/?list=x%00", "/mot-cua/?after=%00", "/thu-tuc/?q=%00", "/ho-so/?after=garbage", "/quan-ly/?start=0001-01-01&end=9999-12-31",
 "/quan-ly/?start=9999-99-99&end=x", "/quan-ly/received/?start=0001-01-01&end=9999-12-31", "/quan-ly/nix/", "/quan-ly/?start=2026-02-01&end=2026-01-01",
 "/quan-ly/?start=2026-01-01", "/quan-ly/?start=0001-01-01&end=2026-01-01", "/quan-ly/?start=a%00&end=2026-01-01", "/demo/thu/%00/", "/ho-so/tep/x/", "/ho-so/%ff/"]

@pytest.mark.parametrize("url", GETS)
@pytest.mark.parametrize("who", ["alice", "lan"])
def test_get(url, who):
    r = Visitor(who).get(url)
    print(url, who, r.status_code)
    assert r.status_code < 500

import base64, json
@pytest.mark.parametrize("raw", [["0001-01-01T00:00:00+14:00", 1, False], ["9999-12-31T23:59:59-14:00", 1, False], ["2026-01-01T00:00:00+07:00", 10**30, False], ["2026-01-01T00:00:00+07:00", -10**30, True], ["2026-01-01T00:00:00+07:00", 10**5000, True], ["0001-01-01T00:00:00+00:00", 1, True]])
def test_cursor(raw):
    cur = base64.urlsafe_b64encode(json.dumps([raw[0],raw[1] if raw[1] < 10**4000 else 10**4000,raw[2]]).encode()).decode()
    story.file("alice", at=NOW)
    r = Visitor("alice").get("/ho-so/", {"after": cur})
    assert r.status_code == 200
    r = Visitor("bob").get("/mot-cua/", {"after": cur})
    assert r.status_code == 200

@pytest.mark.parametrize("seen", ["²", "9"*5000, "x", "", "-1", "1.0", "٣", "\x00"])
@time_machine.travel(NOW)
def test_seen(seen):
    d = story.file("alice", at=NOW)
    r = Visitor("bob").post(f"/mot-cua/{d.code}/accept/", {"seen": seen})
    print(repr(seen[:5]), r.status_code, read(r).summary)
    assert r.status_code in (400,409,422)
