"""Texts in a document: one plain text, or one for each language; read into `Wording` and checked against the tags."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Protocol

from pydantic import TypeAdapter, ValidationError

from frontdesk.rules.positions import Path
from frontdesk.rules.problems import Problems
from frontdesk.rules.readable import explain
from frontdesk.templating import Wording

if TYPE_CHECKING:
    from frontdesk.templating import TagTable


def variants(raw: object) -> dict[str, str]:
    """The texts as they were written, by language; a plain text has none (`""`). What is no text is left out."""
    if isinstance(raw, str):
        return {"": raw}
    if not isinstance(raw, Mapping):
        return {}
    return {str(language): text for language, text in raw.items() if isinstance(text, str)}


def in_language(raw: object, language: str | None) -> object:
    """A text with its language written out: a plain text is in the set's language, which stands first among several."""
    if language is None:
        return raw
    if isinstance(raw, str):
        return {language: raw}
    if isinstance(raw, Mapping) and language in raw:
        return {language: raw[language], **raw}
    return raw


class ReadText(Protocol):
    """Reads one text at a path; None where it cannot be used. `empty` is the diagnostic for an empty one."""

    def __call__(self, raw: object, path: Path, *, empty: str = "FD326") -> Wording | None: ...


@cache
def _wording() -> TypeAdapter[Wording]:
    return TypeAdapter(Wording)


class TextReader:
    """Reads texts, knowing the tags."""

    def __init__(self, tags: TagTable) -> None:
        self.tags = tags
        self._context = {"tags": tags}

    def in_language(self, language: str | None, problems: Problems) -> ReadText:
        """A function that reads texts of a set, whose plain texts are in `language`."""

        def read(raw: object, path: Path, *, empty: str = "FD326") -> Wording | None:
            if _refuse_empty(raw, path, empty, problems):
                return None
            try:
                return _wording().validate_python(in_language(raw, language), context=self._context)
            except ValidationError as error:
                explain(error, raw=raw, path=path, model=Wording, problems=problems)
                return None

        return read


def _refuse_empty(raw: object, path: Path, empty: str, problems: Problems) -> bool:
    """Whether a text says nothing at all, or nothing in one of its languages: what is shown is what is sent."""
    if raw is None or raw in ("", {}):
        problems.add(empty, path)
        return True
    blank = [language for language, text in variants(raw).items() if not text.strip()]
    for language in blank:
        problems.add(empty, (*path, language) if language else path)
    return bool(blank)
