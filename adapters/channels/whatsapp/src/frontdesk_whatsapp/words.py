"""The words of the channel's own: what the button says that opens a list of starters, at most 20 characters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LIST_BUTTONS: Final[Mapping[str, str]] = {
    "de": "Fragen anzeigen",
    "en": "See questions",
    "es": "Ver preguntas",
    "fr": "Voir les questions",
    "it": "Vedi le domande",
    "nl": "Vragen bekijken",
    "pt": "Ver perguntas",
}


def list_button(locale: str | None) -> str:
    """In the message's language (BCP 47), else in English."""
    language = (locale or "").replace("_", "-").partition("-")[0].lower()
    return LIST_BUTTONS.get(language, LIST_BUTTONS["en"])
