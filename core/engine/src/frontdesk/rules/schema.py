"""The JSON Schema of the language with the installed words, for editors that complete and check while one types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema

from frontdesk.rules.document import VERSION
from frontdesk.rules.shapes import MOST_STARTERS, MessageSetShape, RuleShape, StarterShape
from frontdesk.rules.words import STRUCTURE, Part, Vocabulary
from frontdesk.templating import Wording

Schema = dict[str, object]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_REF: Final = "#/$defs/{model}"
_TEXT_KEYS: Final = ("privacy", "welcome", "absence", "fallback", "title", "answer")


def json_schema(vocabulary: Vocabulary) -> Schema:
    """The schema of a rule document in this installation."""
    words: dict[tuple[Part, str], type[BaseModel]] = {
        (part, word): vocabulary.params_of(part, word) for part in Part for word in vocabulary.words(part)
    }
    shapes: tuple[type[BaseModel], ...] = (MessageSetShape, RuleShape, StarterShape)
    models: dict[type[BaseModel], None] = dict.fromkeys((*shapes, *words.values()))
    found, shared = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    refs = {model: dict(found[model, "validation"]) for model in models}
    definitions: dict[str, Schema] = {name: dict(schema) for name, schema in shared.get("$defs", {}).items()}
    definitions |= _language(definitions, refs)
    for part in Part:
        definitions[_NAMES[part]] = _words(vocabulary, part, {w: refs[m] for (p, w), m in words.items() if p is part})
    return {
        "$schema": _DIALECT,
        "title": "Frontdesk rule document",
        "type": "object",
        "required": ["frontdesk"],
        "additionalProperties": False,
        "properties": _sections(refs),
        "$defs": definitions,
    }


_NAMES: Final[Mapping[Part, str]] = {Part.TRIGGER: "trigger", Part.CONDITION: "condition", Part.ACTION: "action"}


def _sections(refs: Mapping[type[BaseModel], Schema]) -> Schema:
    return {
        "frontdesk": {"const": VERSION, "description": "the version of the rule language"},
        "schedules": {"type": "object", "additionalProperties": {"type": "object"}},
        "message_sets": _list_of(refs[MessageSetShape]),
        "rules": _list_of(refs[RuleShape]),
    }


def _language(definitions: Mapping[str, Schema], refs: Mapping[type[BaseModel], Schema]) -> dict[str, Schema]:
    """What pydantic does not know of the shapes: texts, starters, and the three parts of a rule."""
    starter = {**_with_texts(definitions[_name(refs[StarterShape])]), "required": ["title", "answer"]}
    message_set = _with_texts(definitions[_name(refs[MessageSetShape])])
    message_set = _with(message_set, starters={**_list_of(_ref("starter")), "maxItems": MOST_STARTERS})
    selection = _property(message_set, "establishments")
    ids = {"type": "array", "items": {"type": ["string", "integer"]}, "minItems": 1}
    message_set = _with(message_set, establishments={"anyOf": [{"const": "all"}, ids, selection]})
    rule = _with(
        definitions[_name(refs[RuleShape])],
        on={"anyOf": [_ref("trigger"), {**_list_of(_ref("trigger")), "minItems": 1}]},
        **{"if": _list_of(_ref("condition")), "do": _list_of(_ref("action"))},
    )
    return {
        "text": dict(TypeAdapter(Wording).json_schema()),
        "starter": starter,
        _name(refs[MessageSetShape]): message_set,
        _name(refs[RuleShape]): rule,
    }


def _words(vocabulary: Vocabulary, part: Part, refs: Mapping[str, Schema]) -> Schema:
    """One word, bare or with its parameters."""
    bare = sorted(refs)
    pairs = [_pair(word, refs[word], _doc(vocabulary.words(part)[word])) for word in bare]
    if part is Part.CONDITION:
        pairs += [_pair(word, _members(word), "") for word in STRUCTURE]
    return {"anyOf": [{"enum": bare}, *pairs]}


def _members(word: str) -> Schema:
    return _ref("condition") if word == "not" else {**_list_of(_ref("condition")), "minItems": 1}


def _pair(word: str, params: Schema, description: str) -> Schema:
    described = {"description": description} if description else {}
    return {
        "type": "object",
        "properties": {word: params},
        "required": [word],
        "additionalProperties": False,
        **described,
    }


def _doc(word: object) -> str:
    return (type(word).__doc__ or "").strip().partition("\n")[0]


# Small pieces of schema


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _name(ref: Schema) -> str:
    return str(ref["$ref"]).rpartition("/")[2]


def _list_of(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _property(schema: Mapping[str, object], key: str) -> object:
    properties = schema["properties"]
    return properties[key] if isinstance(properties, Mapping) else {}


def _with(schema: Mapping[str, object], **changed: object) -> Schema:
    properties = schema["properties"]
    return {**schema, "properties": {**(properties if isinstance(properties, Mapping) else {}), **changed}}


def _with_texts(schema: Mapping[str, object]) -> Schema:
    properties = schema["properties"]
    present: Iterable[object] = properties if isinstance(properties, Mapping) else ()
    return _with(schema, **{str(key): _ref("text") for key in present if key in _TEXT_KEYS})
