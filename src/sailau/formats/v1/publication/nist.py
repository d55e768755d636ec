"""The results in the common data format of NIST SP 1500-100, version 2 (Election Results Reporting), in JSON (L 44).

For whoever compares elections with tools of their own. It is a translation of `data/`, which remains what was signed:

    GpUnit        country, oblasts, districts, precincts; a unit's precincts under ComposingGpUnitIds
    Contest       CandidateContest or PartyContest; the valid figures as votes of `total` for every unit
    VoteCounts    type `total`; where paper was counted too, `other` (OtherType electronic, paper) stands beside it
    OtherCounts   `Undervotes`: blank votes, where the rules allow them
    BallotCounts  ballots cast and rejected (invalid) by unit

The format has no word for the oblast, the state of a contest or of a precinct: an oblast is of type `state`, a district
`other`; an elected candidate is `winner`. There is nothing smaller than the precinct.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import rfc8785

from sailau.election.nouns import Answer, Contest, ContestKind, Definition, WinnerRuleId, Words
from sailau.election.nouns import Language as BallotLanguage
from sailau.election.order import ballot_order
from sailau.formats.v1.publication.fields import Unit
from sailau.formats.v1.publication.outcome import ContestOutcome, Outcome
from sailau.formats.v1.publication.totals import ContestTotals, Totals, UnitTotals

FILE: Final = "data/nist/election-results.json"
_PREFIX: Final = "ElectionResults."
_UNIT_TYPES: Final = {"country": "country", "oblast": "state", "district": "other", "precinct": "precinct"}
_VARIATIONS: Final = {
    WinnerRuleId.MAJORITY_RUNOFF: "majority",
    WinnerRuleId.REPEAT_VOTE: "plurality",
    WinnerRuleId.PLURALITY: "plurality",
    WinnerRuleId.SEVERAL_SEATS: "n-of-m",
    WinnerRuleId.PARTY_LIST: "proportional",
    WinnerRuleId.SENATE_TWO_SEATS: "majority",
}


def election_report(
    definition: Definition, totals: Totals, outcome: Outcome, *, training: bool, software: str
) -> bytes:
    """The report as canonical JSON."""
    whole = next(one for one in totals.units if one.unit.kind == "country")
    report = _of(
        "ElectionReport",
        Format="precinct-level",
        GeneratedDate=totals.as_of.isoformat(),
        Issuer="Орталық сайлау комиссиясы",
        IssuerAbbreviation="ОСК",
        IsTest=training,
        SequenceStart=1,
        SequenceEnd=1,
        Status=_status(whole, outcome),
        VendorApplicationId=f"Sailau {software}",
        GpUnit=list(_units(definition, totals)),
        Election=[_election(definition, totals, outcome)],
    )
    if parties := [_party(one) for one in _parties(definition)]:
        report["Party"] = parties
    if training:
        report["TestType"] = "training"
    return rfc8785.dumps(report)


def _status(whole: UnitTotals, outcome: Outcome) -> str:
    if not outcome.preliminary:
        return "certified"
    return "unofficial-complete" if whole.counted == whole.precincts else "unofficial-partial"


def _of(kind: str, **members: Any) -> dict[str, Any]:
    return {"@type": _PREFIX + kind, **members}


def _text(words: Words) -> dict[str, Any]:
    spoken = [("kk", words.kk), ("ru", words.ru), ("en", words.en)]
    strings = [_of("LanguageString", Language=language, Content=text) for language, text in spoken if text]
    return _of("InternationalizedText", Text=strings)


def _own_id(value: str) -> dict[str, Any]:
    return _of("ExternalIdentifier", Type="other", OtherType="sailau", Value=value)


# Units


def _ids(totals: Totals) -> Mapping[Unit, str]:
    """An id for each unit: of ASCII signs, as the format's references are; oblasts are numbered."""
    oblasts = [one.unit for one in totals.units if one.unit.kind == "oblast"]
    numbered = {unit: f"oblast-{place}" for place, unit in enumerate(oblasts, 1)}
    return {
        one.unit: numbered.get(one.unit) or (f"{one.unit.kind}-{one.unit.id}" if one.unit.id else one.unit.kind)
        for one in totals.units
    }


