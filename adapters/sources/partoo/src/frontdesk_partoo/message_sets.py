"""Partoo's messaging settings as message sets of ours: a file for `frontdesk apply`, to be looked at before that.

Shape: https://developers.partoo.co/api-reference/messaging-settings/list-messaging-settings ; one object for each
business. Those that say the same at the same hours become one set. What is not carried over stands in comments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from frontdesk import describe, text_at
from frontdesk.hours.formats import from_partoo
from frontdesk_partoo.texts import carry_over

Setting = Mapping[str, object]

_TEXTS: Final[Mapping[str, str]] = {"welcome": "welcome_message", "absence": "offline_message"}
_MOST_STARTERS: Final = 5
_HEAD: Final = """\
# Message sets made of Partoo's messaging settings. Look them over, then: frontdesk apply
# Establishments are named by their ids at Partoo. Its API tells no GDPR notice: write your own as 'privacy'.
"""
_NO_STARTERS: Final = "# Partoo's API told no conversation starters: copy them by hand, as 'starters' of each set.\n"
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What YAML refuses or breaks lines at, and JSON writes as it is."""


@dataclass(slots=True)
class _Set:
    """What several businesses say alike."""

    body: Mapping[str, object]
    name: str
    businesses: list[str] = field(default_factory=list)
    remarks: dict[str, None] = field(default_factory=dict)


def message_sets(settings: Sequence[object], language: str | None = None) -> str:
    """The text of a rule document. `language` is that of all texts: Partoo knows no variants and does not tell it."""
    sets: dict[str, _Set] = {}
    left_out: list[str] = []
    told_starters = False
    for item in settings:
        setting = item if isinstance(item, Mapping) else {}
        business = str(setting.get("business_id") or "")
        why = _unusable(setting, business)
        if why:
            left_out.append(f"# left out: {_written(business or setting.get('id'))}: {why}\n")
            continue
        remarks: list[str] = []
        body = _body(setting, language, remarks)
        told_starters = told_starters or "starters" in body
        found = sets.setdefault(json.dumps(body, sort_keys=True), _Set(body, text_at(setting, "business_name")))
        found.businesses.append(business)
        found.remarks |= dict.fromkeys(remarks)
    head = [_HEAD, *([] if told_starters or not sets else [_NO_STARTERS]), *left_out, "frontdesk: 1\n"]
    listed = [_shown(number, found) for number, found in enumerate(sets.values(), 1)]
    return "".join([*head, "message_sets:\n" if listed else "message_sets: []\n", *listed])


def _unusable(setting: Setting, business: str) -> str | None:
    """Why nothing is to be said for a business."""
    if not business:
        return "it has no business_id"
    missing = [theirs for theirs in _TEXTS.values() if not text_at(setting, theirs).strip()]
    if missing:
        return f"it has no {' and no '.join(missing)}"
    return "is_launched is false: its messaging is switched off" if setting.get("is_launched") is False else None


def _body(setting: Setting, language: str | None, remarks: list[str]) -> dict[str, object]:
    body: dict[str, object] = {"language": language} if language else {}
    body["chat_hours"] = _chat_hours(setting, remarks)
    body |= {ours: _text(text_at(setting, theirs), theirs, remarks) for ours, theirs in _TEXTS.items()}
    starters = list(_starters(setting.get("starters"), remarks))
    return body | ({"starters": starters} if starters else {})


def _chat_hours(setting: Setting, remarks: list[str]) -> object:
    """Either those of the business, or a week of their own in its time zone, without special days."""
    if setting.get("uses_business_hours") is not False:
        return "opening_hours"
    read = from_partoo({}, chat_hours=setting.get("custom_chat_hours"))
    remarks += [describe(item) for item in read.diagnostics]
    document = dict(read.documents.get("chat", {}))
    document.pop("provenance", None)
    if not document:
        remarks.append("custom_chat_hours is empty: the establishment's own chat hours, else its opening hours, stand")
        return "auto"
    return document


def _text(text: str, where: str, remarks: list[str]) -> str:
    carried = carry_over(text)
    remarks += [f"{where}: there is no tag for {_written(name)}; it was left out" for name in carried.lost]
    if carried.spaced:
        remarks.append(f"{where}: signs that would be taken for tags were set apart by a space")
    return carried.text


def _starters(value: object, remarks: list[str]) -> Iterator[dict[str, object]]:
    """`[{title, answer}]`, where the API tells them: its pages do not say that it does."""
    listed = [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
    whole = [item for item in listed if text_at(item, "title").strip() and text_at(item, "answer").strip()]
    if len(whole) < len(listed) or len(whole) > _MOST_STARTERS:
        remarks.append(f"starters: {len(whole[:_MOST_STARTERS])} of {len(listed)} were carried over")
    for item in whole[:_MOST_STARTERS]:
        yield {key: _text(text_at(item, key), f"starters.{key}", remarks) for key in ("title", "answer")}


# Writing


def _shown(number: int, found: _Set) -> str:
    name = f"Partoo {number}" + (f": {found.name}" if len(found.businesses) == 1 and found.name.strip() else "")
    remarks = [f"  # {_UNPRINTABLE.sub('?', ' '.join(remark.split()))}\n" for remark in found.remarks]
    lines = {"name": " ".join(name.split()), "establishments": found.businesses, **found.body}
    written = [f"{key}: {_written(value)}\n" for key, value in lines.items()]
    return "".join([*remarks, "  - ", "    ".join(written)])


def _written(value: object) -> str:
    """JSON is YAML, but for a few characters."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
