"""What routes of the REST interface ask for: the store, how many at most, ids in an address."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Path, Query, Request

from frontdesk_server.api.switchboard import Switchboard
from frontdesk_server.store import Store

LARGEST_NUMBER: Final = 2**63 - 1
"""Of a row, in either database."""

Limit = Annotated[int, Query(ge=1, le=200, description="how many at most")]
EstablishmentId = Annotated[str, Path(description="as its source names it")]
Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="its number")]
ConversationId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="32 hex digits")]


def store_of(request: Request) -> Store:
    """The store that the application was built with."""
    store: Store = request.app.state.store
    return store


def board_of(request: Request) -> Switchboard:
    """The switchboard that the application was built with."""
    board: Switchboard = request.app.state.board
    return board


StoreDep = Annotated[Store, Depends(store_of)]
BoardDep = Annotated[Switchboard, Depends(board_of)]