def _units(definition: Definition, totals: Totals) -> Iterator[dict[str, Any]]:
    ids = _ids(totals)
    titles = {str(one.id): one.title for one in definition.districts}
    oblasts = {one.oblast.kk: one.oblast for one in definition.precincts}
    precincts = {str(int(one.number)): one for one in definition.precincts}
    parts = _parts(definition, ids)
    for one in totals.units:
        kind = one.unit.kind
        unit = _of("ReportingUnit", **{"@id": ids[one.unit]}, Type=_UNIT_TYPES[kind])
        unit |= {"SubUnitsReported": one.counted, "TotalSubUnits": one.precincts}
        if kind == "district":
            unit |= {"OtherType": "electoral-district", "IsDistricted": True, "Name": _text(titles[one.unit.id])}
        elif kind == "oblast":
            unit["Name"] = _text(oblasts[one.unit.id])
        elif kind == "precinct":
            unit |= {"Name": _text(precincts[one.unit.id].name), "Number": one.unit.id}
        else:
            unit["Name"] = _text(Words("Қазақстан Республикасы", "Республика Казахстан", "Republic of Kazakhstan"))
        if kind != "precinct":
            unit["ComposingGpUnitIds"] = parts[ids[one.unit]]
        if one.result is not None:
            lines = one.result.lines
            unit["VotersRegistered"] = lines.get("voters_on_list", 0)
            unit["VotersParticipated"] = lines.get("participants", 0)
        unit["ExternalIdentifier"] = [_own_id(one.unit.id or kind)]
        yield unit


def _parts(definition: Definition, ids: Mapping[Unit, str]) -> Mapping[str, list[str]]:
    """What a unit consists of: the country of oblasts, oblasts and districts of precincts."""
    found: dict[str, list[str]] = {name: [] for name in ids.values()}
    found["country"] = [name for unit, name in ids.items() if unit.kind == "oblast"]
    for precinct in sorted(definition.precincts, key=lambda one: one.number):
        own = f"precinct-{precinct.number}"
        found[ids[Unit(kind="oblast", id=precinct.oblast.kk)]].append(own)
        for district in precinct.districts:
            found[f"district-{district}"].append(own)
    return found


# The election


def _election(definition: Definition, totals: Totals, outcome: Outcome) -> dict[str, Any]:
    day = definition.date.isoformat()
    ids = _ids(totals)
    outcomes = {one.contest: one for one in outcome.contests}
    candidates = [
        _candidate(contest, answer, outcomes.get(str(contest.id)))
        for contest in definition.contests
        if contest.kind is ContestKind.CANDIDATES
        for answer in ballot_order(contest)
    ]
    made = _of(
        "Election",
        Name=_text(definition.title),
        Type="general",
        StartDate=day,
        EndDate=day,
        ElectionScopeId="country",
        Contest=[_contest(one, totals, ids) for one in definition.contests],
        BallotCounts=[
            _of(
                "BallotCounts",
                GpUnitId=ids[one.unit],
                Type="total",
                BallotsCast=one.result.lines.get("participants", 0),
                BallotsRejected=one.result.lines.get("invalid", 0),
            )
            for one in totals.units
            if one.result is not None
        ],
        ExternalIdentifier=[_own_id(str(definition.id))],
    )
    if candidates:
        made["Candidate"] = candidates
    return made


def _answer_id(contest: Contest, answer: Answer) -> str:
    kind = "party" if contest.kind is ContestKind.PARTIES else "candidate"
    return f"{kind}-{contest.id}-{answer.id}"


