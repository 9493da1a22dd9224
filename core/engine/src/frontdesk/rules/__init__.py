"""Rule documents: loading, checking, message sets and what they are short for, compilation."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontdesk.rules.capabilities import check_capabilities
    from frontdesk.rules.compilation import compile_rulebook
    from frontdesk.rules.compiled import Check, CompiledRule, Start, Step
    from frontdesk.rules.document import RuleDocument, document_from_json, load_documents
    from frontdesk.rules.expansion import dump_rules, expand
    from frontdesk.rules.hours_ref import AUTO, OPENING, HoursRef
    from frontdesk.rules.meeting import Conflict, conflicts
    from frontdesk.rules.period import next_bound, overlap, within
    from frontdesk.rules.references import check_kinds, check_references
    from frontdesk.rules.retired import carry_retired
    from frontdesk.rules.rulebook import BEFORE_SPEAKING, NATIVE_TRIGGERS, Rulebook
    from frontdesk.rules.schema import json_schema
    from frontdesk.rules.selection import Selection
    from frontdesk.rules.sets import SetInfo
    from frontdesk.rules.starters import StarterList
    from frontdesk.rules.words import Vocabulary

__all__ = [
    "AUTO",
    "BEFORE_SPEAKING",
    "NATIVE_TRIGGERS",
    "OPENING",
    "Check",
    "CompiledRule",
    "Conflict",
    "HoursRef",
    "RuleDocument",
    "Rulebook",
    "Selection",
    "SetInfo",
    "Start",
    "StarterList",
    "Step",
    "Vocabulary",
    "carry_retired",
    "check_capabilities",
    "check_kinds",
    "check_references",
    "compile_rulebook",
    "conflicts",
    "document_from_json",
    "dump_rules",
    "expand",
    "json_schema",
    "load_documents",
    "next_bound",
    "overlap",
    "within",
]

_HOMES = {
    "capabilities": ("check_capabilities",),
    "compilation": ("compile_rulebook",),
    "compiled": (
        "Check",
        "CompiledRule",
        "Start",
        "Step",
    ),
    "meeting": (
        "Conflict",
        "conflicts",
    ),
    "document": (
        "RuleDocument",
        "document_from_json",
        "load_documents",
    ),
    "expansion": (
        "dump_rules",
        "expand",
    ),
    "hours_ref": (
        "AUTO",
        "OPENING",
        "HoursRef",
    ),
    "period": (
        "next_bound",
        "overlap",
        "within",
    ),
    "references": ("check_kinds", "check_references"),
    "retired": ("carry_retired",),
    "rulebook": (
        "BEFORE_SPEAKING",
        "NATIVE_TRIGGERS",
        "Rulebook",
    ),
    "schema": ("json_schema",),
    "selection": ("Selection",),
    "sets": ("SetInfo",),
    "starters": ("StarterList",),
    "words": ("Vocabulary",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    # Loaded when first used: `frontdesk.rules.hours_ref` is imported by modules that this package itself stands on.
    module = _HOME.get(name)
    if module is None:
        raise AttributeError(f"module 'frontdesk.rules' has no attribute {name!r}")
    return getattr(import_module(f"frontdesk.rules.{module}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
