"""Proofreading of a ballot before it is approved: what a careful reader of three languages would ask about (E22, C4).

- `finding`        a finding: code, place, weight, article, text in three languages
- `letters`        alphabets mixed in a word, digits, capitals; Kazakh letters that seem to be missing
- `languages`      differences between the languages: numbers, names in quotes, parts of names, other names
- `registration`   every difference from the registration entries, by character (M25)
- `order`          alphabetical order, namesakes, numbers of the lot; the two last days (M25, M30)

A definition that gets here is sound (`definition.parse_draft`). `stop` findings must be mended before a proof is made;
`look` findings are questions to people, who answer them by approving. What hangs on fonts and screens is in
`service.ballot_check`.
"""

from sailau.election.proofreading.finding import Finding, Weight
from sailau.election.proofreading.languages import differences
from sailau.election.proofreading.letters import odd_letters
from sailau.election.proofreading.order import frozen, order_questions
from sailau.election.proofreading.registration import Registration, against_registration, read_registration

__all__ = [
    "Finding",
    "Registration",
    "Weight",
    "against_registration",
    "differences",
    "frozen",
    "odd_letters",
    "order_questions",
    "read_registration",
]
