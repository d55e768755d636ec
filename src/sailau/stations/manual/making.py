"""Manuals from their outlines: words of the catalogues, rows of the role matrix, pictures of the screens (C3; E22)."""

import importlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from sailau import __version__
from sailau.adapters.pdf.manual import Chapter, Manual, Picture, Table
from sailau.errors import invariant
from sailau.law.presence import RIGHTS
from sailau.precinct.commands import RULES, Command, Rule, english
from sailau.refusal import Refusal, Text
from sailau.signing.roles import OFFICES, Role
from sailau.stations.manual.outline import ChapterOutline, Outline, Words, outline_of
from sailau.stations.samples import Sample, samples
from sailau.stations.samples.texts import heading_of
from sailau.words.numbers import Language
from sailau.words.screens import LANGUAGES, catalogue

Take = Callable[[Sample, Language], bytes]
"""Takes a sample's picture in a language: PNG."""

STATIONS: Final = {"board": "start:board", "public": "start:public"}
"""What a screen is called that has no heading in the reader's language."""
_END: Final = ".!?:…»”"


def manual_of(name: str, language: Language, take: Take | None) -> Manual:
    """A manual in a language; without `take`, without pictures. Raises what `outline_of` does."""
    return _Making(outline_of(name), language, take).manual()


def pictures_of(name: str) -> tuple[Sample, ...]:
    """The samples whose pictures a manual has, each once, in its order."""
    by_name = {sample.name: sample for sample in samples()}
    wanted = dict.fromkeys(picture for chapter in outline_of(name).chapters for picture in chapter.pictures)
    return tuple(by_name[picture] for picture in wanted)


def words_of(reference: str) -> Mapping[Language, str]:
    """The texts of a reference ("desk:next-voter"); raises `KeyError` when there is no such word."""
    name, _, word = reference.partition(":")
    known = catalogue(name)
    return {language: known.say(word, language) for language in LANGUAGES}


class _Making:
    def __init__(self, outline: Outline, language: Language, take: Take | None) -> None:
        self._outline, self._language, self._take = outline, language, take
        self._samples = {sample.name: sample for sample in samples()}
        self._named: set[Command] = set()

    def manual(self) -> Manual:
        return Manual(
            language=self._language,
            title=self._say(self._outline.title),
            about=tuple(map(self._say, self._outline.about)),
            edition=catalogue("manual").say("edition", self._language, version=__version__),
            contents=self._say("manual:contents"),
            page=self._say("manual:page"),
            foot=self._say("manual:foot"),
            chapters=tuple(map(self._chapter, self._outline.chapters)),
            poster=self._outline.poster,
        )

    def _chapter(self, outline: ChapterOutline) -> Chapter:
        on_screen, article = self._say("manual:on-the-screen"), self._say("manual:article")
        action, who = self._say("manual:action"), self._say("manual:who-acts")
        tables = (
            Table((on_screen, self._say(outline.table)), (*self._rows(outline), *self._answers(outline))),
            Table((on_screen, article), tuple(self._refusals(outline)), wide=True),
            Table((self._say("manual:right"), self._say("manual:here"), article), tuple(self._rights(outline))),
            Table((action, who, article), tuple(self._ruled(outline))),
        )
        return Chapter(
            heading=self._say(outline.heading),
            articles=outline.articles,
            lead=tuple(self._sentences((one,)) for one in outline.lead),
            steps=tuple(map(self._sentences, outline.steps)),
            pictures=self._pictures(outline),
            tables=tuple(table for table in tables if table.rows),
            after=tuple(self._sentences((one,)) for one in outline.after),
        )

    def _pictures(self, outline: ChapterOutline) -> tuple[Picture, ...]:
        if self._take is None:
            return ()
        taken = []
        for name in outline.pictures:
            sample = self._samples[name]
            heading = heading_of(sample.draw(self._language), self._language)
            taken.append(Picture(self._take(sample, self._language), heading or self._say(STATIONS[sample.station])))
        return tuple(taken)

    def _rows(self, outline: ChapterOutline) -> Iterator[tuple[str, ...]]:
        for heading, *rest in outline.rows:
            yield self._say(heading), self._sentences(tuple(rest))

    def _refusals(self, outline: ChapterOutline) -> Iterator[tuple[str, ...]]:
        for path in outline.refusals:
            module, _, name = path.rpartition(".")
            refusal = getattr(importlib.import_module(f"sailau.{module}"), name)
            invariant(isinstance(refusal, Refusal), f"{path} is no refusal")
            yield self._in(refusal.text), refusal.article

    def _answers(self, outline: ChapterOutline) -> Iterator[tuple[str, ...]]:
        if not outline.answers:
            return
        known = catalogue(outline.answers).entries
        for word in known:
            if f"{word}-state" in known and f"{word}-do" in known:
                told = (f"{outline.answers}:{word}-state", f"{outline.answers}:{word}-do")
                yield self._say(f"{outline.answers}:{word}"), self._sentences(told)

    def _rights(self, outline: ChapterOutline) -> Iterator[tuple[str, ...]]:
        for right in RIGHTS if outline.rights else ():
            yield self._in(right.text), self._in(right.here), right.article

    def _ruled(self, outline: ChapterOutline) -> Iterator[tuple[str, ...]]:
        rules = [RULES[Command(name)] for name in outline.commands]
        if outline.role:
            role = Role(outline.role)
            rules += [
                rule
                for rule in RULES.values()
                if rule.part in outline.parts and role in rule.roles and rule.command not in self._named
            ]
        for rule in rules:
            self._named.add(rule.command)
            yield self._in(rule.text), self._who(rule), rule.article

    def _who(self, rule: Rule) -> str:
        manual = catalogue("manual")
        who = ", ".join(self._office(role) for role in Role if role in rule.roles)
        more = []
        if rule.together > 1:
            more.append(manual.say("together", self._language, count=rule.together))
        if rule.lead:
            lead = ", ".join(self._office(role) for role in Role if role in rule.lead)
            more.append(manual.say("among-them", self._language, who=lead))
        return "; ".join((who, *more))

    def _office(self, role: Role) -> str:
        return {"kk": OFFICES[role].kk, "ru": OFFICES[role].ru, "en": english(role)}[self._language]

    def _sentences(self, references: Words) -> str:
        texts = [self._say(one) for one in references]
        return " ".join(text if text.endswith(tuple(_END)) else f"{text}." for text in texts)

    def _say(self, reference: str) -> str:
        return words_of(reference)[self._language]

    def _in(self, text: Text) -> str:
        return {"kk": text.kk, "ru": text.ru, "en": text.en}[self._language]
