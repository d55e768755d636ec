"""Step 6, of mandates: decisions on them might be taken, and mandates.json says what follows (L 97-1(5); M66, M68)."""

from collections.abc import Sequence

from sailau.commission.decisions import CommissionDecision
from sailau.commission.mandates import announced, refusal_of
from sailau.commission.published import published_mandates
from sailau.formats.v1.publication import names
from sailau.formats.v1.publication.mandates import MANDATES_FILE
from sailau.service.country.finding import PAPERS, CountryFindings
from sailau.service.country.papers import Told
from sailau.service.country.publication import Publication
from sailau.service.country.sums import compare


def check_mandates(
    publication: Publication,
    decisions: Sequence[CommissionDecision],
    notices: Sequence[Told],
    findings: CountryFindings,
) -> None:
    """Judge each decision by the results that were announced until then, and the file by all of them."""
    definition = publication.definition
    for place, decision in enumerate(decisions):
        told = announced((one.paper, one.data) for one in notices if one.paper.at <= decision.taken)
        refused = refusal_of(decision, definition, told, decisions[:place])
        if refused is not None:
            findings.defect(PAPERS, "decision-unlawful", names.decision_file(decision.number), refused.text.en)
    published = publication.mandates
    as_of = publication.manifest.published if published is None else published.as_of
    due = published_mandates(definition, as_of, announced((one.paper, one.data) for one in notices), decisions)
    if published is None and due is not None and names.MANDATES not in publication.manifest.files:
        findings.defect(
            PAPERS, "file-missing", names.MANDATES, "a notice names who is elected; who holds the mandates is not there"
        )
    elif published is not None:
        must = {} if due is None else MANDATES_FILE.codec.encode(due)
        compare(PAPERS, names.MANDATES, must, MANDATES_FILE.codec.encode(published), findings)
