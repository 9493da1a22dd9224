"""Conversation starters: read from a set or from an action, with ids that stay when a set is edited."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, RootModel, ValidationError, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from frontdesk.matching import LONGEST_TITLE, title_key
from frontdesk.rules.manners import MannerShape, check_manner, manner_of
from frontdesk.rules.positions import Path, Positions
from frontdesk.rules.problems import Problems, found_word, suggest
from frontdesk.rules.readable import explain, refusals
from frontdesk.rules.shapes import MOST_STARTERS, StarterShape
from frontdesk.rules.texts import TextReader, in_language, variants
from frontdesk.vocabulary import Starter

_LONGEST_ID: Final = 40


# Ids


def slug(title: str) -> str:
    """An id made of a title: lower ASCII letters and digits, at most 40; a hash where nothing of it is left."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    bare = re.sub(r"[^a-z0-9]+", "-", ascii_title)[:_LONGEST_ID].strip("-")
    return bare or f"starter-{blake2b(title.encode(errors='surrogatepass'), digest_size=4).hexdigest()}"


def starter_ids(raws: Sequence[object], language: str | None) -> tuple[str, ...]:
    """The ids of starters as they were written: given ones first, the others made of their titles, each but once."""
    given = [_given_id(raw) for raw in raws]
    taken = {id_ for id_ in given if id_}
    ids = []
    for id_, raw in zip(given, raws, strict=True):
        free = id_ or _free(slug(_first_title(raw, language)), taken)
        taken.add(free)
        ids.append(free)
    return tuple(ids)


def _given_id(raw: object) -> str | None:
    given = raw.get("id") if isinstance(raw, Mapping) else None
    return given if isinstance(given, str) else None


def _first_title(raw: object, language: str | None) -> str:
    titles = variants(raw.get("title") if isinstance(raw, Mapping) else None)
    return titles.get(language or "") or next(iter(titles.values()), "")


