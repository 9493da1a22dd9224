"""The error of a store that cannot be reached or is busy: nothing was kept, and trying again is right."""

from __future__ import annotations

from typing import Final

from frontdesk.errors import FrontdeskError

_SETTLED: Final = ("28", "3D", "42")
"""Classes of SQLSTATE that time does not change: who asks may not, or asks for what is not there."""


class StoreUnavailable(FrontdeskError):  # noqa: N818 - a state of the world, not a mistake
    """The database did not do what was asked (FD750, FD745 of a file). What was asked for is not durable."""

    @property
    def may_pass(self) -> bool:
        """Whether it may be over by itself: a database that starts is there in a moment, an unknown one is not."""
        cause: BaseException | None = self
        while cause is not None:
            state = getattr(getattr(cause, "orig", None), "sqlstate", None) or ""
            if state.startswith(_SETTLED):
                return False
            cause = cause.__cause__
        return True
