"""What was found of the signatures of a file, in words: by whom, whether it is intact, who stands behind it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dossiers.display.formats import vn_date, vn_datetime
from dossiers.models import Attachment
from dossiers.viewing.asking import Body, Problem, Revocation, Signature, SignaturesRead, TimeBy, Trust


class Tone(StrEnum):
    """How much somebody has to look at it."""

    FINE = "fine"
    DOUBT = "doubt"
    BROKEN = "broken"


AS_SIGNED = frozenset({Body.WHOLE, Body.FURTHER, Body.TRAILED})
GLYPHS = {Tone.FINE: "tick", Tone.DOUBT: "soon", Tone.BROKEN: "overdue"}
BODIES: Mapping[Body, Promise] = {
    Body.WHOLE: gettext_lazy("intact"),
    Body.FURTHER: gettext_lazy("intact (signatures or filled fields were added afterwards)"),
    Body.TRAILED: gettext_lazy("after it was signed, data were added outside of what was signed"),
    Body.CHANGED: gettext_lazy("changed after it was signed"),
    Body.PARTLY: gettext_lazy("the signature does not cover the whole file"),
    Body.BROKEN: gettext_lazy("not intact: the content is not what was signed"),
}
MEANINGS: Mapping[Body, Promise] = {
    Body.WHOLE: gettext_lazy("The signature covers the whole file, and nothing in it has changed since."),
    Body.FURTHER: gettext_lazy(
        "What was signed is unchanged. Afterwards further signatures came, or fields were filled in, which a signature allows."
    ),
    Body.TRAILED: gettext_lazy(
        "What was signed is unchanged. Behind it the file has data that are neither a signature nor a filled field and show nothing."
    ),
    Body.CHANGED: gettext_lazy(
        "What was signed is still in the file, but other content was added afterwards, which this signature does not cover."
    ),
    Body.PARTLY: gettext_lazy(
        "A part of the file is outside of the signature: nobody can say whether it is as it was signed."
    ),
    Body.BROKEN: gettext_lazy(
        "The file was changed or damaged after it was signed: the signature says nothing of its content."
    ),
}
TRUSTS: Mapping[Trust, Promise] = {
    Trust.TRUSTED: gettext_lazy("trusted"),
    Trust.UNCHECKED: gettext_lazy("which authority stands behind it was not checked"),
    Trust.UNKNOWN: gettext_lazy("not trusted: the authority is not one that this office knows"),
    Trust.REVOKED: gettext_lazy("not trusted: the certificate was revoked"),
    Trust.EXPIRED: gettext_lazy("not trusted: the certificate was not in force when it was signed"),
    Trust.UNFIT: gettext_lazy("not trusted: the certificate is not one for signing"),
    Trust.UNSOUND: gettext_lazy("not trusted: what stands between the certificate and its authority does not hold"),
    Trust.SELF_MADE: gettext_lazy("not trusted: a self-made certificate, issued by no authority"),
}
REVOCATIONS: Mapping[Revocation, Promise] = {
    Revocation.UNASKED: gettext_lazy(
        "Whether the certificate had been revoked was not asked: the file brings no answer to it."
    ),
    Revocation.GOOD: gettext_lazy("By what the file brings along, the certificate had not been revoked."),
    Revocation.REVOKED: gettext_lazy("By what the file brings along, the certificate had been revoked."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A signature, or why none can be told of."""

    line: str
    tone: Tone = Tone.DOUBT
    details: tuple[str, ...] = ()

    @property
    def glyph(self) -> str:
        """The sign beside it."""
        return GLYPHS[self.tone]


def signatures_of(file: Attachment) -> list[Shown]:
    """Return what is said of the signatures of a file that has been looked at."""
    if file.signatures is None:
        return []
    read = msgspec.convert(file.signatures, SignaturesRead)
    if read.problem is not None:
        return [Shown(_("Digital signature: could not be read"), details=(_why_not(read.problem),))]
    shown = [_shown(one, read) for one in read.found]
    if read.more:
        words = ngettext(
            "%(more)s further signature is not told of", "%(more)s further signatures are not told of", read.more
        )
        shown.append(Shown(words % {"more": read.more}))
    return shown


