"""Those present, suspension and sittings by a station's link; acts are signed where the members' keys are (M18-M23)."""

from pathlib import Path
from typing import Any

import pytest

from sailau.adapters.table_wire import LinkLostError
from sailau.formats.v1.record import Act
from sailau.precinct.present import DEMANDS, Kind
from sailau.service.acts import acts
from sailau.service.present import people
from sailau.service.trust import trust_of
from sailau.signing.cms import verify_detached
from sailau.signing.roles import DocumentKind
from tests.service.day import ISSUER
from tests.service.test_table_station import CHAIR, at_a_desk, code, found, signed_in

SECRETARY = "member-3"
FOUR = ["member-1", "member-2", "member-3", "member-5"]
DECIDED: dict[str, Any] = {
    "reason": {"kk": "Тәртіп бұзды.", "ru": "Нарушил порядок."},
    "in_favour": FOUR,
    "against": ["member-6"],
    "abstained": [],
}


def papers(kind: Kind = Kind.OBSERVER, **changes: Any) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "surname": "Қалиева",
        "name": "Дана",
        "patronymic": "",
        "sender": "«Әділ» бірлестігі",
        "paper": "17",
        "shown": [paper.value for paper in DEMANDS[kind].papers],
        "precinct": 25,
        "day": "2005-12-04",
        "accredited": "",
    } | changes


def test_observer_is_registered_heard_and_removed_from_a_station(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        chair, secretary = signed_in(day, link, CHAIR), signed_in(day, link, SECRETARY)
        assert code(link.ask("register-present", [chair], **papers(shown=["authority"]))) == "paper-not-shown"
        assert code(link.ask("register-present", [chair], **papers(day="4 December"))) == "authority-other-day"
        number = found(link.ask("register-present", [chair], **papers()))["number"]
        assert found(link.ask("note-presence", [secretary], number=number, there=False)) == {"number": number}
        found(link.ask("note-presence", [secretary], number=number, there=True))
        shown: list[Act] = []
        agree = lambda act: shown.append(act) or True  # type: ignore[func-returns-value]  # noqa: E731
        words = {"number": number, "words": "Перде жыртық.", "right": 5, "document": ""}
        remark = found(link.ask("enter-remark", [chair, secretary], agree=agree, **words))["act"]
        removed = found(link.ask("remove-present", [chair, secretary], agree=agree, number=number, **DECIDED))["act"]
        assert [act.kind for act in shown] == ["present_remark"] * 2 + ["present_removed"] * 2
        for one in [one for one in acts(day.precinct) if one.label in (remark, removed)]:
            signed = verify_detached(one.data, one.signature, trust_of(day.precinct), DocumentKind.ACT)
            assert [who.holder.member for who in signed] == [1, 3]
        seen = found(link.presence())
        assert [(row["name"], row["whereabouts"]) for row in seen["people"]] == [("Қалиева Дана", "removed")]
        assert [row["remarks"] for row in seen["rights"] if row["point"] == 5] == [[remark]]
        assert code(link.ask("register-present", [chair], **papers())) == "was-removed"


def test_a_proxy_is_named_with_the_candidate_and_counted_by_kind(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        chair = signed_in(day, link, CHAIR)
        answer = found(link.presence())["senders"][0]
        found(link.ask("register-present", [chair], **papers(Kind.PROXY, sender=answer["answer"])))
        seen = found(link.presence())
        assert seen["people"][0]["sender"] == answer["name"]
        assert {row["kind"]: row["in_room"] for row in seen["kinds"]}["proxy"] == 1


def test_those_present_are_told_to_nobody_who_has_not_signed_in(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (_, link):
        assert code(link.presence()) == "not-signed-in"


def test_a_member_suspended_at_another_station_commands_no_more_where_he_sits(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        issuer, chair, secretary = (signed_in(day, link, one) for one in (ISSUER, CHAIR, SECRETARY))
        found(link.ask("find-voter", [issuer], iin=day.voter(1).iin.digits, typed=False))
        said: dict[str, Any] = {"suspended": issuer, **DECIDED}
        assert "suspend-member" in code(link.ask("suspend-member", [chair], agree=lambda act: True, **said))
        found(link.ask("suspend-member", [chair, secretary], agree=lambda act: True, **said))
        assert code(link.ask("find-voter", [issuer], iin=day.voter(2).iin.digits, typed=False)) == "member-suspended"
        link.sign_out(issuer)
        assert code(link.sign_in(day.installed.pki.signers[ISSUER])) == "member-suspended"
        assert [row["member"] for row in found(link.presence())["suspended"]] == [ISSUER]


def test_minutes_are_shown_whole_and_signed_by_chair_and_secretary(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        chair, secretary = signed_in(day, link, CHAIR), signed_in(day, link, SECRETARY)
        said: dict[str, Any] = {
            "told": "2005-12-02T06:00",
            "began": "2005-12-04T06:45",
            "urgent": False,
            "present": [*FOUR, "member-6"],
            "items": [
                {
                    "matter": {"kk": "Тәртіп", "ru": "Порядок"},
                    "decision": {"kk": "Бекітілсін.", "ru": "Утвердить."},
                    "in_favour": FOUR,
                    "against": ["member-6"],
                    "abstained": [],
                }
            ],
            "dissents": {"member-6": "Қарсымын."},
        }
        shown: list[Act] = []
        agree = lambda act: shown.append(act) or True  # type: ignore[func-returns-value]  # noqa: E731
        label = found(link.ask("hold-sitting", [chair, secretary], agree=agree, **said))["act"]
        assert shown[0].data["dissents"] == {"member-6": "Қарсымын."}
        assert shown[0].data["told"] == "2005-12-02 06:00"
        (row,) = found(link.presence())["sittings"]
        assert (row["label"], row["decisions"][0]["taken"]) == (label, True)
        assert code(link.ask("hold-sitting", [chair, secretary], **said | {"present": FOUR})) == "votes-unclear"
        for told in ("", "yesterday", "2005-12-04T06:46"):
            assert code(link.ask("hold-sitting", [chair, secretary], **said | {"told": told})) == "notice-unclear"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "minister"},
        {"shown": ["authority", "money"]},
        {"shown": "authority"},
        {"precinct": "25"},
        {"surname": 7},
    ],
)
def test_a_station_that_does_not_speak_as_agreed_is_hung_up_on(wrong: dict[str, Any], tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        chair = signed_in(day, link, CHAIR)
        with pytest.raises(LinkLostError):
            link.ask("register-present", [chair], **papers() | wrong)
        assert people(day.precinct) == []
