"""The error of a store that cannot be reached or is busy: nothing was kept, and trying again is right."""

from __future__ import annotations

from frontdesk.errors import FrontdeskError


class StoreUnavailable(FrontdeskError):  # noqa: N818 - a state of the world, not a mistake
    """The database did not do what was asked (FD750, FD745 of a file). What was asked for is not durable."""
