"""Fixtures: one server and its platform for a whole module, and coroutine tests on asyncio."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from frontdesk_server.access import people
from frontdesk_server.access.people import Profile
from frontdesk_server.rights import Role
from frontdesk_server.store.audit import COMMAND_LINE
from tests.server.api.served import Platform, Server, project, serving
from tests.server.console.house import House, house


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


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server in this process, with an administrator who can sign in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_SECRET", "the-crm-secret-of-the-callers-tests")
        with house(tmp_path_factory.mktemp("callers") / "p") as found:
            profile = Profile(name="Admin", email="admin@colibri.example", role=Role.ADMINISTRATOR)
            found.call(people.add, found.store, profile, COMMAND_LINE, password="three quiet words")
            yield found
