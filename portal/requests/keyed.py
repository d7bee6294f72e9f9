"""Mail about accounts bears the key of what may come back, as every other mail of this system does (ADR 0100)."""

from email.utils import make_msgid
from typing import Any

from django.conf import settings

from accounts.adapter import Adapter
from dossiers.notices.channels.returns.keys import HEADER, envelope_of, key_of


class KeyedAdapter(Adapter):
    """The hooks of allauth, with what the accounts know nothing of: mail of the office."""

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> Any:
        """Return a mail with a number of its own, its key, and the address to which what is not delivered goes back."""
        mail = super().render_mail(template_prefix, email, context, headers)
        # By its kind an administrator reads which mail came back (``labels.mail_label``).
        kind = template_prefix.rpartition("/")[2].replace("_", "-")
        number = make_msgid(f"{kind}.account", settings.MAIL_DOMAIN)
        mail.extra_headers |= {"Message-ID": number, HEADER: key_of(number), "From": settings.DEFAULT_FROM_EMAIL}
        mail.from_email = envelope_of(number)
        return mail
