"""Commands: the names under which starters stand in the bot's menu, and the way back from a name to the starter.

A command is 1 to 32 of `a-z 0-9 _`; a starter's id is 1 to 40 of `A-Z a-z 0-9 _ -`. Frontdesk makes ids of lower
letters, digits and hyphens, so a command is the id with underscores for hyphens, and a typed command means the id with
hyphens for underscores. An id with underscores of its own is recognised by the other name of a tap, its title. Of an id
too long for a command its beginning stands there: such a command means the starter whose id begins so.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from frontdesk import Suggestion

_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w{1,64})?\s*", re.ASCII)
_LONGEST: Final = 32
_CUT: Final = "…"
_RESERVED: Final = "start"
"""What opens the conversation cannot be a starter too."""


class Typed(NamedTuple):
    """A command that somebody typed, or tapped in the menu: the two ids that it may mean."""

    starter: str
    title: str


def typed(text: str) -> Typed | None:
    """The command that a text is and nothing else; None = it is no command, or one with words behind it."""
    found = _COMMAND.fullmatch(text)
    if found is None:
        return None
    name = found[1].lower()
    return Typed(name.replace("_", "-") + (_CUT if len(name) == _LONGEST else ""), name)


def command_of(starter: Suggestion) -> dict[str, str] | None:
    """The starter as an entry of the menu; None = its id has no command that would lead back to it."""
    whole = starter.id.lower().replace("-", "_")
    by_id = starter.id == whole.replace("_", "-")
    by_title = starter.id.lower() == whole and len(whole) <= _LONGEST
    if whole == _RESERVED or not (by_id or by_title):
        return None
    return {"command": whole[:_LONGEST], "description": " ".join(starter.title.split())}
