"""What closed sets of values are called in the console."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from frontdesk_server.console.words import N_
from frontdesk_server.rights import Role

ROLE_NAMES: Final[Mapping[Role, str]] = {
    Role.VIEWER: N_("Viewer"),
    Role.EDITOR: N_("Editor"),
    Role.PUBLISHER: N_("Publisher"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
