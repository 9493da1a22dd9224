"""What people write where OpenStreetMap has another way: the text that was probably meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from frontdesk.hours.osm.rules import UnreadableError, read_rules

_DAYS: Final = {
    # French, as written on doors; Italian and German share some of the letters and are left alone
    **dict.fromkeys(("lundi", "lun", "lu"), "Mo"),
    **dict.fromkeys(("mardi", "mar", "ma"), "Tu"),
    **dict.fromkeys(("mercredi", "mer", "me"), "We"),
    **dict.fromkeys(("jeudi", "jeu", "je"), "Th"),
    **dict.fromkeys(("vendredi", "ven", "ve"), "Fr"),
    **dict.fromkeys(("samedi", "sam"), "Sa"),
    **dict.fromkeys(("dimanche", "dim", "di"), "Su"),
    # English
    **dict.fromkeys(("monday", "mon"), "Mo"),
    **dict.fromkeys(("tuesday", "tues", "tue"), "Tu"),
    **dict.fromkeys(("wednesday", "wed"), "We"),
    **dict.fromkeys(("thursday", "thurs", "thur", "thu"), "Th"),
    **dict.fromkeys(("friday", "fri"), "Fr"),
    **dict.fromkeys(("saturday", "sat"), "Sa"),
    **dict.fromkeys(("sunday", "sun"), "Su"),
}
_WORD: Final = re.compile(r'"[^"]*"|[A-Za-z]+')
_NOON: Final = 12
_LONGEST: Final = 500
Repair = Callable[[str], str]


def _renamed(text: str) -> str:
    return _WORD.sub(lambda found: _DAYS.get(found[0].lower(), found[0]), text)


def _twelve(text: str) -> str:
    """`5pm` and `5:30 PM` as 17:00 and 17:30."""

    def full(found: re.Match[str]) -> str:
        hour = int(found[1]) % _NOON + (_NOON if found[3].lower() == "p" else 0)
        return f"{hour:02}:{found[2] or '00'}"

    return re.sub(r"\b(\d{1,2})(?::(\d{2}))?\s*([ap])\.?m\b\.?", full, text, flags=re.IGNORECASE)


_REPAIRS: Final[tuple[Repair, ...]] = (
    _renamed,
    _twelve,
    lambda text: re.sub("[\u2010-\u2015\u2212]|\\b(?:to|au|bis)\\b", "-", text),
    lambda text: re.sub(r"(\d{1,2})[hH](\d{2})?(?!\w)", lambda found: f"{found[1]}:{found[2] or '00'}", text),
    lambda text: re.sub(r"\b(\d{1,2})\.(\d{2})\b", r"\1:\2", text),
    lambda text: re.sub(r"(?<![\d:.])(\d{1,2})\s*-\s*(\d{1,2})(?![\d:.])", r"\1:00-\2:00", text),
    lambda text: re.sub(r"\s*-\s*", "-", text),
    lambda text: re.sub(r"(\d),\s*(?=[A-Z])", r"\1, ", text),
    lambda text: re.sub(r"(\d) (?=(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)\b)", r"\1; ", text),
    lambda text: re.sub(r"\s*;[\s;]*", "; ", text).strip("; "),
    lambda text: re.sub(r"\b(?:ferm\w+|geschlossen|chiuso|cerrado)(?!\w)", "off", text, flags=re.IGNORECASE),
)
"""Each mends one kind of slip; they are tried one upon the other until the text can be read."""


def likely_meant(text: str) -> str | None:
    """A text that can be read, and is as near to this one as the usual slips go; None where they do not explain it."""
    if len(text) > _LONGEST:
        return None
    for repair in _REPAIRS:
        text = repair(text)
        if _readable(text):
            return text
    return None


def _readable(text: str) -> bool:
    try:
        read_rules(text)
    except UnreadableError:
        return False
    return True
