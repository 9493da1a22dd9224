"""Names of copies: as long as a name may be, and nobody else's."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from frontdesk_server.console.words import _

LONGEST_NAME: Final = 80


def copy_name(name: str, taken: Collection[str]) -> str:
    """A name for a copy that nobody has yet."""
    for number in range(1, len(taken) + 2):
        ending = _("copy") if number == 1 else _("copy %(number)s") % {"number": number}
        wanted = f"{name[: LONGEST_NAME - len(ending) - 3]} ({ending})"
        if wanted not in taken:
            return wanted
    return name
