"""The words of hours that people type, in English and French: literal tables, without accents and in lower case."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a token is."""

    DAY = "day"
    HOLIDAY = "holiday"
    TIME = "time"
    PART = "part"
    ALL_DAY = "all_day"
    CLOSED = "closed"
    OPEN = "open"
    UNTOLD = "untold"
    EXCEPT = "except"
    ALSO = "also"
    BETWEEN = "between"
    RANGE = "range"
    AND = "and"
    SLASH = "slash"
    COMMA = "comma"
    BREAK = "break"
    NOTE = "note"
    NOISE = "noise"
    JUNK = "junk"


Days = tuple[int, ...]
HOLIDAYS: Final = 7
"""The eighth day of the week: public holidays."""
DAILY: Final[Days] = (0, 1, 2, 3, 4, 5, 6)
_WEEK: Final[Days] = (0, 1, 2, 3, 4)
_WEEKEND: Final[Days] = (5, 6)
TWO_LETTERS: Final = frozenset({"mo", "tu", "th", "fr", "su"})
"""English days in two letters: beside one of them, `we` is Wednesday."""
WE: Final = "we"
"""Wednesday in English, the weekend in French."""

_DAYS: Final[Mapping[str, Days]] = {
    # English
    **dict.fromkeys(("monday", "mondays", "mon", "mo"), (0,)),
    **dict.fromkeys(("tuesday", "tuesdays", "tues", "tue", "tu"), (1,)),
    **dict.fromkeys(("wednesday", "wednesdays", "weds", "wed", "we"), (2,)),
    **dict.fromkeys(("thursday", "thursdays", "thurs", "thur", "thu", "th"), (3,)),
    **dict.fromkeys(("friday", "fridays", "fri", "fr"), (4,)),
    **dict.fromkeys(("saturday", "saturdays", "sat", "sa"), (5,)),
    **dict.fromkeys(("sunday", "sundays", "sun", "su"), (6,)),
    # French; `sa` is the same in both
    **dict.fromkeys(("lundi", "lundis", "lun", "lu"), (0,)),
    **dict.fromkeys(("mardi", "mardis", "mar", "ma"), (1,)),
    **dict.fromkeys(("mercredi", "mercredis", "mercr", "mer", "me"), (2,)),
    **dict.fromkeys(("jeudi", "jeudis", "jeu", "je"), (3,)),
    **dict.fromkeys(("vendredi", "vendredis", "vend", "ven", "ve"), (4,)),
    **dict.fromkeys(("samedi", "samedis", "sam"), (5,)),
    **dict.fromkeys(("dimanche", "dimanches", "dim", "di"), (6,)),
    # Several at once. `jours ouvrables` are not among them: some mean Saturday too, others not
    **dict.fromkeys(("m-f",), _WEEK),
    **dict.fromkeys(("l-v",), _WEEK),
    **dict.fromkeys(("l-s",), (0, 1, 2, 3, 4, 5)),
    **dict.fromkeys(("l-d",), DAILY),
    **dict.fromkeys(("weekdays", "weekday", "week days", "business days", "working days"), _WEEK),
    **dict.fromkeys(("en semaine", "la semaine", "semaine", "jours ouvres", "jours de semaine"), _WEEK),
    **dict.fromkeys(("weekend", "weekends", "week end", "week ends", "fin de semaine"), _WEEKEND),
    **dict.fromkeys(("daily", "every day", "everyday", "all days", "all week", "all week long"), DAILY),
    **dict.fromkeys(("tous les jours", "tlj", "t l j", "chaque jour", "toute la semaine", "quotidien"), DAILY),
    **dict.fromkeys(("autres jours", "other days", "all other days", "rest of the week", "reste de la semaine"), ()),
    **dict.fromkeys(("quotidiennement", "tous les jours de la semaine"), DAILY),
}

MORNING: Final = "morning"
NOON: Final = "noon"
AFTERNOON: Final = "afternoon"
EVENING: Final = "evening"
_PARTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("matin", "matins", "matinee", "morning", "mornings"), MORNING),
    **dict.fromkeys(("dejeuner", "lunch"), NOON),
    **dict.fromkeys(("apres midi", "apres midis", "aprem", "apm", "afternoon", "afternoons"), AFTERNOON),
    **dict.fromkeys(("soir", "soirs", "soiree", "evening", "evenings", "diner", "dinner"), EVENING),
}

