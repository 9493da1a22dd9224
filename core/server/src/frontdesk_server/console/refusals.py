"""What access refuses, told beside the field that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from frontdesk.errors import ConfigError
from frontdesk_server.console.forms import Trouble

PLACES: Final[Mapping[str, str]] = {
    "FD822": "password",
    "FD823": "password",
    "FD824": "password",
    "FD825": "email",
    "FD826": "email",
    "FD828": "role",
    "FD830": "name",
    "FD831": "current",
    "FD833": "scopes",
    "FD834": "scopes",
    "FD835": "days",
    "FD836": "groups",
    "FD837": "role",
    "FD838": "groups",
}
"""The field of each error; what is not here is about the form as a whole."""


def trouble_of(*errors: ConfigError) -> Trouble:
    """Errors at their fields."""
    found = [diagnostic for error in errors for diagnostic in error.diagnostics]
    return Trouble(diagnostics=tuple(replace(one, path=PLACES.get(one.id, "")) for one in found))
