"""Values that a trace mentions, in words: sides and reasons of hours, kinds of text, toggles, trigger words."""

from __future__ import annotations

from typing import Literal, NamedTuple

from frontdesk.model import Fact


class Word(NamedTuple):
    """One value in each language."""

    en: str
    fr: str


WORDS: dict[str, Word] = {
    "inside": Word("inside", "dans les horaires"),
    "outside": Word("outside", "hors horaires"),
    "unknown": Word("unknown", "inconnus"),
    # Reasons of hours
    "weekly": Word("weekly hours", "horaires de la semaine"),
    "cron": Word("cron schedule", "planification cron"),
    "expression": Word("opening hours of OpenStreetMap", "horaires d'OpenStreetMap"),
    "season": Word("seasonal hours", "horaires de saison"),
    "holiday": Word("public holiday", "jour férié"),
    "special_day": Word("special day", "jour particulier"),
    "temporarily_closed": Word("temporarily closed", "fermeture temporaire"),
    "permanently_closed": Word("permanently closed", "fermeture définitive"),
    "opening_soon": Word("opening soon", "ouverture prochaine"),
    "always_open": Word("always open", "toujours ouvert"),
    "never_opens": Word("never opens", "n'ouvre jamais"),
    "hours_not_told": Word("open, hours not told", "ouvert, horaires non précisés"),
    "no_hours": Word("no hours set", "aucun horaire saisi"),
    "no_timezone": Word("no time zone", "aucun fuseau horaire"),
    # Kinds of text, and toggles
    "privacy": Word("privacy notice", "notice de confidentialité"),
    "welcome": Word("welcome message", "message d'accueil"),
    "absence": Word("absence message", "message d'absence"),
    "greeting": Word("greeting", "accueil"),
    "answer": Word("answer", "réponse"),
    "message": Word("message", "message"),
    "handover": Word("handover", "prise en charge"),
    "operator": Word("operator's message", "message d'un opérateur"),
    "starters": Word("starters", "questions"),
    "everything": Word("everything automatic", "tout envoi automatique"),
    "minute": Word("minute", "minute"),
    "hour": Word("hour", "heure"),
    "data": Word("its data changed", "ses données ont changé"),
    "time": Word("an instant it names has passed", "un instant qu'il nomme est passé"),
    "id": Word("id", "identifiant"),
    "title": Word("title", "titre"),
    "auto_reply": Word("automatic reply", "réponse automatique"),
    "out_of_office": Word("out-of-office reply", "réponse d'absence"),
    "delivery_failure": Word("delivery failure", "échec de remise"),
    "do_not_reply": Word("asks for no reply", "demande de ne pas répondre"),
    "number": Word("number", "numéro"),
    # How starters are carried
    "buttons": Word("buttons", "boutons"),
    "list": Word("list", "liste"),
}
"""Closed lists of the engine. A value that is not here (a name, an id of somebody's own) is shown as it is."""

TRANSLATED = frozenset(
    ("side", "decided", "actual", "reason", "kind", "what", "window", "why", "by", "looks_like", "carrier", "preferred")
)
"""The parameters whose values are such words; every other parameter is somebody's own."""


def said(name: str, value: Fact, language: Literal["en", "fr"]) -> str:
    """A parameter's value as people read it."""
    if value is None:
        return "-"
    word = WORDS.get(str(value)) if name in TRANSLATED else None
    return getattr(word, language) if word is not None else str(value)