def _why_not(problem: Problem) -> str:
    if problem is Problem.GONE:
        return _("The stored file is missing.")
    if problem is Problem.TOO_LONG:
        return _("To read it takes too long. Open the file in a program for signatures.")
    return _(
        "The file seems to be signed, but is damaged or not built as it should be. Open it in a program for signatures."
    )


def _shown(one: Signature, read: SignaturesRead) -> Shown:
    if one.body is Body.UNREAD:
        return Shown(
            _("Digital signature: could not be read"),
            details=(
                _("It is of a kind that is not read here, or damaged. Open the file in a program for signatures."),
            ),
        )
    return Shown(_line(one), _tone(one), (*_details(one), _("Read on %(at)s.") % {"at": vn_datetime(read.at)}))


def _tone(one: Signature) -> Tone:
    if one.body not in AS_SIGNED or one.trust is Trust.REVOKED:
        return Tone.BROKEN
    is_fine = one.body is not Body.TRAILED and one.trust is Trust.TRUSTED and one.was_in_force and not one.weak
    return Tone.FINE if is_fine else Tone.DOUBT


def _line(one: Signature) -> str:
    name = one.name or _("name not given")
    who = f"{name} ({one.organisation})" if one.organisation and one.organisation != name else name
    parts = [_("Digitally signed: %(who)s") % {"who": who}, str(BODIES[one.body])]
    if one.issuer and one.trust is not Trust.SELF_MADE:
        parts.append(_("certificate issued by %(issuer)s") % {"issuer": one.issuer})
    # Of a content that nobody signed it is no comfort that the certificate is good.
    if one.trust is not Trust.TRUSTED or one.body in AS_SIGNED:
        parts.append(str(TRUSTS[one.trust]))
    if not one.was_in_force and one.trust in {Trust.UNCHECKED, Trust.UNKNOWN, Trust.SELF_MADE}:
        parts.append(_("not in force when it was signed"))
    if one.weak:
        parts.append(_("signed in a way that can be forged (%(weak)s)") % {"weak": ", ".join(one.weak)})
    return ", ".join(parts)


def _details(one: Signature) -> Iterator[str]:
    yield str(MEANINGS[one.body])
    yield _time(one)
    if one.begins and one.ends:
        words = {"begins": vn_date(one.begins), "ends": vn_date(one.ends)}
        yield (
            _("The certificate is in force from %(begins)s to %(ends)s, and was when it was signed.") % words
            if one.was_in_force
            else _("The certificate is in force from %(begins)s to %(ends)s, and was not when it was signed.") % words
        )
    if one.trust is Trust.SELF_MADE:
        yield _("Whoever has the certificate made it: nobody vouches for the name in it.")
    elif one.trust is Trust.UNCHECKED:
        yield _("Which authority stands behind it was not checked: no root certificates are set.")
    else:
        if one.trust is Trust.TRUSTED:
            yield _("The certificate leads to an authority that this office trusts.")
        yield str(REVOCATIONS[one.revocation])


def _time(one: Signature) -> str:
    words = {"at": vn_datetime(one.at), "who": one.stamped_by or _("name not given")}
    if one.at_by is TimeBy.STAMP:
        return _("Signed by %(at)s: a time-stamp of %(who)s vouches for it.") % words
    if one.at_by is TimeBy.UNKNOWN_STAMP:
        return (
            _("Signed by %(at)s, as a time-stamp of %(who)s says; who stands behind that stamp is not known.") % words
        )
    if one.at_by is TimeBy.SIGNER:
        return _("Signed at %(at)s by the signer's own clock; nobody vouches for it.") % words
    return _("It does not say when it was signed.")
