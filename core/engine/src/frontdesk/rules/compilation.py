"""Compiling a rule document: everything checked at once, then every rule ready to be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from frontdesk.errors import ConfigError
from frontdesk.rules.addresses import Addresses, InRule, InSet
from frontdesk.rules.checks import check_names, warn_of_excluded, warn_of_said_to_machines, warn_of_unreachable
from frontdesk.rules.compiled import CompiledRule
from frontdesk.rules.document import RuleDocument
from frontdesk.rules.expansion import expand_set
from frontdesk.rules.parts import PartCompiler
from frontdesk.rules.positions import Path, path_text
from frontdesk.rules.precedence import check_takeovers, in_order
from frontdesk.rules.problems import Problems
from frontdesk.rules.readable import explain
from frontdesk.rules.rulebook import Rulebook
from frontdesk.rules.schedules import HoursTable
from frontdesk.rules.selection import EVERYONE, Selection, hoisted
from frontdesk.rules.sets import ReadSet, SetReader, check_dates
from frontdesk.rules.shapes import RuleShape
from frontdesk.rules.words import OF_MACHINES, Vocabulary


def compile_rulebook(document: RuleDocument, vocabulary: Vocabulary, release: int = 0) -> Rulebook:
    """The rulebook of a document. Raises `ConfigError` with all that is wrong; doubts are its `warnings`."""
    return _Compilation(document, vocabulary).rulebook(release)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A rule before it is compiled: its form, where it stands, and the message set it comes from."""

    shape: RuleShape
    addresses: Addresses
    origin: ReadSet | None = None


class _Compilation:
    """One pass over one document."""

    def __init__(self, document: RuleDocument, vocabulary: Vocabulary) -> None:
        self.document = document
        self.problems = Problems(document.positions, document.problems)
        self.hours = HoursTable(document.schedules, self.problems)
        reader = SetReader(vocabulary.tags, self.hours, self.problems)
        found = [reader.read(raw, at) for at, raw in enumerate(document.message_sets)]
        self.sets = _ranked([read for read in found if read is not None])
        check_takeovers(document, self.problems)
        starters = {read.info.name: read.info.starters for read in self.sets}
        self.parts = PartCompiler(vocabulary, self.problems, starters)

    def rulebook(self, release: int) -> Rulebook:
        """Compile, and raise what is wrong."""
        written = list(self._in_order())
        rules = [self._compiled(rule, at) for at, rule in enumerate(written)]
        check_names(self.document, [rule.shape.name for rule in written if rule.origin], self.problems)
        if errors := self.problems.of("error"):
            raise ConfigError(*errors)
        warn_of_excluded(self.document, self.problems)
        warn_of_said_to_machines(self.document, self.problems)
        warn_of_unreachable(rules, [rule.addresses.rule for rule in written], self.problems)
        return Rulebook(
            rules,
            sets=[read.info for read in self.sets],
            schedules=self.hours.documents,
            warnings=self.problems.of("warning"),
            release=release,
        )

    def _in_order(self) -> Iterator[_Written]:
        """The total order: rules that say `before: message_sets`, the sets by rank, then all other rules."""
        free = list(self._free())
        yield from (rule for rule in free if rule.shape.before is not None)
        for read in self.sets:
            for raw in expand_set(read.compiled_shape):
                shape = RuleShape.model_validate(raw)
                yield _Written(shape=shape, addresses=InSet(read.path, _part(read, shape)), origin=read)
        yield from (rule for rule in free if rule.shape.before is None)

    def _free(self) -> Iterator[_Written]:
        for at, raw in enumerate(self.document.rules):
            path: Path = ("rules", at)
            try:
                yield _Written(shape=RuleShape.model_validate(raw), addresses=InRule(path))
            except ValidationError as error:
                explain(error, raw=raw, path=path, model=RuleShape, problems=self.problems)
                self._look_at_words(raw, path)

    def _look_at_words(self, raw: object, path: Path) -> None:
        """Check the words of a rule whose form is wrong: all errors of a document are told at once."""
        if not isinstance(raw, Mapping):
            return
        for key, check in (("if", self.parts.check), ("do", self.parts.step)):
            items = raw.get(key)
            for at, item in enumerate(items if isinstance(items, list) else ()):
                check(item, (*path, key, at))
        if raw.get("on") is not None:
            self.parts.starts(raw["on"], (*path, "on"))

    # One rule

    def _compiled(self, written: _Written, position: int) -> tuple[Selection, CompiledRule]:
        shape, where, parts = written.shape, written.addresses, self.parts
        selection, conditions = _selected(written)
        checks = [parts.check(raw, where.condition(at, _word(raw))) for at, raw in conditions]
        steps = [parts.step(raw, where.action(at, _word(raw))) for at, raw in enumerate(shape.actions)]
        if not shape.actions and not shape.stop:
            self.problems.add("FD342", where.rule, name=shape.name)
        if written.origin is None:
            check_dates(shape.since, shape.until, where.rule, self.problems)
        rule = CompiledRule(
            name=shape.name,
            position=position,
            path=path_text(where.rule),
            starts=parts.starts(shape.on, where.key("on")),
            checks=tuple(check for check in checks if check is not None),
            steps=tuple(step[0] for step in steps if step is not None),
            slot=shape.slot,
            stop=shape.stop,
            hours=self.hours.reference(shape.chat_hours, where.key("chat_hours")),
            message_set=written.origin.info.name if written.origin else None,
            since=shape.since,
            until=shape.until,
            starters=tuple(starter for step in steps if step is not None for starter in step[1]),
            owners=self._owners(shape),
            hears_machines=OF_MACHINES in _words(shape.conditions),
        )
        return selection, rule

    def _owners(self, shape: RuleShape) -> Mapping[str, str]:
        words = {*_words(shape.on), *_words(shape.conditions), *_words(shape.actions)}
        owners = ((word, self.parts.owner(word)) for word in sorted(words))
        return {word: owner for word, owner in owners if owner is not None}


def _ranked(sets: list[ReadSet]) -> list[ReadSet]:
    """The sets in the order in which they speak; it is settled here, and no decision asks for it again."""
    ordered = in_order(sets, lambda read: read.info.name, lambda read: read.info.takes_over)
    return [replace(read, info=replace(read.info, rank=rank)) for rank, read in enumerate(ordered)]


def _part(read: ReadSet, shape: RuleShape) -> str:
    return shape.name.removeprefix(f"{read.info.name}/")


def _selected(written: _Written) -> tuple[Selection, list[tuple[int, object]]]:
    """The establishments a rule is for, taken out of its first `establishment` condition where that says all of it.

    The index then answers the condition: it would hold for every rule that is looked at.
    """
    conditions = list(enumerate(written.shape.conditions))
    for at, raw in conditions:
        if _word(raw) == "establishment" and isinstance(raw, Mapping):
            selection = written.origin.info.selection if written.origin else hoisted(raw["establishment"])
            if selection is not None:
                return selection, [pair for pair in conditions if pair[0] != at]
    return EVERYONE, conditions


def _word(raw: object) -> str:
    if isinstance(raw, Mapping) and len(raw) == 1:
        return str(next(iter(raw)))
    return raw if isinstance(raw, str) else ""


def _words(raw: object) -> Iterator[str]:
    """The words in a part of a rule, those within `all`, `any` and `not` too."""
    if isinstance(raw, list):
        for item in raw:
            yield from _words(item)
    elif isinstance(raw, str):
        yield raw
    elif isinstance(raw, Mapping) and len(raw) == 1:
        word, inner = next(iter(raw.items()))
        yield str(word)
        if word in ("all", "any", "not"):
            yield from _words(inner)
