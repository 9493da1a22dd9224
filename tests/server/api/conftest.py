"""Fixtures: one server and its platform for a whole module, and coroutine tests on asyncio."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.api.served import Platform, Server, project, serving


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    """The platform behind the account `crm`."""
    found = Platform()
    yield found
    found.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, platform: Platform) -> Iterator[Server]:
    """A server that runs while the module's tests do."""
    with serving(project(tmp_path_factory.mktemp("served") / "p", platform.url)) as found:
        yield found
