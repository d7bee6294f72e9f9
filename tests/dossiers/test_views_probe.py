import pytest
from tests.dossiers.browsing import *
from django.urls import get_resolver
pytestmark = pytest.mark.django_db
def walk(patterns, prefix=""):
    for p in patterns:
        if hasattr(p, "url_patterns"): yield from walk(p.url_patterns, prefix+str(p.pattern))
        else: yield prefix+str(p.pattern), p.name
def test_x():
    for path, name in walk(get_resolver().url_patterns):
        if path.startswith("tai-khoan") and "<" not in path and "(?P" not in path:
            for who in ("", "alice"):
                try:
                    r = Visitor(who).get("/"+path.replace("^","").replace("$",""))
                    print(path, name, who, r.status_code, r.headers.get("Location"))
                except BaseException as e:
                    print(path, name, who, "EXC", type(e), str(e)[:200])
        else: print("skip", path)