def _free(wanted: str, taken: set[str]) -> str:
    names = (wanted, *(f"{wanted[: _LONGEST_ID - 3]}-{n}" for n in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def all_titles(raw: object) -> tuple[str, ...]:
    """The titles of a starter as it was written, in every language."""
    return tuple(variants(raw.get("title") if isinstance(raw, Mapping) else None).values())


def is_enabled(raw: object) -> bool:
    """Whether a starter, as it was written, is switched on."""
    return not isinstance(raw, Mapping) or raw.get("enabled") is not False


# Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterReader:
    """Reads lists of starters: `texts` knows the tags, `language` is that of plain texts, `fallback` the set's."""

    texts: TextReader
    language: str | None = None
    fallback: object = None
    manner: MannerShape | None = None
    """How the set has tags told; a starter's own goes before it."""

    def read(self, raws: Sequence[object], path: Path, problems: Problems) -> tuple[Starter, ...]:
        """The starters at `path` that are switched on; what is wrong is recorded, and a wrong starter left out."""
        if len(raws) > MOST_STARTERS:
            problems.add("FD357", (*path, MOST_STARTERS), count=len(raws), most=MOST_STARTERS)
        ids = starter_ids(raws, self.language)
        found = [self._one(raw, ids[at], (*path, at), problems) for at, raw in enumerate(raws)]
        _check_twins(raws, ids, path, problems)
        on = (starter for starter, raw in zip(found, raws, strict=True) if is_enabled(raw))
        return tuple(starter for starter in on if starter is not None)

    def _one(self, raw: object, id_: str, path: Path, problems: Problems) -> Starter | None:
        before = problems.errors
        try:
            shape = StarterShape.model_validate(raw)
        except ValidationError as error:
            explain(error, raw=raw, path=path, model=StarterShape, problems=problems)
            self._read_what_is_there(raw, path, problems)
            return None
        read = self.texts.in_language(self.language, problems)
        title = read(shape.title, (*path, "title"), empty="FD356")
        _check_titles(shape.title, (*path, "title"), problems)
        answer = read(shape.answer, (*path, "answer"))
        own, where = (shape.fallback, (*path, "fallback")) if shape.fallback is not None else (self.fallback, path)
        fallback = None if own is None else read(own, where)
        check_manner(shape.tags, self.texts.tags, (*path, "tags"), problems)
        if title is None or answer is None or problems.errors > before:
            return None
        manner = shape.tags.over(self.manner) if shape.tags is not None else self.manner
        return Starter(
            id=id_,
            title=title,
            answer=answer,
            formerly=tuple(shape.formerly),
            fallback=fallback,
            manner=manner_of(manner),
        )

    def _read_what_is_there(self, raw: object, path: Path, problems: Problems) -> None:
        """The texts of a starter whose form is wrong: all errors of a document are told at once."""
        if not isinstance(raw, Mapping):
            return
        read = self.texts.in_language(self.language, problems)
        read(raw.get("title"), (*path, "title"), empty="FD356")
        _check_titles(raw.get("title"), (*path, "title"), problems)
        if "answer" in raw:
            read(raw["answer"], (*path, "answer"))


def _check_titles(raw: object, path: Path, problems: Problems) -> None:
    """A title is a line that can be tapped, and typed: a longer text is never taken for one."""
    for language, title in variants(raw).items():
        where = (*path, language) if language else path
        if len(title.strip().splitlines()) > 1:
            problems.add("FD368", where)
        if len(title) > LONGEST_TITLE:
            problems.add("FD369", where, count=len(title), most=LONGEST_TITLE)


def _check_twins(raws: Sequence[object], ids: Sequence[str], path: Path, problems: Problems) -> None:
    """No two starters may share a title or an id: nobody could tell which one a typed title means."""
    seen: dict[str, int] = {}
    titles = {
        at: {title_key(title): (language, title) for language, title in _titles(raw)} for at, raw in enumerate(raws)
    }
    for at, keys in titles.items():
        for key, (language, title) in keys.items():
            first = seen.setdefault(key, at)
            if first != at:
                where = (*path, at, "title", *((language,) if language else ()))
                problems.add("FD358", where, first=first + 1, second=at + 1, title=title)
    for at, id_ in enumerate(ids):
        if id_ in ids[:at]:
            problems.add("FD359", (*path, at, "id"), word=id_)


def _titles(raw: object) -> Iterator[tuple[str, str]]:
    titles = variants(raw.get("title") if isinstance(raw, Mapping) else None)
    return ((language, title) for language, title in titles.items() if title.strip())


def raw_starters(
    starters: Sequence[object], language: str | None, fallback: object, manner: Mapping[str, object] | None = None
) -> list[dict[str, object]]:
    """A set's starters as an action may hold them: those switched on, with ids and all that the set says for them.

    `manner` is the set's `tags`, as a document says them.
    """
    ids = starter_ids(starters, language)
    found = (raw for raw in zip(starters, ids, strict=True) if is_enabled(raw[0]))
    return [_written_out(raw, id_, language, fallback) | _told_as(raw, manner) for raw, id_ in found]


def _told_as(raw: object, manner: Mapping[str, object] | None) -> dict[str, object]:
    own = raw.get("tags") if isinstance(raw, Mapping) else None
    said = {**(manner or {}), **(own if isinstance(own, Mapping) else {})}
    return {"tags": said} if said else {}


def _written_out(raw: object, id_: str, language: str | None, fallback: object) -> dict[str, object]:
    content = dict(raw) if isinstance(raw, Mapping) else {}
    texts = {key: in_language(content[key], language) for key in ("title", "answer") if key in content}
    kept = content.get("fallback", fallback)
    rest = {"formerly": content["formerly"]} if content.get("formerly") else {}
    return {"id": id_, **texts, **rest, **({"fallback": in_language(kept, language)} if kept is not None else {})}


# As the parameters of an action


def _read_list(value: object, info: ValidationInfo) -> tuple[Starter, ...]:
    context = info.context or {}
    problems = Problems(Positions())
    found = _of_set(value, context.get("starters", {}), problems)
    if found is None and isinstance(value, list | tuple):
        found = StarterReader(texts=TextReader(context["tags"])).read(value, (), problems)
        if not value:
            problems.add("FD321", ())
    elif found is None and not isinstance(value, str):
        problems.add("FD314", (), found=found_word(value))
    if problems.errors:
        raise refusals(problems.of("error"))
    return found or ()


def _of_set(value: object, sets: Mapping[str, tuple[Starter, ...]], problems: Problems) -> tuple[Starter, ...] | None:
    if not isinstance(value, str):
        return value if isinstance(value, tuple) and all(isinstance(item, Starter) for item in value) else None
    if value not in sets:
        problems.tell(suggest("FD360", "FD361", value, sorted(sets)), ())
    return sets.get(value)


class _StarterListType:
    """How pydantic reads `StarterList`: the name of a message set, or starters written out.

    The validation context holds `tags` (the TagTable) and `starters` (set name -> its starters).
    """

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(_read_list)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        starter = {"$ref": "#/$defs/starter"}
        return {
            "description": "the name of a message set, or one to five starters",
            "anyOf": [{"type": "string"}, {"type": "array", "items": starter, "maxItems": MOST_STARTERS}],
        }


class StarterList(RootModel[Annotated[tuple[Starter, ...], _StarterListType()]]):
    """The parameters of `offer_starters` and `answer_starter`."""
