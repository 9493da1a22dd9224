"""Wordings: what somebody wants to say, in one or several languages, compiled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from frontdesk.diagnostics import Diagnostic, describe_all
from frontdesk.errors import ConfigError
from frontdesk.templating.context import TagContext
from frontdesk.templating.language import ANY, language_chain, normal_language
from frontdesk.templating.program import Program, Rendered, compile_text
from frontdesk.templating.tags import TagTable

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema


class Wording:
    """A text in one or several languages. Immutable; equal when the sources are.

    As the type of a pydantic field it accepts a text, or a mapping from language to text, and compiles it with the
    `TagTable` in the validation context's `tags`. What is wrong is raised as one error of type `frontdesk`, with all
    diagnostics in its context; their paths are relative to the field (`fr`, or empty for a plain text).
    """

    __slots__ = ("_by_name", "_programs")

    def __init__(self, programs: Mapping[str, Program]) -> None:
        self._programs = dict(programs)
        self._by_name = {language.lower(): language for language in programs}

    @classmethod
    def compile(cls, value: object, tags: TagTable | None = None) -> Wording:
        """The wording of a text, or of a mapping from language to text.

        Without `tags` the built-in ones are known. Raises `ConfigError` with everything that is wrong in any language.
        """
        table = tags or builtin_table()
        diagnostics: list[Diagnostic] = []
        programs: dict[str, Program] = {}
        for path, language, source in _variants(value, diagnostics):
            try:
                programs[language] = compile_text(source, table)
            except ConfigError as error:
                diagnostics += [replace(diagnostic, path=path) for diagnostic in error.diagnostics]
        if diagnostics:
            raise ConfigError(*diagnostics)
        return cls(programs)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it is given in, in the order written; a plain text has the one language `""`, for any."""
        return tuple(self._programs)

    @property
    def default(self) -> str:
        """The first language."""
        return next(iter(self._programs))

    @property
    def tags(self) -> frozenset[str]:
        """The names of the tags used in any language."""
        return frozenset(name for program in self._programs.values() for name in program.tags)

    @property
    def programs(self) -> tuple[Program, ...]:
        """The compiled text of each language, in the order written."""
        return tuple(self._programs.values())

    def speaks(self, language: str) -> bool:
        """Whether there is a variant in exactly this language; a plain text counts for any."""
        return language.lower() in self._by_name or ANY in self._by_name

    def source(self, language: str | None = None) -> str:
        """The text as it was written, of the variant that `render` would take."""
        return self._programs[self._variant(language)].source

    def render(self, language: str | None, context: TagContext) -> Rendered:
        """The text in this language, or its base, else in the default one, with its tags filled in. Never raises.

        Hours and dates are told in the language of the variant taken, whatever the context says.
        """
        found = self._variant(language)
        if found not in {ANY, context.locale} and _base(found) != _base(context.locale):
            context = replace(context, locale=found)
        return self._programs[found].render(context)

    def _variant(self, language: str | None) -> str:
        if language in self._programs:
            return language
        if len(self._programs) == 1:
            return self.default
        known = (self._by_name.get(name.lower()) for name in language_chain(language))
        return next((name for name in known if name is not None), self.default)

    def _sources(self) -> tuple[tuple[str, str], ...]:
        return tuple((language, program.source) for language, program in self._programs.items())

    def as_written(self) -> str | dict[str, str]:
        """The value that this wording was compiled from."""
        sources = dict(self._sources())
        return sources.get(ANY, sources)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Wording) and self._sources() == other._sources()

    def __hash__(self) -> int:
        return hash(self._sources())

    def __repr__(self) -> str:
        return f"Wording({self.as_written()!r})"

    # As a pydantic field

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema  # noqa: PLC0415 - whoever asks has loaded pydantic

        return core_schema.with_info_plain_validator_function(
            _validated, serialization=core_schema.plain_serializer_function_ser_schema(cls.as_written)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        text = {"type": "string", "minLength": 1, "maxLength": 8192}
        languages = {"type": "object", "minProperties": 1, "additionalProperties": text}
        return {"anyOf": [text, languages], "description": "a text, or one for each language; tags as {{ name }}"}


def _base(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()


@cache
def builtin_table() -> TagTable:
    """The table of the built-in tags."""
    from frontdesk.templating.builtin_tags import BUILTIN_TAGS  # noqa: PLC0415 - it stands on this package

    return TagTable(BUILTIN_TAGS)


def _validated(value: object, info: ValidationInfo) -> Wording:
    from pydantic_core import PydanticCustomError  # noqa: PLC0415

    if isinstance(value, Wording):
        return value
    try:
        return Wording.compile(value, (info.context or {}).get("tags"))
    except ConfigError as error:
        found = {"diagnostics": error.diagnostics, "text": describe_all(error.diagnostics)}
        raise PydanticCustomError("frontdesk", "{text}", found) from None


def _variants(value: object, diagnostics: list[Diagnostic]) -> Iterator[tuple[str, str, str]]:
    """Path, language and text of each variant; what is none is noted."""
    if isinstance(value, str):
        yield "", ANY, str(value)
    elif isinstance(value, Mapping):
        yield from _languages(value.items(), diagnostics)
        if not value:
            diagnostics.append(Diagnostic(id="FD216"))
    else:
        diagnostics.append(_no_text(value, ""))


def _languages(items: Iterable[tuple[object, object]], diagnostics: list[Diagnostic]) -> Iterator[tuple[str, str, str]]:
    seen: set[str] = set()
    for key, text in items:
        path, language = str(key), normal_language(str(key))
        if language is None:
            diagnostics.append(Diagnostic(id="FD215", path=path, params={"language": path}))
        elif language in seen:
            diagnostics.append(Diagnostic(id="FD217", path=path, params={"language": language}))
        elif not isinstance(text, str):
            diagnostics.append(_no_text(text, path))
        else:
            yield path, language, str(text)
        seen.add(language or "")


def _no_text(value: object, path: str) -> Diagnostic:
    return Diagnostic(id="FD214", path=path, params={"found": repr(value)[:60]})
