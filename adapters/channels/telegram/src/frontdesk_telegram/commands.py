"""Commands: the names under which starters stand in the bot's menu, and the way back from a name to the starter.

A command is 1 to 32 of `a-z 0-9 _`; a starter's id is 1 to 40 of `A-Z a-z 0-9 _ -`. Frontdesk makes ids of lower
letters, digits and hyphens, so a command is the id with underscores for hyphens, and a typed command means the id with
hyphens for underscores. An id with underscores of its own is recognised by the other name of a tap, its title.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from frontdesk import Suggestion

_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w{1,64})?\s*", re.ASCII)
_NAME: Final = re.compile(r"[a-z0-9_]{1,32}")
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
    return Typed(name.replace("_", "-"), name)


def command_of(starter: Suggestion) -> dict[str, str] | None:
    """The starter as an entry of the menu; None = its id has no command that would lead back to it."""
    name = starter.id.lower().replace("-", "_")
    leads_back = starter.id == name.replace("_", "-") or starter.id.lower() == name
    if name == _RESERVED or not leads_back or not _NAME.fullmatch(name):
        return None
    return {"command": name, "description": " ".join(starter.title.split())}
