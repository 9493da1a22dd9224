"""Whether a machine wrote a message: because the channel says so, or because its words do. A cautious guess."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from frontdesk.machine_texts import DO_NOT_REPLY, GREETINGS, LABELS, OPENINGS, MachineText
from frontdesk.matching import fold
from frontdesk.model import Event, MessageReceived

_LOOKED_AT: Final = 1000
"""Characters of a text that are looked at."""
_SHOWN: Final = 80
"""Characters of the telling sentence that a trace shows."""

_LABELS: Final = [
    (kind, re.compile(rf"\W*(?:{label})[\s*_]*(?:[:\])]|\n)\W*\w"))
    for labels in LABELS.values()
    for kind, label in labels.items()
]
_OPENINGS: Final = [
    (opening.kind, re.compile(rf"\W*{GREETINGS}(?:{opening.begins})"), re.compile(opening.further))
    for openings in OPENINGS.values()
    for opening in openings
]
_ANY_LABEL: Final = re.compile(rf"\W*(?:{'|'.join(label for labels in LABELS.values() for label in labels.values())})")
_ANY_OPENING: Final = re.compile(
    rf"\W*{GREETINGS}(?:{'|'.join(opening.begins for openings in OPENINGS.values() for opening in openings)})"
)
"""What nearly every text fails at once: only the others are looked at row by row."""
_DO_NOT_REPLY: Final = re.compile("|".join(f"(?:{words})" for words in DO_NOT_REPLY.values()))


class Sign(NamedTuple):
    """Why a message is a machine's."""

    words: str
    """What the channel told, or the sentence that gave it away."""
    looks_like: MachineText | None = None
    """What the text is, where it is the text that says so; None = the channel knows."""


def sign_of(event: Event) -> Sign | None:
    """The sign that a machine wrote this, if there is one. What the channel knows comes before what a text suggests."""
    if not isinstance(event, MessageReceived):
        return None
    return Sign(event.automatic) if event.automatic is not None else sign_in(event.text)


def by_machine(event: Event) -> bool:
    """Whether a machine wrote it: an out-of-office reply, a robot."""
    return sign_of(event) is not None


def sign_in(text: str) -> Sign | None:
    """What in a text shows that a machine wrote it; None where a person may have written it, or asks something."""
    return _sign(text[:_LOOKED_AT].strip())


@lru_cache(maxsize=1024)
def _sign(told: str) -> Sign | None:
    """As `sign_in`, kept: one decision asks several times."""
    folded = fold(told)
    kind = _kind(folded)
    return None if kind is None else Sign(_telling(told, folded, kind), kind)


def _kind(folded: str) -> MachineText | None:
    if "?" in folded.partition("\n")[0]:
        return None
    for kind, label in _LABELS if _ANY_LABEL.match(folded) else ():
        if label.match(folded):
            return kind
    return None if "?" in folded else _said(folded)


def _said(folded: str) -> MachineText | None:
    for kind, opening, further in _OPENINGS if _ANY_OPENING.match(folded) else ():
        found = opening.match(folded)
        if found and further.search(folded, found.end()):
            return kind
    return MachineText.DO_NOT_REPLY if any(map(_DO_NOT_REPLY.match, _ends(folded))) else None


def _ends(text: str) -> tuple[str, str]:
    """The first sentence, and the last one."""
    first, *others = text.replace("!", ".").replace("\n", ".").split(".")
    sentences = [sentence for sentence in (first, *map(str.lstrip, others)) if sentence] or [""]
    return sentences[0], sentences[-1]


def _telling(told: str, folded: str, kind: MachineText) -> str:
    """The sentence to show: the last one where that is what asks for no reply, else the first."""
    last = kind is MachineText.DO_NOT_REPLY and not _DO_NOT_REPLY.match(_ends(folded)[0])
    return _ends(told)[last][:_SHOWN]
