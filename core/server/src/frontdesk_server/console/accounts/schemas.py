"""The JSON schema of a plugin's settings, as forms look at it: each property a node of some kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import BaseModel

Kind = Literal["text", "number", "switch", "choice", "lines", "json", "secret", "secrets", "group", "groups"]
Schema = Mapping[str, Any]

MOST: Final = 20
"""Of one list of groups or secrets, whatever a schema allows."""

_SIMPLE: Final[Mapping[str, Kind]] = {"string": "text", "integer": "number", "number": "number", "boolean": "switch"}


@dataclass(frozen=True, slots=True)
class Node:
    """A schema without its references, and whether it may be left open."""

    schema: Schema
    open: bool = False


class Nodes:
    """All of one model's schema."""

    def __init__(self, model: type[BaseModel]) -> None:
        self.whole: Schema = model.model_json_schema()

    def node(self, schema: Schema) -> Node:
        """A schema without its references and its choice of nothing."""
        if "$ref" in schema:
            return self.node(self.whole["$defs"][schema["$ref"].rpartition("/")[2]])
        if "anyOf" in schema:
            real = [branch for branch in schema["anyOf"] if branch.get("type") != "null"]
            inner = self.node(real[0]) if len(real) == 1 else Node({})
            return Node(inner.schema, open=inner.open or len(real) < len(schema["anyOf"]))
        if "allOf" in schema and len(schema["allOf"]) == 1:
            return self.node(schema["allOf"][0])
        return Node(schema)

    def kind(self, node: Node) -> Kind:
        """How it is asked for."""
        schema = node.schema
        if "enum" in schema:
            return "choice"
        if schema.get("type") == "array":
            return self._kind_of_list(self.node(schema.get("items", {})).schema)
        if schema.get("type") == "object":
            return "group" if "properties" in schema else "json"
        if schema.get("format") == "secret":
            return "secret"
        return _SIMPLE.get(str(schema.get("type")), "json")

    def _kind_of_list(self, inner: Schema) -> Kind:
        if inner.get("format") == "secret":
            return "secrets"
        if inner.get("type") == "object" and "properties" in inner:
            return "groups"
        return "lines" if inner.get("type") in ("string", "integer", "number") else "json"
