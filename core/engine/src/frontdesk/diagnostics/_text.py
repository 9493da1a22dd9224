"""Putting diagnostics into words, in English or French."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Literal

from frontdesk import diagnostics
from frontdesk.diagnostics._entry import Diagnostic, Entry


@cache
def catalogue() -> Mapping[str, Entry]:
    """Every known diagnostic by its id, collected once from the areas' tables: every module here that others may see."""
    entries: dict[str, Entry] = {}
    for module in iter_modules(diagnostics.__path__, f"{diagnostics.__name__}."):
        if not module.name.rpartition(".")[2].startswith("_"):
            table: dict[str, Entry] = import_module(module.name).ENTRIES
            entries.update(table)
    return MappingProxyType(dict(sorted(entries.items())))


def describe(diagnostic: Diagnostic, language: Literal["en", "fr"] = "en") -> str:
    """The three parts in one line: `FD301 what at where: mend`."""
    entry = catalogue()[diagnostic.id]
    what, mend = (entry.fr, entry.mend_fr) if language == "fr" else (entry.en, entry.mend_en)
    where = f" {'à' if language == 'fr' else 'at'} {diagnostic.place}" if diagnostic.place else ""
    colon = "\u00a0: " if language == "fr" else ": "  # French sets a space before it, and no line breaks there
    return f"{diagnostic.id} {what.format_map(diagnostic.params)}{where}{colon}{mend.format_map(diagnostic.params)}"


def describe_all(diagnostics: Iterable[Diagnostic], language: Literal["en", "fr"] = "en") -> str:
    """One line for each diagnostic."""
    return "\n".join(describe(diagnostic, language) for diagnostic in diagnostics)
