"""Who is meant by what was typed, and whether the password is theirs."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.utils import filter_users_by_email
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts import arrivals
from accounts.models import User


def people_named(login: str) -> list[User]:
    """Return those whose user name or e-mail address this is: one, none, or several with one address."""
    # The database folds letters that Python keeps apart.
    named = [user for user in User.objects.filter(username__iexact=login) if user.username.lower() == login.lower()]
    exactly = [user for user in named if user.username == login]
    certain = exactly or (named if len(named) == 1 else [])
    by_address = filter_users_by_email(login, prefer_verified=True)
    return sorted({*certain, *by_address}, key=lambda user: user.pk)


class ByNameOrAddress(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Looks at a password once for each person who is meant, and once where nobody is: no clock tells them apart."""

    def authenticate(self, request: HttpRequest | None, **credentials: str) -> User | None:
        """Return the person whose name or address and password these are."""
        del request
        login, password = login_of(credentials), credentials.get("password", "")
        meant = people_named(login) if login else []
        if not meant:
            make_password(password)
        # allauth's own check: it keeps a closed account aside, for the page that says so.
        found = (self._check_password(user, password) for user in meant)
        return next((user for user in found if user is not None), None)

    def get_user(self, user_id: int) -> User | None:
        """Return the account of a session, unless it is closed."""
        user = arrivals.account(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


def login_of(credentials: dict[str, str]) -> str:
    """Return what was typed as the name; allauth gives an address under both of its names."""
    return credentials.get("username") or credentials.get("email") or ""
