"""Checks across a whole document: names that come twice, rules that nobody reaches, conditions without effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from frontdesk.rules.compiled import CompiledRule
from frontdesk.rules.document import RuleDocument
from frontdesk.rules.positions import Path
from frontdesk.rules.problems import Problems
from frontdesk.rules.selection import EVERYONE, Selection
from frontdesk.rules.words import OF_MACHINES, STRUCTURE


def check_names(document: RuleDocument, of_sets: Sequence[str], problems: Problems) -> None:
    """Every set and every rule has a name of its own: traces, drafts and the console know them by it."""
    _check_twins(document.message_sets, "message_sets", "FD352", set(), problems)
    _check_twins(document.rules, "rules", "FD353", set(of_sets), problems)


def _check_twins(items: Sequence[object], section: str, id_: str, taken: set[str], problems: Problems) -> None:
    for at, item in enumerate(items):
        name = item.get("name") if isinstance(item, Mapping) else None
        if isinstance(name, str):
            if name in taken:
                problems.add(id_, (section, at, "name"), name=name)
            taken.add(name)


def written_conditions(document: RuleDocument) -> Iterator[tuple[Path, str, object]]:
    """(path, word, parameters) of every condition of free rules, those within `all`, `any` and `not` too."""
    for at, raw in enumerate(document.rules):
        if isinstance(raw, Mapping):
            yield from _of_conditions(raw.get("if"), ("rules", at, "if"))


def _of_conditions(raw: object, path: Path) -> Iterator[tuple[Path, str, object]]:
    if isinstance(raw, list):
        for at, item in enumerate(raw):
            yield from _of_conditions(item, (*path, at))
    elif isinstance(raw, Mapping):
        for word, inner in raw.items():
            if word in STRUCTURE:
                yield from _of_conditions(inner, (*path, word))
            else:
                yield (*path, word), word, inner


def warn_of_excluded(document: RuleDocument, problems: Problems) -> None:
    """Warn of rules about contacts on the exclusion list: no rule is looked at for them."""
    for path, word, params in written_conditions(document):
        if word == "contact" and isinstance(params, Mapping) and params.get("excluded") is not None:
            problems.warn("FD366", (*path, "excluded"))


def warn_of_said_to_machines(document: RuleDocument, problems: Problems) -> None:
    """Warn of rules that ask for machines and want to say something: nothing is said to a machine."""
    for at, raw in enumerate(document.rules):
        conditions, actions = _listed(raw, "if"), _listed(raw, "do")
        if any(item == {OF_MACHINES: True} for item in conditions):
            for step, action in enumerate(actions):
                if isinstance(action, Mapping) and "send" in action:
                    problems.warn("FD575", ("rules", at, "do", step, "send"))


def _listed(raw: object, key: str) -> list[object]:
    found = raw.get(key) if isinstance(raw, Mapping) else None
    return found if isinstance(found, list) else []


def warn_of_unreachable(
    rules: Sequence[tuple[Selection, CompiledRule]], paths: Sequence[Path], problems: Problems
) -> None:
    """Warn of rules that an earlier one always stops before."""
    stoppers: list[CompiledRule] = []
    for (selection, rule), path in zip(rules, paths, strict=True):
        stopper = next((found for found in stoppers if rule.starts.keys() <= found.starts.keys()), None)
        if stopper is not None:
            problems.warn("FD371", path, name=rule.name, stopper=stopper.name)
        elif rule.stop and selection == EVERYONE and _unconditional(rule):
            stoppers.append(rule)


def _unconditional(rule: CompiledRule) -> bool:
    plain = all(not type(start.params).model_fields for start in rule.starts.values())
    return plain and not rule.checks and rule.since is None and rule.until is None
