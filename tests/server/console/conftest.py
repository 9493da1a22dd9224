"""Fixtures: a house for a whole module, and a fresh one for tests that change things."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.console.house import House, house


@pytest.fixture(scope="session", autouse=True)
def _crm_secret() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_SECRET", "the-crm-secret-of-the-console-tests")
        yield


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for the module's tests: those that only look."""
    with house(tmp_path_factory.mktemp("house") / "p") as found:
        yield found


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of the test's own."""
    with house(tmp_path_factory.mktemp("house") / "p") as found:
        yield found
