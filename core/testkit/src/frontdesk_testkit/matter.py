"""Matter for the contracts: texts of an exact length in any unit, text in many scripts, and every kind of garbage."""

# ruff: noqa: RUF001 - letters that look alike are the very matter of it
from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from random import Random

from frontdesk import Limit, Unit

SCRIPTS: Mapping[str, str] = {
    "accents": "Où êtes-vous ? Ça ira, à bientôt : œuf, naïve, Straße",
    "decomposed": "Ou\u0301 e\u0302tes-vous",
    "greek and cyrillic": "Καλημέρα, добрый день",
    "right to left": "مرحبا، متى تفتحون؟ שלום",
    "ideographs": "営業時間は？ 您好",
    "joined emoji": "Hi 👩‍👩‍👧‍👦 👍🏽 🇫🇷",
    "astral": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𐍈",
    "markup": '<b>*bold*</b> _under_ [link](x) & "quoted" \\ back `tick` {{ tag }} %s {0}',
    "lines": "first\nsecond\n\nfourth\ttabbed",
}
GARBAGE: tuple[bytes, ...] = (
    b"",
    b"not json",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"12345678901234567890",
    b"{}",
    b'{"events": null}',
    b'{"events": {}}',
    b'{"entry": [{"changes": [null]}]}',
    b"\xff\xfe\x00\x01",
    b"\x00" * 64,
    b'{"a":' * 400 + b"1" + b"}" * 400,
    b"[" * 100_000,
    b'{"n": 1' + b"0" * 5000 + b"}",
    b'{"n": NaN}',
    b'{"text": "\xed\xa0\x80"}',
    b"a=b&c=%zz",
    b'{"events": [{"id": "\\ud800"}]}',
    b"<xml/>",
)
_MEASURES: Mapping[Unit, Callable[[str], int]] = {
    Unit.CHARACTERS: len,
    Unit.UTF16: lambda text: len(text.encode("utf-16-le")) // 2,
    Unit.BYTES: lambda text: len(text.encode()),
}
_WIDEST = "𝔘"
_SYLLABLES = ("café ", "Zoë ", "plus ", "où ", "👍 ", "ok ")


def measure(text: str, unit: Unit) -> int:
    """The length of a text in a platform's unit."""
    return _MEASURES[unit](text)


def text_of(limit: Limit, more: int = 0) -> str:
    """Words of exactly `limit.most + more` units, with accents and emoji among them."""
    length = limit.most + more
    syllables: list[str] = []
    used = 0
    while (used := used + measure(_SYLLABLES[len(syllables) % 6], limit.unit)) <= length:
        syllables.append(_SYLLABLES[len(syllables) % 6])
    # The last blank becomes a letter: a limit proven by a text with a blank at its end would prove less.
    text = "".join(syllables).removesuffix(" ")
    return text + "x" * (length - measure(text, limit.unit))


def widest(limit: Limit) -> str:
    """As many of the letters that take the most bytes as the limit holds: a platform may bound whole requests too."""
    letters = limit.most // measure(_WIDEST, limit.unit)
    return _WIDEST * letters + "x" * (limit.most - letters * measure(_WIDEST, limit.unit))


def strings(value: object) -> Iterator[str]:
    """Every text in a JSON-like value, keys not among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for item in value.values() for text in strings(item))
    elif isinstance(value, list | tuple):
        yield from (text for item in value for text in strings(item))


def mutations(body: bytes, seed: int, count: int) -> Iterator[bytes]:
    """Bodies that look like `body` and are not: bytes changed, cut, doubled; JSON values replaced or taken away."""
    random = Random(seed)  # noqa: S311 - the same garbage in each run
    for _ in range(count):
        yield random.choice(_MUTATIONS)(body, random)


def _flip(body: bytes, random: Random) -> bytes:
    if not body:
        return b"\x00"
    place = random.randrange(len(body))
    return body[:place] + bytes([random.randrange(256)]) + body[place + 1 :]


def _cut(body: bytes, random: Random) -> bytes:
    return body[: random.randrange(len(body) + 1)]


def _double(body: bytes, random: Random) -> bytes:
    place = random.randrange(len(body) + 1)
    return body[:place] + body[: random.randrange(len(body) + 1)] + body[place:]


_ODDITIES: tuple[object, ...] = (
    None, True, 0, -1, 1e308, 2**70, "", "\u0000", "\u202e", "x" * 5000, [], {}, [None], {"": ""}, "9999-99-99T99:99Z",
    "0001-01-01T00:00:00+14:00", "2026-06-01", "2026-06-01T08:00:00", "NaN", 1e-9,
)  # fmt: skip


def _change_json(body: bytes, random: Random) -> bytes:
    try:
        value = json.loads(body)
    except ValueError:
        return _flip(body, random)
    return json.dumps(_changed(value, random)).encode()


def _changed(value: object, random: Random) -> object:
    """One value somewhere within replaced by an oddity, or taken away."""
    if isinstance(value, dict) and value and random.random() < 0.9:  # noqa: PLR2004 - mostly deeper
        key = random.choice(list(value))
        if random.random() < 0.15:  # noqa: PLR2004 - now and then a key goes missing
            return {name: item for name, item in value.items() if name != key}
        return {**value, key: _changed(value[key], random)}
    if isinstance(value, list) and value and random.random() < 0.9:  # noqa: PLR2004 - mostly deeper
        place = random.randrange(len(value))
        return [*value[:place], _changed(value[place], random), *value[place + 1 :]]
    return random.choice(_ODDITIES)


_MUTATIONS = (_flip, _cut, _double, _change_json, _change_json, _change_json)