def _candidate(contest: Contest, answer: Answer, outcome: ContestOutcome | None) -> dict[str, Any]:
    english = answer.text(BallotLanguage.EN)
    kazakh = answer.text(BallotLanguage.KK)
    name = Words(kazakh, answer.text(BallotLanguage.RU), english if english != kazakh else "")
    made = _of("Candidate", **{"@id": _answer_id(contest, answer)}, BallotName=_text(name))
    if outcome is not None and any(one.answer == answer.id for one in outcome.elected):
        made["PostElectionStatus"] = "winner"
    elif outcome is not None and answer.id in outcome.repeat_vote:
        made["PostElectionStatus"] = "advanced-to-runoff"
    return made


def _parties(definition: Definition) -> Iterator[tuple[Contest, Answer]]:
    for contest in definition.contests:
        if contest.kind is ContestKind.PARTIES:
            yield from ((contest, answer) for answer in ballot_order(contest))


def _party(of: tuple[Contest, Answer]) -> dict[str, Any]:
    contest, answer = of
    kazakh, english = answer.text(BallotLanguage.KK), answer.text(BallotLanguage.EN)
    name = Words(kazakh, answer.text(BallotLanguage.RU), english if english != kazakh else "")
    return _of("Party", **{"@id": _answer_id(contest, answer)}, Name=_text(name))


def _contest(contest: Contest, totals: Totals, ids: Mapping[Unit, str]) -> dict[str, Any]:
    parties = contest.kind is ContestKind.PARTIES
    own = [one for one in totals.units if one.result is not None and str(contest.id) in one.result.contests]
    district = next(one for one in totals.units if one.unit == Unit(kind="district", id=str(contest.district)))
    made = _of(
        "PartyContest" if parties else "CandidateContest",
        **{"@id": f"contest-{contest.id}"},
        ElectionDistrictId=ids[district.unit],
        Name=contest.title.kk,
        BallotTitle=_text(contest.title),
        VoteVariation=_VARIATIONS[contest.rule.id],
        SubUnitsReported=district.counted,
        TotalSubUnits=district.precincts,
        ContestSelection=[
            _selection(contest, answer, place, own, ids) for place, answer in enumerate(ballot_order(contest), 1)
        ],
        ExternalIdentifier=[_own_id(str(contest.id))],
    )
    if contest.choices.blank:
        made["OtherCounts"] = [_blank(contest, one, ids) for one in own]
    if not parties:
        made |= {"VotesAllowed": contest.choices.maximum, "NumberElected": contest.rule.seats}
    return made


def _selection(
    contest: Contest, answer: Answer, place: int, units: list[UnitTotals], ids: Mapping[Unit, str]
) -> dict[str, Any]:
    kind, member = (
        ("PartySelection", "PartyIds")
        if contest.kind is ContestKind.PARTIES
        else ("CandidateSelection", "CandidateIds")
    )
    counts = [one for unit in units for one in _counts(contest, answer, unit, ids[unit.unit])]
    own = {"@id": f"selection-{contest.id}-{answer.id}", member: [_answer_id(contest, answer)]}
    return _of(kind, **own, SequenceOrder=place, VoteCounts=counts)


def _counts(contest: Contest, answer: Answer, unit: UnitTotals, own: str) -> Iterator[dict[str, Any]]:
    def votes(figures: ContestTotals) -> int:
        return figures.votes.get(str(answer.id), 0)

    name = str(contest.id)
    if unit.result is not None:
        yield _of("VoteCounts", GpUnitId=own, Type="total", Count=votes(unit.result.contests[name]))
    if unit.paper is not None:
        for kind, protocol in (("electronic", unit.electronic), ("paper", unit.paper)):
            if protocol is not None and name in protocol.contests:
                count = votes(protocol.contests[name])
                yield _of("VoteCounts", GpUnitId=own, Type="other", OtherType=kind, Count=count)


def _blank(contest: Contest, unit: UnitTotals, ids: Mapping[Unit, str]) -> dict[str, Any]:
    blank = unit.result.contests[str(contest.id)].blank if unit.result else 0
    return _of("OtherCounts", GpUnitId=ids[unit.unit], Undervotes=blank)
