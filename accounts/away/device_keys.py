"""The key of what a page keeps on the device for its owner: given to the owner's session alone, and kept nowhere."""

import base64
import hashlib
import hmac

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils.encoding import force_bytes
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.away.marks import mark_of
from accounts.models import User

_PURPOSE = b"accounts.away.device_keys"


def keys_of(user: User) -> list[bytes]:
    """Return the keys of an account, 256 bits each: the one to lock with first, then those of secrets that were replaced."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    message = b"%s %d" % (_PURPOSE, user.pk)
    return [hmac.new(force_bytes(secret), message, hashlib.sha256).digest() for secret in secrets]


@never_cache
@require_safe
def device_keys(request: HttpRequest) -> JsonResponse:
    """Give ``{person, token, keys}``: whose the session is, what a form has to come with now, the keys in base64.

    Nobody signed in: ``{person: "", token, keys: []}``.
    """
    user = request.user
    person, keys = (mark_of(user), keys_of(user)) if isinstance(user, User) else ("", [])
    locks = [base64.b64encode(key).decode() for key in keys]
    return JsonResponse({"person": person, "token": get_token(request), "keys": locks})
