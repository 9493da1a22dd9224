"""Compiling the parts of a rule: triggers into starts, conditions into checks, actions into steps."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from pydantic import BaseModel, ValidationError

from frontdesk.facts import Facts
from frontdesk.rules.compiled import Check, Start, Step
from frontdesk.rules.positions import Path, path_text
from frontdesk.rules.problems import Problems, found_word
from frontdesk.rules.readable import explain
from frontdesk.rules.words import STRUCTURE, Part, Vocabulary
from frontdesk.vocabulary import HOLDS, Effect, Starter, Verdict, fails

OWN: Final = "frontdesk"
"""The distribution whose words are the engine's own."""

Test = Callable[[Facts], Verdict]
Effects = Callable[[Facts], Sequence[Effect]]


class PartCompiler:
    """Compiles the words of rules. What is written alike is compiled once, and shared."""

    def __init__(self, vocabulary: Vocabulary, problems: Problems, starters: Mapping[str, tuple[Starter, ...]]) -> None:
        self._vocabulary = vocabulary
        self._problems = problems
        self._context = {"tags": vocabulary.tags, "starters": starters}
        self._params: dict[tuple[Part, str, str], BaseModel] = {}
        self._tests: dict[tuple[str, int], Test] = {}
        self._effects: dict[tuple[str, int], tuple[Effects, tuple[Starter, ...]]] = {}
        self._starts: dict[tuple[str, int], Start] = {}

    def starts(self, raw: object, path: Path) -> dict[str, Start]:
        """What is under `on`: a word, a word with parameters, or a list of such."""
        items = [((*path, at), item) for at, item in enumerate(raw)] if isinstance(raw, list) else [(path, raw)]
        if not items:
            self._problems.add("FD321", path)
        found: dict[str, Start] = {}
        for where, item in items:
            word, params = self._word(Part.TRIGGER, item, where)
            if word in found:
                self._problems.add("FD341", where, word=word)
            elif params is not None:
                found[word] = self._start(word, params)
        return found

    def check(self, raw: object, path: Path) -> Check | None:
        """One condition, or several joined by `all`, `any` or `not`."""
        join = _structure(raw)
        if join is not None:
            word, members = join
            test = self._joined(word, members, (*path, word))
            return None if test is None else Check(word=word, path=path_text(path), test=test)
        word, params = self._word(Part.CONDITION, raw, path)
        if params is None:
            return None
        key = word, id(params)
        test = self._tests.get(key)
        if test is None:
            test = self._tests[key] = partial(self._vocabulary.conditions[word].holds, params)
        return Check(word=word, path=path_text(path), test=test)

    def step(self, raw: object, path: Path) -> tuple[Step, tuple[Starter, ...]] | None:
        """One action, with the starters that it answers."""
        word, params = self._word(Part.ACTION, raw, path)
        if params is None:
            return None
        key = word, id(params)
        if key not in self._effects:
            action = self._vocabulary.actions[word]
            self._effects[key] = partial(action.effects, params), tuple(action.starters(params))
        effects, starters = self._effects[key]
        return Step(word=word, path=path_text(path), effects=effects), starters

    def owner(self, word: str) -> str | None:
        """The distribution of a stranger's plugin that adds the word."""
        owner = self._vocabulary.owners.get(word, OWN)
        return None if owner == OWN else owner

    # Words and their parameters

    def _word(self, part: Part, raw: object, path: Path) -> tuple[str, BaseModel | None]:
        found = _split(raw)
        if found is None:
            self._problems.add("FD340", path, found=_several(raw))
            return "", None
        word, params = found
        if word not in self._vocabulary.words(part):
            self._problems.tell(self._vocabulary.explain(part, word), path)
            return word, None
        return word, self._read_params(part, word, params, path if isinstance(raw, str) else (*path, word))

    def _read_params(self, part: Part, word: str, raw: object, path: Path) -> BaseModel | None:
        key = part, word, json.dumps(raw, default=str)
        found = self._params.get(key)
        if found is not None:
            return found
        model = self._vocabulary.params_of(part, word)
        given = {} if raw is None else raw
        try:
            params = model.model_validate(given, context=self._context | {"path": path_text(path)})
        except ValidationError as error:
            explain(error, raw=given, path=path, model=model, problems=self._problems)
            return None
        self._params[key] = params
        return params

    def _start(self, word: str, params: BaseModel) -> Start:
        key = word, id(params)
        if key not in self._starts:
            self._starts[key] = Start(trigger=self._vocabulary.triggers[word], params=params)
        return self._starts[key]

    # all, any, not

    def _joined(self, word: str, raw: object, path: Path) -> Test | None:
        if word == "not":
            inner = self.check(raw, path)
            return None if inner is None else partial(_not, inner)
        if not isinstance(raw, list):
            self._problems.add("FD314", path, found=found_word(raw))
            return None
        if not raw:
            self._problems.add("FD321", path)
        members = [self.check(member, (*path, at)) for at, member in enumerate(raw)]
        checks = tuple(member for member in members if member is not None)
        return partial(_all if word == "all" else _any, checks) if len(checks) == len(members) else None


def _structure(raw: object) -> tuple[str, object] | None:
    if isinstance(raw, Mapping) and len(raw) == 1:
        word, members = next(iter(raw.items()))
        return (word, members) if word in STRUCTURE else None
    return None


def _split(raw: object) -> tuple[str, object] | None:
    """A word and its parameters."""
    if isinstance(raw, str):
        return raw, None
    if isinstance(raw, Mapping) and len(raw) == 1:
        return next(iter(raw.items()))
    return None


def _several(raw: object) -> str:
    return ", ".join(repr(key) for key in raw) if isinstance(raw, Mapping) and raw else found_word(raw)


def _all(checks: tuple[Check, ...], facts: Facts) -> Verdict:
    for check in checks:
        verdict = check.test(facts)
        if not verdict.held:
            return fails(**{"failed": check.word, **verdict.values})
    return HOLDS


def _any(checks: tuple[Check, ...], facts: Facts) -> Verdict:
    verdicts = []
    for check in checks:
        verdict = check.test(facts)
        if verdict.held:
            return HOLDS
        verdicts.append((check.word, verdict))
    values = {f"{word}.{key}": value for word, verdict in verdicts for key, value in verdict.values.items()}
    return fails(**values)


def _not(check: Check, facts: Facts) -> Verdict:
    return fails(held=check.word) if check.test(facts).held else HOLDS
