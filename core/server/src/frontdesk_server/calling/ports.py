"""The seam of calling: where tests and simulations put something else in, and how a call may end."""

from __future__ import annotations

from typing import Protocol

from frontdesk.calls import HttpCall, HttpReply
from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError


class Transport(Protocol):
    """The host's side of a send: the only thing that speaks HTTP to a platform."""

    async def call(self, call: HttpCall, account: str) -> HttpReply:
        """Make the call. Raises `NotSent` (`Unauthorised` if it needs a human), `Lost` or `Refused`."""


class NotSent(Exception):  # noqa: N818 - what happened, not whose mistake it is
    """No byte left this house: sending again is harmless."""


class Unauthorised(NotSent):
    """The account's credentials cannot be used: no call will be made until somebody mends them."""

    def __init__(self, error: ConfigError) -> None:
        super().__init__(str(error))
        self.problem: Diagnostic = error.diagnostics[0]


class Lost(Exception):  # noqa: N818 - what happened, not whose mistake it is
    """The call may have arrived: a time-out, or a connection that broke after the first byte."""


class Refused(Exception):  # noqa: N818 - what happened, not whose mistake it is
    """The call is not made, now or later: its address is not one that may be called."""


class Unreadable(Lost):
    """A reply came, and is not packed as its header says."""


class TooLarge(Lost):
    """A reply came, and holds more than is taken."""
