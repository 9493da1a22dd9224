"""Several hosts in one address: read as PostgreSQL's own programs read it, and left when they step down."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from frontdesk.errors import ConfigError
from frontdesk_server.clock import SystemClock
from frontdesk_server.store import StoreUnavailable, open_store
from frontdesk_server.store.database import Database
from frontdesk_server.store.hosts import hosts_apart

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("address", "read"),
    [
        (
            "postgresql://desk:a,b@one,two:5433/desk",
            "postgresql://desk:a,b@/desk?target_session_attrs=read-write&host=one,two&port=5432,5433",
        ),
        (
            "postgres://[::1]:5433,two/desk?target_session_attrs=any&sslmode=require",
            "postgres:///desk?target_session_attrs=any&sslmode=require&host=::1,two&port=5433,5432",
        ),
    ],
)
def test_hosts_stand_apart_and_whoever_takes_writing_is_looked_for(address: str, read: str) -> None:
    assert hosts_apart(address) == read


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://desk:a,b@one/desk",
        "postgresql://desk@/desk?host=one,two&port=1,2",
        "sqlite:////var/lib/a,b/desk.sqlite",
        "mysql://one,two/desk",
    ],
)
def test_any_other_address_stays_as_it_is(address: str) -> None:
    assert hosts_apart(address) == address


@pytest.mark.parametrize("hosts", ["one:x,two", "one,,two", "one,[two", "one,two:"])
async def test_hosts_that_cannot_be_read_are_refused(hosts: str) -> None:
    with pytest.raises(ConfigError, match="FD754"):
        await open_store(f"postgresql://{hosts}/desk", SystemClock())


async def test_every_host_is_tried_and_the_address_is_told_without_its_password() -> None:
    with pytest.raises(StoreUnavailable, match=r"FD769 .*host=127.0.0.1,127.0.0.1&port=1,2&.* 2\)") as refused:
        await open_store("postgresql://desk:secret@127.0.0.1:1,127.0.0.1:2/desk", SystemClock())
    assert "secret" not in str(refused.value)


@pytest.mark.services
async def test_a_server_that_has_stepped_down_is_left_for_another(postgresql: str) -> None:
    database = Database(postgresql, SystemClock())
    try:
        async with database.write() as link:
            await link.execute(text("SET default_transaction_read_only = on"))
        with pytest.raises(StoreUnavailable, match="read-only"):
            await _write(database)
        await _write(database)
    finally:
        await database.close()


@pytest.mark.services
async def test_what_the_address_says_besides_is_for_the_driver(postgresql: str) -> None:
    joint = "&" if "?" in postgresql else "?"
    database = Database(f"{postgresql}{joint}sslmode=disable&search_path=elsewhere", SystemClock())
    try:
        async with database.read() as link:
            assert (await link.execute(text("SHOW search_path"))).scalar() == "elsewhere"
    finally:
        await database.close()


async def _write(database: Database) -> None:
    async with database.write() as link:
        await link.execute(text("CREATE SEQUENCE IF NOT EXISTS steps"))