_NOTES: Final = (
    "sur rdv", "sur rendez vous", "uniquement sur rdv", "uniquement sur rendez vous", "sur rdv uniquement",
    "sur rendez vous uniquement", "rdv", "rendez vous", "by appointment", "by appointment only", "appointment only",
    "hors vacances scolaires", "hors vacances", "sauf vacances scolaires", "hors periode scolaire",
    "sauf pendant les vacances scolaires", "except school holidays", "school term only", "in term time",
)  # fmt: skip
_UNTOLD: Final = (
    "a preciser", "a definir", "a confirmer", "a venir", "a determiner", "non communique", "non communiques",
    "non communiquee", "non communiquees", "non renseigne", "non renseignes", "non precise", "non precises", "nc",
    "n c", "n/c", "n/a", "na", "tbc", "tbd", "tba", "to be confirmed", "to be announced", "to be determined",
    "to be defined",
    "not given", "not known", "not available", "unknown", "inconnu", "inconnus", "inconnue", "variable", "variables",
    "varies", "en attente", "bientot", "coming soon", "nous consulter", "nous contacter", "contact us", "call us",
    "voir site", "voir site web", "see website", "se renseigner", "?", "??", "???",
)  # fmt: skip
_NOISE: Final = (
    "le", "la", "les", "l", "de", "du", "des", "d", "from", "on", "at", "the", "of", "est", "is", "are", "nos", "our",
    "horaire", "horaires", "horaires d ouverture", "heures d ouverture", "ouverture", "hours", "opening hours",
    "opening", "open hours", "business hours", "store hours", "jour", "jours", "sans interruption", "non stop",
    "en continu", "journee continue", "sans pause", "au public", "to the public", "toute l annee", "all year",
    "all year round", "tous les", "toutes les", "chaque", "every", "each",
)  # fmt: skip
_CLOSED: Final = (
    "ferme", "fermee", "fermes", "fermees", "fermeture", "fermeture hebdomadaire", "jour de fermeture", "pas ouvert",
    "closed", "close", "shut", "not open", "off", "x", "repos", "relache",
)  # fmt: skip
_HOLIDAYS: Final = (
    "jours feries", "jour ferie", "feries", "ferie", "public holidays", "public holiday", "bank holidays",
    "bank holiday", "holidays", "ph",
)  # fmt: skip

PHRASES: Final[Mapping[str, tuple[Kind, object]]] = {
    **dict.fromkeys(_NOISE, (Kind.NOISE, None)),
    **{word: (Kind.DAY, days) for word, days in _DAYS.items()},
    **{word: (Kind.PART, part) for word, part in _PARTS.items()},
    **dict.fromkeys(_HOLIDAYS, (Kind.HOLIDAY, (HOLIDAYS,))),
    **dict.fromkeys(_CLOSED, (Kind.CLOSED, None)),
    **dict.fromkeys(("ouvert", "ouverte", "ouverts", "ouvertes", "open", "opens"), (Kind.OPEN, None)),
    **dict.fromkeys(_UNTOLD, (Kind.UNTOLD, None)),
    **dict.fromkeys(_NOTES, (Kind.NOTE, None)),
    **dict.fromkeys(("always", "en permanence"), (Kind.ALL_DAY, DAILY)),
    **dict.fromkeys(("toute la journee", "jour et nuit", "all day", "round the clock"), (Kind.ALL_DAY, None)),
    **dict.fromkeys(("sauf", "hors", "hormis", "excepte", "except", "except for", "excluding"), (Kind.EXCEPT, None)),
    **dict.fromkeys(("a l exception de", "a l exception du", "a l exception des", "but not"), (Kind.EXCEPT, None)),
    **dict.fromkeys(("y compris", "including", "incl"), (Kind.ALSO, None)),
    **dict.fromkeys(("entre", "between"), (Kind.BETWEEN, None)),
    **dict.fromkeys(("a", "to", "till", "til", "until", "through", "thru", "jusqu a"), (Kind.RANGE, "a")),
    **dict.fromkeys(("au", "jusqu au"), (Kind.RANGE, "au")),  # of days alone: `du 2 au 15` is no time
    **dict.fromkeys(("et", "and", "puis", "then", "also"), (Kind.AND, None)),
}
"""Every word and phrase that is read, with what it is and stands for."""
