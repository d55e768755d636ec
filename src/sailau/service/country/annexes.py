"""Step 6, of long notices: every annex is there, as it was printed, and signed by who signed the notice (L 50-7(1))."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from sailau.adapters.files import read_file
from sailau.errors import SignatureError, StoreError
from sailau.formats.v1.notice import Annex
from sailau.formats.v1.publication import names
from sailau.service.centre.notice_sheets import is_annex, partition
from sailau.service.country.finding import PAPERS, CountryFindings
from sailau.service.country.papers import Told
from sailau.service.country.publication import Publication, signed_by
from sailau.signing.pdf import verify_pdf
from sailau.signing.roles import DocumentKind

_ANNEX: Final = re.compile(r"notices/[0-9]{3,}-[a-z_]+-annex-[0-9]+\.pdf\Z", re.ASCII)


def check_annexes(publication: Publication, notices: Iterable[Told], findings: CountryFindings) -> None:
    """Judge the annexes of all good notices; an annex that none of them names is a defect too."""
    named = set()
    for told in notices:
        annexes = told.data.annexes or ()
        if annexes and not partition(annexes, len(told.data.rows)):
            findings.defect(PAPERS, "annex-rows", told.path, "its annexes do not have each row once, in order")
        for annex in annexes:
            path = f"{names.NOTICES}/{annex.file}"
            named.add(path)
            _check(publication, told, annex, path, findings)
    listed = {path for path in publication.manifest.files if _ANNEX.search(path)}
    for path in sorted(listed - named):
        findings.defect(PAPERS, "annex-unnamed", path, "no good notice names it")


def _check(publication: Publication, told: Told, annex: Annex, path: str, findings: CountryFindings) -> None:
    if path not in publication.data:
        try:
            read_file(publication.folder / path)
        except StoreError:
            findings.defect(PAPERS, "annex-missing", path, f"{told.path} names it, and it is not there")
        else:
            findings.defect(PAPERS, "annex-altered", path, "it is not the file that the manifest lists")
        return
    pdf = publication.read(path)
    if pdf is None or not is_annex(annex, pdf):
        findings.defect(PAPERS, "annex-altered", path, f"it does not begin with what {told.path} gives the hash of")
        return
    trust = replace(publication.trust, at=told.paper.at)
    try:
        due = {one.fingerprint for one in signed_by(publication.folder, told.path, DocumentKind.NOTICE, trust)}
        signed = {one.identity.fingerprint for one in verify_pdf(pdf, trust, kind=DocumentKind.NOTICE)}
    except SignatureError as error:
        findings.defect(PAPERS, "annex-signature", path, str(error))
        return
    if signed != due:
        findings.defect(PAPERS, "annex-signature", path, f"signed by others than {told.path}")
