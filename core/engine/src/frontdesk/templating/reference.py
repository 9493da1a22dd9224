"""The reference page of tags and texts, written from the tags and the guard themselves."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk.templating.filters import filter_names
from frontdesk.templating.limits import MOST_BLOCKS, MOST_BRACKETS, MOST_BYTES, MOST_EXPRESSIONS, MOST_TOKENS
from frontdesk.templating.tags import FRENCH_ALIASES, Tag
from frontdesk.templating.words import WORDS

_ADVICE = {"block": "the text is not sent", "fallback": "give it a `default(...)`", "drop": "put it into `[[ ]]`"}
_TRUTH = {
    "data": "until the data change",
    "day": "until the local day ends",
    "moment": "until the hours change sides, or the local day ends",
    "instant": "only at the instant of rendering",
}
_BEFORE = """# Tags and texts

Every text that is sent may hold tags: welcome, absence, privacy notice, titles and answers of starters, `send`.
A tag is filled in when the text is sent, with the data of the establishment that was written to.

```
Hello {{ contact.first_name | default("and welcome") }}, this is {{ establishment.name }}.
[[We are back {{ chat_hours.next_opening }}.]]
{% if establishment.booking_url %}Book here: {{ establishment.booking_url }}{% endif %}
```

## The tags

| tag | English label | French label | where it may be missing | stays true |
|---|---|---|---|---|
"""
_AFTER = """
`custom.*` is a family: `{{{{ custom.parking }}}}` is the establishment's custom field `parking`; a key that is no plain
word is written `{{{{ custom["opening note"] }}}}`. `hours.on.*` and `chat_hours.on.*` take a date, for instance
`{{{{ hours.on["2026-12-25"] }}}}`. Plugins add tags by the hook `register_tags`.

`hours_of.*` are the hours of a further kind, by the word that the source has for it and any of the tags above:
`{{{{ hours_of.delivery.week }}}}`, `{{{{ hours_of.phone.status }}}}`, `{{{{ hours_of.delivery.on["2026-12-25"] }}}}`.

`.next_opening` and `.next_closing` take a time zone: `{{{{ chat_hours.next_opening["America/New_York"] }}}}` is the
same instant on that zone's clock, its "today" and "tomorrow" by that zone's calendar. The clock is named where it then
shows another time than the establishment's: `tomorrow at 03:00 (New York Time)`.

`.open_until` has a value while it is open and closes within a day: `We are open {{{{ hours.open_until }}}}.`

`hours.*` are the opening hours, `chat_hours.*` the hours at which people answer the chat. Hours are told on the
establishment's own clock, in the language of the message: {languages}. In any other language they are told in English.
The week ends with what public holidays are, where the hours say so: `...; public holidays: closed`.
Where a schedule follows another clock, that is named behind its week and days: `Mon-Fri 09:00-18:00 (Paris Time)`.

`chat.expected_reply` is the establishment's `expected_reply`: words as they are, a duration (`PT30M`) in words. It
counts from when people are there: `in 30 minutes` in chat hours, else `in 3 hours`, `later today` or `on Monday`.

## Who reads it, and where

- `establishment.phone` is national (`03 02 06 06 28`) for a reader of its country, and international
  (`+33 3 02 06 06 28`) for any other; `establishment.phone_link` can be dialled from anywhere.
- `establishment.address` and `.address_lines` have the order and the breaks of the place's country; the country stands
  at their end for a reader of another one. A reader's country is that of the language their platform reports (`fr-BE`).
- Weeks begin on the country's first day where that day is open, or makes fewer ranges: `Sun-Thu ...; Fri-Sat ...`.
- Times have the spaces of the language (`9:00 AM` with U+202F). On channels that are charged by the piece (SMS) all
  spaces and dashes are plain ones.
- A message set or a text may ask for en dashes, for the place's clock by name to readers who live by another, and
  say how old data may be to be told: see [how tags are told](rule-language.md#how-tags-are-told).

## French names

{aliases}

They are accepted with and without their accents.

## When a value is missing

1. `{{{{ tag | default("...") }}}}` prints the default, and so does `{{{{ tag or "..." }}}}`.
2. Else the optional segment `[[ ... ]]` around the tag is left out whole, and the spaces and punctuation around it
   are tidied. Segments do not stand within one another; `[[[{{{{ tag }}}}]]]` is an optional `[...]`.
3. Else the tag's own words stand there, if it has any: `hours.week`, `.today`, `.tomorrow` and `.on` say that the hours
   are not available, `.next_opening` and `.next_closing` of a place that never closes say that it is always open.
4. Else the text has no value: its `fallback` is sent if it has one, or nothing is, and the decision says why.

A text never leaves with a hole, `None` or `{{{{` in it. In a condition a missing value is simply false.

## What a text may hold

- words, tags, constant texts and numbers;
- filters: {filters};
- `{{% if %}}`, `{{% elif %}}`, `{{% else %}}`, `{{% endif %}}`, and `{{{{ a if b else c }}}}`;
- comparisons with a constant: `==`, `!=`, `<`, `<=`, `>`, `>=` (the last four compare numbers), `in`, `not in`;
- `and`, `or`, `not`.

Nothing else: no loops, calls, assignments, arithmetic or attributes. A text has at most {bytes} bytes, {expressions}
pairs of braces, {tokens} words and signs in one of them, {brackets} nested brackets and {blocks} nested conditions.
All of this is checked when the text is written.

Values are data: what looks like a tag in a value is printed as it is, newlines are kept, control characters and
characters that override the reading direction are removed.
"""


def tags_page(tags: Iterable[Tag]) -> str:
    """The page, as Markdown."""
    rows = [_row(tag) for tag in tags]
    filled = _AFTER.format(
        languages=", ".join(f"`{name}`" for name in WORDS if "_" not in name),
        aliases="\n".join(f"- `{alias}`: `{name}`" for alias, name in FRENCH_ALIASES.items()),
        filters=", ".join(f"`{name}`" for name in sorted(filter_names())),
        bytes=MOST_BYTES,
        expressions=MOST_EXPRESSIONS,
        tokens=MOST_TOKENS,
        brackets=MOST_BRACKETS,
        blocks=MOST_BLOCKS,
    )
    return _BEFORE + "\n".join(rows) + "\n" + filled


def _row(tag: Tag) -> str:
    label = (tag.labels["en"], tag.labels["fr"])
    return f"| `{tag.name}` | {label[0]} | {label[1]} | {_ADVICE[tag.missing]} | {_TRUTH[tag.validity]} |"
