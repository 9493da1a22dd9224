"""The contract as an OpenAPI 3.1 document, made from the models that the code itself reads and writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from frontdesk_webhook.examples import EXAMPLES
from frontdesk_webhook.signing import SIGNATURE_HEADER, TIMESTAMP_HEADER, TOLERANCE
from frontdesk_webhook.wire import Accepted, Delivery, Outgoing

JsonObject = dict[str, object]
_MODELS: tuple[type[BaseModel], ...] = (Delivery, Outgoing, Accepted)


def openapi() -> JsonObject:
    """The document as it is shipped with this distribution."""
    document: JsonObject = json.loads(files("frontdesk_webhook").joinpath("openapi.json").read_text(encoding="utf-8"))
    return document


def build() -> JsonObject:
    """The document, made anew from the models; a test holds the shipped one to it."""
    _, definitions = models_json_schema(
        [(model, "validation") for model in _MODELS], ref_template="#/components/schemas/{model}"
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Frontdesk webhook channel",
            "version": "1",
            "description": "How any chat platform talks to Frontdesk, and Frontdesk to it.",
        },
        "paths": {"/webhooks/{account}": {"post": _incoming()}},
        "webhooks": {"message": {"post": _outgoing()}},
        "components": {"schemas": definitions["$defs"]},
    }


def _incoming() -> JsonObject:
    return {
        "summary": "The platform tells what happened",
        "description": "Answered once the events are durable. Safe to repeat: an event counts once by its id.",
        "parameters": [
            {"name": "account", "in": "path", "required": True, "schema": {"type": "string"}},
            *_signature(),
        ],
        "requestBody": _json("Delivery", EXAMPLES["incoming"]),
        "responses": {
            "200": {"description": "the events are safe with Frontdesk"},
            "400": {"description": "no envelope could be read; do not repeat"},
            "401": {"description": "signature or timestamp missing, wrong or stale; do not repeat as it is"},
            "413": {"description": "too large; send fewer events at once"},
            "429": {"description": "too many; repeat after Retry-After seconds"},
            "503": {"description": "not now; repeat after Retry-After seconds"},
        },
    }


def _outgoing() -> JsonObject:
    key = {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string"}}
    return {
        "summary": "Frontdesk sends a message",
        "description": "Posted to the account's target_url. The same id may come again: show it once.",
        "parameters": [key, *_signature()],
        "requestBody": _json("Outgoing", EXAMPLES["outgoing"]),
        "responses": {
            "200": {"description": "taken", **_content("Accepted", EXAMPLES["accepted"])},
            "409": {"description": "this id was taken before", **_content("Accepted", EXAMPLES["accepted"])},
            "429": {"description": "too fast; Frontdesk repeats after Retry-After seconds"},
            "4XX": {"description": "refused for good; Frontdesk does not repeat"},
            "5XX": {"description": "not now; Frontdesk repeats, later each time"},
        },
    }


def _signature() -> list[JsonObject]:
    about = {
        TIMESTAMP_HEADER: f"Unix seconds of the signing; at most {TOLERANCE} seconds from the receiver's clock",
        SIGNATURE_HEADER: "v1= and the hex HMAC-SHA256 of timestamp + '.' + raw body; several separated by commas",
    }
    return [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}, "description": description}
        for name, description in about.items()
    ]


def _json(schema: str, examples: Mapping[str, object]) -> JsonObject:
    return {"required": True, **_content(schema, examples)}


def _content(schema: str, examples: Mapping[str, object]) -> JsonObject:
    told = {name: {"value": value} for name, value in examples.items()}
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}, "examples": told}}}
