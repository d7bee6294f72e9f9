"""Who stands behind a signature: its certificate, by whom that was given, when it was signed, and whom we trust. In the confined process alone."""

import re
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from asn1crypto import pem
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.general import CMSExtractionError, find_unique_cms_attribute
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel, TimestampSignatureStatus
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    ExpiredError,
    NotYetValidError,
    OCSPValidationError,
    PathBuildingError,
    PathError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.policy_decl import AcceptAllAlgorithms

from dossiers.viewing.asking import Body, Revocation, Signature, TimeBy, Trust
from dossiers.viewing.judging import UNREADABLE
from dossiers.viewing.signatures import as_utc, name_of, weak_of

_NOT_TRUSTED = (PathError, ValidationError, CRLValidationError, OCSPValidationError, CMSExtractionError)
SIGNS = frozenset({"digital_signature", "non_repudiation"})
ALLOWED = frozenset({ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING})
"""What may come behind a signature that is as it was."""
_OBJECT = re.compile(rb"\d\s+obj\b")
READ = ("/adbe.pkcs7.detached", "/ETSI.CAdES.detached")
"""Ways in which a signature may lie in a file."""


class _Time(NamedTuple):
    at: datetime | None
    by: TimeBy
    stamped_by: str = ""


class Reading:
    """One reading of a file: by the roots that are trusted, and what the file brings along."""

    def __init__(self, reader: PdfFileReader, roots: bytes, at: datetime) -> None:
        """Read at an instant, with roots as PEM."""
        self.at = at
        self.roots = (
            [Certificate.load(der) for _kind, _headers, der in pem.unarmor(roots, multiple=True)] if roots else []
        )
        self.brought = _brought(reader)

    async def of(self, signature: EmbeddedPdfSignature) -> Signature:
        """Return what is found of a signature. Raises what readers raise where it cannot be read."""
        if signature.sig_object.get("/SubFilter") not in READ:
            return Signature(Body.UNREAD)
        own, others = signature.signer_cert, signature.other_embedded_certs
        body, time = _body_of(signature), await self._time_of(signature)
        moment = time.at or self.at
        begins, ends = as_utc(own.not_valid_before), as_utc(own.not_valid_after)
        trust, revocation, path = await self._trust_in(signature, own, others, moment)
        return Signature(
            body=body,
            name=name_of(own.subject, "common_name", "organization_name"),
            organisation=name_of(own.subject, "organization_name") if "common_name" in own.subject.native else "",
            issuer=name_of(own.issuer, "common_name", "organization_name"),
            at=time.at,
            at_by=time.by,
            stamped_by=time.stamped_by,
            begins=begins,
            ends=ends,
            was_in_force=begins is not None and ends is not None and begins <= moment <= ends,
            trust=trust,
            revocation=revocation,
            weak=weak_of([signature.md_algorithm], path),
        )

    async def _time_of(self, signature: EmbeddedPdfSignature) -> _Time:
        """Return when it was signed: as a time-stamp says that is of this signature, else as the signer says."""
        for stamp in generic_cms.extract_tst_data_iter(signature.signer_info, signed=False):
            with suppress(*UNREADABLE, *_NOT_TRUSTED):
                told = as_utc(stamp["encap_content_info"]["content"].parsed["gen_time"].native)
                found = await generic_cms.validate_tst_signed_data(
                    stamp,
                    self._trusting(told or self.at),
                    generic_cms.message_imprint_checker(signature.signer_info),
                )
                status = TimestampSignatureStatus(**found)
                if told and status.intact and status.valid:
                    by = TimeBy.STAMP if status.trusted else TimeBy.UNKNOWN_STAMP
                    return _Time(told, by, name_of(status.signing_cert.subject, "common_name", "organization_name"))
        with suppress(*UNREADABLE, PdfError):
            if claimed := as_utc(signature.self_reported_timestamp):
                return _Time(claimed, TimeBy.SIGNER)
        return _Time(None, TimeBy.NOBODY)

    async def _trust_in(
        self, signature: EmbeddedPdfSignature, own: Certificate, others: list[Certificate], moment: datetime
    ) -> tuple[Trust, Revocation, list[Certificate]]:
        """Return whether a certificate leads to a root at a moment, whether it was revoked as far as the file says, and by which others."""
        if unled := self._unled(own):
            return unled, Revocation.UNASKED, [own]
        brought = _brought_by(signature, self.brought)
        # First so that everything has to be proven; where that cannot be, nobody is asked.
        for mode in ("require", "soft-fail") if brought else ("soft-fail",):
            context = self._trusting(moment, brought, mode)
            try:
                path = await CertificateValidator(own, others, context).async_validate_path()
            except RevokedError:
                return Trust.REVOKED, Revocation.REVOKED, [own]
            except PathBuildingError:
                return Trust.UNKNOWN, Revocation.UNASKED, [own]
            except (ExpiredError, NotYetValidError):
                found = Trust.EXPIRED
            except (*_NOT_TRUSTED, *UNREADABLE):
                found = Trust.UNSOUND if _may_sign(own) else Trust.UNFIT
            else:
                revocation = Revocation.GOOD if mode == "require" else Revocation.UNASKED
                certificates = [one for one in path if isinstance(one, Certificate)]
                return Trust.TRUSTED if _may_sign(own) else Trust.UNFIT, revocation, certificates
        return found, Revocation.UNASKED, [own]

    def _unled(self, own: Certificate) -> Trust | None:
        """Return what is said of a certificate of which no path is looked for; None of others."""
        if own.self_issued and not any(own.dump() == root.dump() for root in self.roots):
            return Trust.SELF_MADE
        return None if self.roots else Trust.UNCHECKED

    def _trusting(
        self, moment: datetime, brought: dict[str, list[Any]] | None = None, mode: str = "soft-fail"
    ) -> ValidationContext:
        kept = brought or {"other_certs": self.brought.get("other_certs", [])}
        return ValidationContext(
            trust_roots=self.roots,
            moment=moment,
            allow_fetching=False,
            revocation_mode=mode,
            # What says later that it was not revoked says it of the moment too.
            retroactive_revinfo=True,
            algorithm_usage_policy=AcceptAllAlgorithms(),
            other_certs=kept.get("other_certs"),
            crls=kept.get("crls"),
            ocsps=kept.get("ocsps"),
        )


