"""What is added to a publication for programs that read NIST SP 1500-100, made from the files that lie there (L 44).

publish(centre, folder, signer) adds it to every publication.
"""

from collections.abc import Mapping
from pathlib import Path

from sailau import __version__
from sailau.adapters.files import read_file
from sailau.election.definition import parse
from sailau.formats.v1.publication import OUTCOME_FILE, TOTALS_FILE, names
from sailau.formats.v1.publication.nist import FILE, election_report
from sailau.signing.holder import holder_of
from sailau.signing.trust import read_certificate


def nist_results(folder: Path) -> Mapping[str, bytes]:
    """The report by its path. Raises FormatError, DefinitionError or StoreError when what lies there is no good."""
    report = election_report(
        parse(read_file(folder / names.DEFINITION), names.DEFINITION),
        TOTALS_FILE.read(read_file(folder / names.TOTALS)),
        OUTCOME_FILE.read(read_file(folder / names.OUTCOME)),
        training=holder_of(read_certificate(read_file(folder / names.ROOT_CERTIFICATE))).training,
        software=__version__,
    )
    return {FILE: report}
