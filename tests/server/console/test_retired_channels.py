"""Accounts whose platform is no more, in the console: connected, and never without a word."""

from __future__ import annotations

from datetime import date

import pytest

from frontdesk import Retired
from frontdesk_webhook import WebhookChannel
from tests.server.console.house import House


@pytest.fixture(autouse=True)
def _retired(monkeypatch: pytest.MonkeyPatch) -> None:
    """The webhook, for once, is no more."""
    monkeypatch.setattr(WebhookChannel, "retired", Retired(on=date(2024, 7, 31), successor="web"))


def test_kind_that_is_retired_says_so_of_itself(shared: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    shared.enter()
    told = shared.get("/accounts/new", kind="google_business_messages").text
    assert "was retired on 2024-07-31" in told
    assert "rcs" in told
    assert "was retired" not in shared.get("/accounts/new", kind="rcs").text


@pytest.mark.parametrize("page", ["/accounts", "/accounts/crm"])
def test_page_tells_of_a_retired_service_and_its_successor(shared: House, page: str) -> None:
    shared.enter(language="fr")
    told = shared.get(page).text
    assert "a été arrêté le 2024-07-31" in told
    assert "notice is-warn" in told
    assert told.count("arrêté le") == 1, "the other accounts are as alive as ever"
