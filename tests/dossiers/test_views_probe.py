import pytest
from datetime import datetime
from procedures.calendar import LOCAL
from portal import story
from tests.dossiers.browsing import *
import time_machine
pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
@time_machine.travel(NOW)
def test_seen():
    d = story.file("alice", at=NOW)
    r = Visitor("bob").post(f"/mot-cua/{d.code}/reject/", {"seen": "1", "reason": "a\n\n  b\n\n\n  c " + "x"*5000})
    import re
    print(re.findall(rb'<textarea.*?</textarea>', r.content, re.S))