def _may_sign(own: Certificate) -> bool:
    """Say whether a certificate may sign by what it says; one that says nothing of its use may."""
    usage = own.key_usage_value
    return usage is None or bool(SIGNS & usage.native)


def _body_of(signature: EmbeddedPdfSignature) -> Body:
    """Return what has become of what was signed."""
    digest = signature.compute_digest()
    intact, valid = generic_cms.validate_sig_integrity(signature.signer_info, signature.signer_cert, "data", digest)
    if not (intact and valid):
        return Body.BROKEN
    signature.compute_integrity_info()  # type: ignore[no-untyped-call]
    said = signature.summarise_integrity_info()
    if said["coverage"] is SignatureCoverageLevel.ENTIRE_FILE:
        return Body.WHOLE
    if said["coverage"] is not SignatureCoverageLevel.ENTIRE_REVISION:
        return Body.PARTLY
    found = said["diff_result"]
    level = found.modification_level if isinstance(found, DiffResult) else ModificationLevel.OTHER
    if not said["docmdp_ok"] or level not in ALLOWED:
        return Body.CHANGED
    return _trailed(signature) if level is ModificationLevel.NONE else Body.FURTHER


def _trailed(signature: EmbeddedPdfSignature) -> Body:
    """Return what it means that bytes lie behind a signature which change nothing by the rules.

    What stands in no table of the file may be shown by a program that mends such files: whether it is cannot be said.
    """
    if signature.signed_revision < signature.reader.xrefs.total_revisions - 1:
        return Body.TRAILED
    stream = signature.reader.stream
    stream.seek(int(signature.byte_range[2]) + int(signature.byte_range[3]))
    return Body.CHANGED if _OBJECT.search(stream.read()) else Body.TRAILED


def _brought(reader: PdfFileReader) -> dict[str, list[Any]]:
    """Return what a file brings along for whoever checks it later (DSS): certificates, and what says which were revoked."""
    with suppress(*UNREADABLE, PdfError):
        kept = DocumentSecurityStore.read_dss(reader)
        lists = [one.get_object().data for one in kept.crls], [one.get_object().data for one in kept.ocsps]
        found = {"other_certs": list(kept.load_certs()), "crls": lists[0], "ocsps": lists[1]}
        return {name: values for name, values in found.items() if values}
    return {}


def _brought_by(signature: EmbeddedPdfSignature, brought: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the same with what the signature itself brings; nothing where neither says what was revoked."""
    found = dict(brought)
    with suppress(*UNREADABLE, PdfError):
        kept = find_unique_cms_attribute(signature.signer_info["signed_attrs"], "adobe_revocation_info_archival")
        found["crls"] = [*found.get("crls", []), *(kept["crl"] or ())]
        found["ocsps"] = [*found.get("ocsps", []), *(kept["ocsp"] or ())]
    return found if found.get("crls") or found.get("ocsps") else {}
