"""Message sets, read: their texts and starters checked, and what the engine needs to know of each besides its rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from pydantic import ValidationError

from frontdesk.model import Account
from frontdesk.rules.hours_ref import HoursRef
from frontdesk.rules.manners import DEFAULT, check_manner, manner_of
from frontdesk.rules.period import Moment, reversed_dates
from frontdesk.rules.positions import Path
from frontdesk.rules.problems import Problems
from frontdesk.rules.readable import explain
from frontdesk.rules.schedules import HoursTable
from frontdesk.rules.selection import Selection
from frontdesk.rules.shapes import MessageSetShape
from frontdesk.rules.starters import StarterReader
from frontdesk.rules.texts import TextReader, variants
from frontdesk.templating import Manner, TagTable, Wording, language_chain
from frontdesk.vocabulary import Starter


@dataclass(frozen=True, slots=True, kw_only=True)
class SetInfo:
    """A message set as the engine and the console see it: whom it is for, when, how, and what it says."""

    name: str
    position: int
    """Its place among the message sets of the document."""
    rank: int = 0
    """Of two that are active at once, the one of the lower rank speaks: by place, and before what it takes over."""
    takes_over: frozenset[str] = frozenset()
    """Names of sets that it may meet: it speaks, and that is no conflict."""
    selection: Selection
    channels: frozenset[str] | None
    """Kinds of channel and ids of accounts; None = all."""
    since: Moment | None
    until: Moment | None
    hours: HoursRef
    language: str | None
    privacy: Wording | None
    welcome: Wording
    absence: Wording
    fallback: Wording | None
    starters: tuple[Starter, ...]
    manner: Manner = DEFAULT
    """How the tags in its texts are told."""
    greet_once: Literal["episode", "day", "contact"]
    absence_repeat: Literal["start", "each_closed_period"]
    starters_outside_hours: bool
    episode_idle: timedelta

    def speaks_on(self, account: Account) -> bool:
        """Whether it is for this account's channel."""
        return self.channels is None or account.channel in self.channels or account.id in self.channels

    @property
    def wordings(self) -> Iterator[Wording]:
        """All its texts."""
        texts = (self.privacy, self.welcome, self.absence, self.fallback)
        yield from (text for text in texts if text is not None)
        for starter in self.starters:
            yield from (starter.title, starter.answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSet:
    """A message set that has no error: its form, for the expansion, and what is known of it."""

    shape: MessageSetShape
    info: SetInfo
    path: Path

    @property
    def compiled_shape(self) -> MessageSetShape:
        """The form with its texts compiled already, so that its rules need not do it again."""
        return self.shape.model_copy(update={key: getattr(self.info, key) for key in TEXTS})


class SetReader:
    """Reads message sets one by one."""

    def __init__(self, tags: TagTable, hours: HoursTable, problems: Problems) -> None:
        self._texts = TextReader(tags)
        self._hours = hours
        self._problems = problems

    def read(self, raw: object, position: int) -> ReadSet | None:
        """The set, or None, with what is wrong recorded."""
        path: Path = ("message_sets", position)
        before = self._problems.errors
        try:
            shape = MessageSetShape.model_validate(raw)
        except ValidationError as error:
            explain(error, raw=raw, path=path, model=MessageSetShape, problems=self._problems)
            self._read_what_is_there(raw, path)
            return None
        info = self._info(shape, path)
        return None if info is None or self._problems.errors > before else info

    def _info(self, shape: MessageSetShape, path: Path) -> ReadSet | None:
        hours = self._hours.reference(shape.chat_hours, (*path, "chat_hours"))
        check_dates(shape.since, shape.until, path, self._problems)
        privacy, welcome, absence, fallback = (self._text(shape, key, path) for key in TEXTS)
        starters = self._starters(shape).read(shape.starters, (*path, "starters"), self._problems)
        self._warn_of_languages(shape, path)
        check_manner(shape.tags, self._texts.tags, (*path, "tags"), self._problems)
        if welcome is None or absence is None:
            return None
        info = SetInfo(
            name=shape.name,
            position=int(path[1]),
            selection=shape.establishments.selection,
            takes_over=frozenset(shape.takes_over),
            channels=None if shape.channels == "all" else frozenset(shape.channels),
            since=shape.since,
            until=shape.until,
            hours=hours,
            language=shape.language,
            privacy=privacy,
            welcome=welcome,
            absence=absence,
            fallback=fallback,
            starters=starters,
            manner=manner_of(shape.tags),
            **dict(shape.policy),
        )
        return ReadSet(shape=shape, info=info, path=path)

    def _text(self, shape: MessageSetShape, key: str, path: Path) -> Wording | None:
        raw = getattr(shape, key)
        if raw is None and key in _OPTIONAL and key not in shape.model_fields_set:
            return None
        return self._texts.in_language(shape.language, self._problems)(raw, (*path, key))

    def _starters(self, shape: MessageSetShape) -> StarterReader:
        return StarterReader(texts=self._texts, language=shape.language, fallback=shape.fallback, manner=shape.tags)

    def _read_what_is_there(self, raw: object, path: Path) -> None:
        """The texts and starters of a set whose form is wrong: all errors of a document are told at once."""
        if not isinstance(raw, dict):
            return
        read = self._texts.in_language(None, self._problems)
        for key in TEXTS:
            if raw.get(key) is not None:
                read(raw[key], (*path, key))
        if isinstance(raw.get("starters"), list):
            StarterReader(texts=self._texts).read(raw["starters"], (*path, "starters"), self._problems)
        if isinstance(raw.get("chat_hours"), str | dict):
            self._hours.reference(raw["chat_hours"], (*path, "chat_hours"))

    def _warn_of_languages(self, shape: MessageSetShape, path: Path) -> None:
        """A message is never in two languages: a text that lacks one decides for its whole message."""
        texts = dict(_texts_of(shape, path))
        spoken = {language for raw in texts.values() for language in variants(raw)} - {""}
        for where, raw in texts.items():
            own = variants(raw)
            missing = sorted(language for language in spoken if not _speaks(own, language))
            if own and missing:
                self._problems.warn("FD370", where, missing=", ".join(map(repr, missing)))


TEXTS = ("privacy", "welcome", "absence", "fallback")
_OPTIONAL = ("privacy", "fallback")


def _texts_of(shape: MessageSetShape, path: Path) -> Iterator[tuple[Path, object]]:
    for key in TEXTS:
        yield (*path, key), getattr(shape, key)
    for at, starter in enumerate(shape.starters):
        if isinstance(starter, dict):
            for key in ("title", "answer"):
                yield (*path, "starters", at, key), starter.get(key)


def _speaks(own: dict[str, str], language: str) -> bool:
    return not own.keys().isdisjoint(("", language, *language_chain(language)))


def check_dates(since: Moment | None, until: Moment | None, path: Path, problems: Problems) -> None:
    """Record a period that ends before it starts."""
    if reversed_dates(since, until):
        problems.add("FD355", (*path, "until"), since=str(since), until=str(until))
