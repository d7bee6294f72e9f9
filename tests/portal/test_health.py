"""The two addresses for whoever watches the site, and what every answer carries."""

import pytest
from django.db import connection
from django.test import Client


def test_healthz_asks_nothing_but_the_process(client: Client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_answers_when_every_migration_is_there(client: Client):
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_refuses_while_a_migration_is_missing(client: Client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'portal'")

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"migrations are missing\n")


@pytest.mark.django_db
def test_readyz_refuses_while_the_database_does_not_answer(client: Client, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_migrations RENAME COLUMN app TO gone")

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"the database does not answer\n")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_they_only_answer_reading(client: Client, method):
    assert getattr(client, method)("/healthz").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/thu-tuc/", "/tai-khoan/login/", "/no-such-page/"])
def test_no_page_lets_in_anything_but_its_own(client: Client, address):
    response = client.get(address)

    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_a_form_without_its_token_is_told_what_to_do():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/i18n/setlang/", {"language": "en"})

    assert response.status_code == 403
    assert "error.html" in [template.name for template in response.templates]


@pytest.mark.django_db
def test_a_language_is_kept(client: Client):
    client.post("/i18n/setlang/", {"language": "en"})

    assert 'lang="en"' in client.get("/").content.decode()
