"""The examples of the contract: one of each event, and what goes the other way. Tests run every one of them."""

from __future__ import annotations

from collections.abc import Mapping

_ANA = {"id": "c-7", "name": "Ana Roy", "first_name": "Ana", "locale": "fr-FR"}
_WHERE = {"attributes": {"establishment": "paris"}, "reply_context": {"thread": "t-9"}}


def _event(kind: str, number: int, **fields: object) -> dict[str, object]:
    about = {"type": kind, "id": f"e-{number}", "at": f"2026-06-01T08:00:{number:02}Z", "contact": _ANA}
    return {**about, **_WHERE, **fields}


EXAMPLES: Mapping[str, Mapping[str, object]] = {
    "incoming": {
        "conversation_opened": {"events": [_event("conversation_opened", 1)]},
        "message": {"events": [_event("message", 2, text="Bonjour, êtes-vous ouverts ?")]},
        "starter_tap": {"events": [_event("starter_tap", 3, starter="hours", title="Vos horaires ?")]},
        "operator_reply": {"events": [_event("operator_reply", 4, text="Oui, jusqu'à 19 h.", operator="Luc")]},
        "conversation_closed": {"events": [_event("conversation_closed", 5)]},
        "delivery": {"events": [_event("delivery", 6, key="5f0c", platform_id="p-31", status="delivered")]},
        "several": {"events": [_event("conversation_opened", 7), _event("message", 8, text="Bonjour")]},
    },
    "outgoing": {
        "welcome": {
            "id": "5f0c6e5cf1a34d5f8a0a3ce1a6c2d7b9",
            "to": "c-7",
            "text": "Bonjour, ici la boulangerie. Comment pouvons-nous vous aider ?",
            "kind": "welcome",
            "conversation": "0d4b2f6a7c8e4f1b9a3d5c7e9f1a2b3c",
            "locale": "fr",
            "style": "buttons",
            "suggestions": [{"id": "hours", "title": "Vos horaires ?"}],
            "reply_context": {"thread": "t-9"},
        },
    },
    "accepted": {"with_id": {"id": "p-31"}, "without_id": {}},
}
