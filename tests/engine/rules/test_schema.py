"""The JSON Schema of the language: every installed word, every key, and nothing that leads nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from pydantic import BaseModel

from frontdesk import Condition, Facts, Verdict
from frontdesk.rules import json_schema
from frontdesk.rules.shapes import MessageSetShape, RuleShape
from frontdesk.vocabulary import HOLDS
from tests.engine.rules.documents import words

SCHEMA = json_schema(words())


def references(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for inner in schema.values():
            yield from references(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from references(inner)


def definition(name: str) -> dict[str, object]:
    return SCHEMA["$defs"][name]  # type: ignore[index]


def test_it_is_json() -> None:
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def test_every_reference_leads_somewhere() -> None:
    found = set(references(SCHEMA))

    assert {ref for ref in found if ref.removeprefix("#/$defs/") not in SCHEMA["$defs"]} == set()  # type: ignore[operator]
    assert {"#/$defs/condition", "#/$defs/action", "#/$defs/trigger", "#/$defs/starter", "#/$defs/text"} <= found


def test_every_installed_word_can_be_written_bare_or_with_parameters() -> None:
    for name, known in (
        ("trigger", set(words().triggers)),
        ("condition", set(words().conditions)),
        ("action", set(words().actions)),
    ):
        bare, *pairs = definition(name)["anyOf"]  # type: ignore[misc]
        with_parameters = {key for pair in pairs for key in pair["properties"]}
        assert set(bare["enum"]) == known
        assert with_parameters - {"all", "any", "not"} == known


def test_conditions_may_be_joined() -> None:
    pairs = {key: value for pair in definition("condition")["anyOf"][1:] for key, value in pair["properties"].items()}  # type: ignore[index]

    assert pairs["not"] == {"$ref": "#/$defs/condition"}
    assert pairs["all"] == pairs["any"] == {"type": "array", "items": {"$ref": "#/$defs/condition"}, "minItems": 1}


def test_every_key_of_sets_and_rules_is_in_it() -> None:
    for shape in (MessageSetShape, RuleShape):
        keys = {field.alias or name for name, field in shape.model_fields.items()}
        assert set(definition(shape.__name__)["properties"]) == keys  # type: ignore[call-overload]


class Sunny(Condition[BaseModel]):
    """Whether the sun shines."""

    name = "sunny"

    class Params(BaseModel):
        at_least: int = 3

    def holds(self, params: BaseModel, facts: Facts) -> Verdict:
        return HOLDS


def test_a_plugins_word_is_in_it_with_its_parameters_and_what_it_is_for() -> None:
    schema = json_schema(replace(words(), conditions={**words().conditions, "sunny": Sunny()}))

    (pair,) = [pair for pair in schema["$defs"]["condition"]["anyOf"][1:] if "sunny" in pair["properties"]]  # type: ignore[index]
    assert pair["description"] == "Whether the sun shines."
    params = schema["$defs"][pair["properties"]["sunny"]["$ref"].rpartition("/")[2]]  # type: ignore[index]
    assert params["properties"]["at_least"]["type"] == "integer"


def test_what_a_set_must_have_is_required() -> None:
    assert definition("MessageSetShape")["required"] == ["name", "establishments", "welcome", "absence"]
    assert definition("starter")["required"] == ["title", "answer"]
