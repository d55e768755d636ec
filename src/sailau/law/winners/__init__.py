"""Who is elected: the winner rules of the law as pure functions in exact arithmetic (M58-M67).

- `majority`     first vote and repeat vote of two: President, Senate, single-seat Mazhilis
- `plurality`    maslikhats; several seats: local self-government
- `party_list`   threshold, quota, largest remainder
- `senate`       the two seats of six and three years

Every outcome carries its worked explanation: the steps, their articles, exact figures and sentences
in three languages. Ties are part of the outcome. The order of the input never matters.
"""

from sailau.law.winners.contenders import CandidateOutcome, Contender, Step, Tie, TieKind
from sailau.law.winners.dated import next_party_on, registration_first_on
from sailau.law.winners.majority import MajorityBase, base_votes, first_vote, repeat_vote, repeat_vote_pair
from sailau.law.winners.party_list import NextParty, PartyListOutcome, PartyResult, party_list
from sailau.law.winners.plurality import plurality, several_seats
from sailau.law.winners.senate import SenateContender, SenateOutcome, joint_session_has_quorum, senate

__all__ = [
    "CandidateOutcome",
    "Contender",
    "MajorityBase",
    "NextParty",
    "PartyListOutcome",
    "PartyResult",
    "SenateContender",
    "SenateOutcome",
    "Step",
    "Tie",
    "TieKind",
    "base_votes",
    "first_vote",
    "joint_session_has_quorum",
    "next_party_on",
    "party_list",
    "plurality",
    "registration_first_on",
    "repeat_vote",
    "repeat_vote_pair",
    "senate",
    "several_seats",
]
