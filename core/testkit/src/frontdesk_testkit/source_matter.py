"""Matter for the contract of HTTP sources: records to deliver, and replies damaged in every way that happens."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from frontdesk import HttpReply
from frontdesk_testkit.matter import GARBAGE

_CITIES: Final = ("Évreux", "Saint-Étienne", "Köln", "Łódź", "Αθήνα")
_HUGE: Final = 10**400


def record_of(number: int) -> Mapping[str, object]:
    """A record with something in every field that most platforms have; its id is a number, as many ask for."""
    return {
        "id": str(1000 + number),
        "name": f"Boulangerie n° {number} « Chez Zoë »",
        "address": {
            "lines": [f"{number + 1} bis, rue de l'Église"],
            "postal_code": f"{1000 + number:05d}",
            "city": _CITIES[number % len(_CITIES)],
            "country": "FR",
        },
        "phone": f"+331990000{number % 100:02d}",
        "email": f"boutique-{number}@example.org",
        "website": f"https://www.example.org/boutiques/{number}",
        "timezone": "Europe/Paris",
        "coordinates": {"latitude": 48.5 + number % 50 / 100, "longitude": 2.25},
        "groups": ["boulangeries"],
    }


Damage = Callable[[HttpReply], HttpReply]


def _body(change: Callable[[bytes], bytes]) -> Damage:
    return lambda reply: replace(reply, body=change(reply.body))


def _text(reply: HttpReply) -> str:
    return reply.body.decode("utf-8", "replace")


def _latin(reply: HttpReply) -> HttpReply:
    """Letters beyond ASCII as one byte each: what JSON escapes is written out first."""
    text = _unescaped(_text(reply))
    return replace(reply, body=text.encode("latin-1", "ignore"))


def _unescaped(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text


def _wrong_types(body: bytes) -> bytes:
    """Every value of a JSON document as one of another type."""
    try:
        return json.dumps(_swapped(json.loads(body))).encode()
    except ValueError:
        return b"\x00" + body


def _swapped(value: object) -> object:
    if isinstance(value, dict):
        return {name: _swapped(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_swapped(item) for item in value]
    return [value] if isinstance(value, str) else "text" if value is None else {"value": value}


def _flat(body: bytes) -> bytes:
    """A JSON document in which lists hold texts, whatever they held."""
    try:
        return json.dumps(_flattened(json.loads(body))).encode()
    except ValueError:
        return body[::-1]


def _flattened(value: object) -> object:
    if isinstance(value, dict):
        return {name: _flattened(item) for name, item in value.items()}
    return ["text" for _ in value] if isinstance(value, list) else value


def _numbers(body: bytes) -> bytes:
    """Every number of a JSON document as one of 400 digits."""
    try:
        return json.dumps(_enlarged(json.loads(body))).encode()
    except ValueError:
        return body.replace(b"1", str(_HUGE).encode())


def _enlarged(value: object) -> object:
    if isinstance(value, dict):
        return {name: _enlarged(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_enlarged(item) for item in value]
    return _HUGE if isinstance(value, int | float) and not isinstance(value, bool) else value


UNREADABLE: Mapping[str, Damage] = {
    "html": _body(lambda _body: b"<!doctype html><title>Sign in</title><h1>Please sign in</h1>"),
    "empty": _body(lambda _body: b""),
    "cut": _body(lambda body: body[: len(body) // 2]),
    "cut at the end": _body(lambda body: body.rstrip()[:-2]),
    "latin-1": _latin,
    "utf-16": lambda reply: replace(reply, body=_text(reply).encode("utf-16")),
    "byte order mark": _body(lambda body: b"\xef\xbb\xbf" + body),
    "zeros": _body(lambda body: b"\x00" * len(body)),
    "null": _body(lambda _body: b"null"),
    "another form": _body(lambda _body: b'{"error": {"code": 17, "message": "quota"}}'),
    "deep": _body(lambda _body: b"[" * 100_000),
    "many digits": _body(lambda _body: b'{"n": 1' + b"0" * 5000 + b"}"),
}
"""After such a reply a source either has every record as it is, or says what is wrong: it never shrinks in silence."""
ODD: Mapping[str, Damage] = {
    "wrong types": _body(_wrong_types),
    "texts in lists": _body(_flat),
    "huge numbers": _body(_numbers),
    "lone surrogates": _body(lambda body: body.replace(b"o", b"\\ud800")),
    "zero characters": _body(lambda body: body.replace(b"o", b"\\u0000")),
    **{f"garbage {number}": _body(lambda _body, garbage=garbage: garbage) for number, garbage in enumerate(GARBAGE)},  # type: ignore[misc]
}
"""After such a reply a source raises nothing but `ConfigError`, and what it delivers can be used."""
