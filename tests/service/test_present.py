"""Those present at a precinct: registered, heard, removed; members suspended; sittings minuted (M18-M23, M38)."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest

from sailau.election.nouns import Language
from sailau.formats.v1.record import Bilingual, names
from sailau.formats.v1.tally import Result
from sailau.precinct.commands import Command
from sailau.precinct.present import DEMANDS, Authority, Kind, Person
from sailau.precinct.sitting import Notice, Votes
from sailau.refusal import Refusal
from sailau.service import opening
from sailau.service.act_papers import precinct_act_pdf
from sailau.service.acts import SignedAct, acts
from sailau.service.count import finish_count
from sailau.service.entrance import Actor, Entrance
from sailau.service.presence import presence
from sailau.service.present import (
    Remark,
    enter_remark,
    note_presence,
    people,
    register_present,
    remove_present,
    sender_of,
)
from sailau.service.sittings import Item, Sitting, hold_sitting
from sailau.service.suspension import Decision, suspend_member, suspended_members
from tests.service.day import ISSUER, Day, day, open_day
from tests.service.test_closing import counting, reconciled, voted_day
from tests.service.test_records import judged, written

REASON = Bilingual("Дауыс беруге кедергі келтірді.", "Препятствовал голосованию.")
FOUR = frozenset({"member-1", "member-2", "member-3", "member-4"})
WORDS = "Кабинаның пердесі жыртылған. Штора кабины порвана."


def shown(
    day: Day, kind: Kind = Kind.OBSERVER, surname: str = "Қалиева", sender: str = "«Әділ» бірлестігі"
) -> Authority:
    return Authority(
        kind=kind,
        surname=surname,
        name="Дана",
        patronymic="Ерланқызы",
        sender=sender,
        paper="17",
        shown=frozenset(DEMANDS[kind].papers),
        precinct=day.precinct.installed.precinct,
        day=day.precinct.definition.date,
    )


def observer(day: Day) -> Person:
    person = register_present(day.precinct, shown(day))
    assert isinstance(person, Person), person
    return person


def decision(in_favour: frozenset[str] = FOUR, **others: frozenset[str]) -> Decision:
    return Decision(reason=REASON, votes=Votes(in_favour=in_favour, **others))


def sitting(day: Day, **changes: object) -> Sitting:
    began = day.precinct.minute()
    item = Item(
        matter=Bilingual("Үй-жайдағы тәртіп", "Порядок в помещении"),
        decision=Bilingual("Перде ауыстырылсын.", "Заменить штору."),
        votes=Votes(in_favour=FOUR, against=frozenset({"member-5"})),
    )
    held = Sitting(
        notice=Notice(told=began - timedelta(hours=49), began=began, urgent=False),
        present=FOUR | {"member-5"},
        items=(item,),
        dissents={"member-5": "Перде бүтін деп есептеймін."},
    )
    return replace(held, **changes)  # type: ignore[arg-type]


def act(answer: SignedAct | Refusal) -> SignedAct:
    assert isinstance(answer, SignedAct), answer
    return answer


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def paper(day: Day, signed: SignedAct) -> str:
    pages = pypdf.PdfReader(io.BytesIO(precinct_act_pdf(day.precinct, signed))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_registered_people_outlive_a_power_cut_and_the_record_names_nobody(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        person = observer(made)
        proxy = register_present(made.precinct, shown(made, Kind.PROXY, "Төлегенов", str(answer_ids(made)[0])))
        assert isinstance(proxy, Person)
        gone = note_presence(made.precinct, 2, there=False)
        made.restart()
        assert people(made.precinct) == [person, gone]
        assert sender_of(made.precinct, proxy) == made.precinct.style.contests[0].answers[0].text(Language.KK)
        assert observer(made) == person, "again changes nothing"
        file = made.folder / "computer" / "recorders" / "precinct-computer.jsonl"
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        noted = [(row["event"], row["fields"]) for row in rows if str(row.get("event")).startswith("present-")]
        assert noted == [
            ("present-registered", {"kind": "observer"}),
            ("present-registered", {"kind": "proxy"}),
            ("present-noted", {"there": False}),
        ]
        assert "Қалиева" not in file.read_text("utf-8")


def answer_ids(day: Day) -> Sequence[str]:
    return [str(answer.id) for answer in day.precinct.style.contests[0].answers]


def test_an_observers_remark_stands_word_for_word_in_an_act_of_two_members(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        number = observer(made).number
        remark = Remark(words=WORDS, right=5, document="ab" * 32)
        signed = act(enter_remark(made.precinct, number, remark, made.signers(1, 3)))
        assert signed.act.data["words"] == WORDS
        assert signed.act.members == ("member-1", "member-3")
        again = act(enter_remark(made.precinct, number, remark, made.signers(1, 3)))
        assert again == signed, "handed in twice, attached once"
        other = act(enter_remark(made.precinct, number, replace(remark, right=0), made.signers(1, 3)))
        assert other.act.number == signed.act.number + 1
        text = paper(made, signed)
        for part in ("ескерту", "о замечании", "Штора кабины порвана", "Қалиева Дана", "20-1(6)(5)", "ab" * 4):
            assert part in text, part
        seen = presence(made.precinct)
        assert [row.remarks for row in seen.rights if row.point == 5] == [(signed.label,)]
        assert seen.people[0].remarks == (signed.label, other.label)


@pytest.mark.parametrize("remark", [Remark(words="  "), Remark(words="д" * 3001), Remark(words="а", document="zz")])
def test_an_empty_remark_or_one_too_long_is_sent_back(remark: Remark, tmp_path: Path) -> None:
    with day(tmp_path) as made:
        number = observer(made).number
        assert code(enter_remark(made.precinct, number, remark, made.signers(1, 3))) == "remark-empty"
        assert code(enter_remark(made.precinct, 9, Remark(words="а"), made.signers(1, 3))) == "present-unknown"


def test_nobody_is_removed_but_by_a_reasoned_decision_of_more_than_half(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        number, three = observer(made).number, FOUR - {"member-4"}
        signers = made.signers(1, 3)
        assert code(remove_present(made.precinct, number, decision(three), signers)) == "decision-not-taken"
        without = Decision(reason=Bilingual("Себебі бар.", " "), votes=decision().votes)
        assert code(remove_present(made.precinct, number, without, signers)) == "nothing-decided"
        assert code(remove_present(made.precinct, 7, decision(), signers)) == "present-unknown"
        against = decision(against=frozenset({"member-5"}))
        signed = act(remove_present(made.precinct, number, against, signers))
        made.restart()
        assert act(remove_present(made.precinct, number, against, signers)) == signed
        assert code(register_present(made.precinct, shown(made))) == "was-removed"
        assert act(enter_remark(made.precinct, number, Remark(words=WORDS), signers)), "and may still be heard"
        text = paper(made, signed)
        for part in (
            "Препятствовал голосованию.",
            "Дауыс беруге кедергі",
            "Қалиева Дана",
            "(member-5)",
            "РЕШЕНИЕ",
            "ст. 39, п. 2",
        ):
            assert part in text, part


def test_a_suspended_member_signs_in_nowhere_and_has_no_duty_and_keeps_the_share(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, _):
        door, pki = Entrance(made.precinct), made.installed.pki
        issuer, chair = (door.come_in(pki.signers[one]) for one in (ISSUER, "member-1"))
        assert isinstance(issuer, Actor) and isinstance(chair, Actor)
        votes = decision(frozenset({"member-1", "member-2", "member-3", "member-5"}))
        act(suspend_member(made.precinct, ISSUER, votes, made.signers(1, 2)))
        assert suspended_members(made.precinct) == {ISSUER}
        assert not opening.has_duty(made.precinct, ISSUER, "issues-cards")
        assert code(door.refuse(Command.ADMIT_VOTER, [issuer], member=ISSUER, desk="desk-1")) == "member-suspended"
        assert code(door.come_in(pki.signers[ISSUER])) == "member-suspended"
        assert door.refuse(Command.FIND_VOTER, [chair], desk="desk-1") is None
        assert code(opening.name_duty(made.precinct, ISSUER, "issues-cards")) == "member-suspended"
        made.restart()
        assert isinstance(Entrance(made.precinct).come_in(pki.signers[ISSUER]), Refusal)
        reconciled(made)
        late = Entrance(made.precinct)
        holder = late.come_in(pki.signers[ISSUER])
        assert isinstance(holder, Actor), "the share is still asked for"
        assert late.refuse(Command.DECRYPT, [holder], member=ISSUER) is None
        assert code(late.refuse(Command.MIX, [holder], member=ISSUER)) == "member-suspended"


def test_a_suspended_member_votes_no_more_and_a_stranger_is_not_suspended(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        assert code(suspend_member(made.precinct, "member-9", decision(), made.signers(1, 2))) == "vote-of-no-member"
        act(suspend_member(made.precinct, "member-4", decision(), made.signers(1, 2)))
        assert code(suspend_member(made.precinct, "member-5", decision(), made.signers(1, 2))) == "vote-of-no-member"
        assert code(hold_sitting(made.precinct, sitting(made), made.signers(1, 3))) == "vote-of-no-member"


def test_minutes_hold_votes_and_dissent_word_for_word(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        observer(made)
        held = sitting(made)
        signed = act(hold_sitting(made.precinct, held, made.signers(1, 3)))
        note_presence(made.precinct, 1, there=False)
        assert act(hold_sitting(made.precinct, held, made.signers(1, 3))) == signed, "drawn up twice, entered once"
        text = paper(made, signed)
        for part in (
            *("Порядок в помещении", "Перде ауыстырылсын.", "Заменить штору.", "Перде бүтін деп есептеймін."),
            *("ХАТТАМА", "ПРОТОКОЛ", "заседания комиссии", "Особое мнение", "Ерекше пікір", "ст. 20, п. 5"),
        ):
            assert part in text, part
        (row,) = presence(made.precinct).sittings
        assert (row.decisions[0].taken, row.decisions[0].in_favour, row.decisions[0].against) == (True, 4, 1)
        assert row.dissents == (made.precinct.official("member-5").name,)


def test_minutes_that_cannot_be_are_sent_back(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        held = sitting(made)
        item = held.items[0]
        wrong: Mapping[str, Sitting] = {
            "short-notice": replace(held, notice=replace(held.notice, told=held.notice.began)),
            "nothing-decided": replace(held, items=(replace(item, decision=Bilingual("Иә.", "")),)),
            "minutes-too-long": replace(held, items=(replace(item, matter=Bilingual("ұ" * 3000, "д" * 3000)),)),
            "dissent-in-favour": replace(held, dissents={"member-1": "…"}),
        }
        for expected, one in wrong.items():
            assert code(hold_sitting(made.precinct, one, made.signers(1, 3))) == expected
        assert [one for one in acts(made.precinct) if one.act.kind == "sitting"] == []


def test_remarks_removal_suspension_and_minutes_go_into_a_record_that_is_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with voted_day(tmp_path) as (made, _):
        number = observer(made).number
        entered = [
            act(enter_remark(made.precinct, number, Remark(words=WORDS, right=5), made.signers(1, 3))),
            act(remove_present(made.precinct, number, decision(), made.signers(1, 3))),
            act(hold_sitting(made.precinct, sitting(made), made.signers(1, 3))),
            act(suspend_member(made.precinct, "member-7", decision(), made.signers(1, 2))),
        ]
        reconciled(made)
        assert isinstance(finish_count(made.precinct, counting(made)), Result)
        folder = written(made, tmp_path / "record")
        listed = json.loads((folder / names.PROTOCOL).read_text("utf-8"))["acts"]
        for signed in entered:
            assert (folder / names.act_name(signed.act.number, signed.act.kind)).read_bytes() == signed.data
            assert signed.act.number in [one["number"] for one in listed]
        pages = pypdf.PdfReader(folder / names.PROTOCOL_PDF).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert "Қалиева Дана Ерланқызы" in text
        assert "Препятствовал голосованию." in text
        status, report = judged(made, folder, capsys)
        assert (report["findings"], status) == ([], 0)
        assert report["explained"] == []
