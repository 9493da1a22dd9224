"""Activation and releases in a real browser: bar, choices and the way back; by axe, dark, on a telephone, in French."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from frontdesk_server.console.releases import activating
from frontdesk_server.publishing.drafts import Who, create
from frontdesk_server.rights import Role
from tests.server.console.house_browser import Door
from tests.server.console.kit_browser import violations

pytestmark = [pytest.mark.browser, pytest.mark.walk]

WIDE = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}
LOOKS = [
    pytest.param({"viewport": WIDE, "language": "en"}, id="light"),
    pytest.param({"viewport": WIDE, "language": "fr", "color_scheme": "dark"}, id="dark-french"),
    pytest.param({"viewport": TELEPHONE, "language": "fr"}, id="telephone"),
]
CHRISTMAS = {
    "name": "Christmas",
    "establishments": "all",
    "welcome": {"fr": "Joyeux Noël ! {{ custom.parking }}", "en": "Merry Christmas! {{ custom.parking }}"},
    "absence": {"fr": "Nous sommes à table.", "en": "We are at the table."},
}
HALF = {"name": "Half", "establishments": "all", "welcome": {"en": "{{ nme }}"}}


def drafted(entrance: Door, document: dict[str, Any]) -> str:
    home = entrance.home
    return home.call(create, home.store, document, key=str(document["name"]), who=Who(name="ada")).id


def planned(page: Page) -> Page:
    """The same page once it is worked out what would change."""
    expect(page.get_by_role("progressbar")).to_have_count(0)
    return page


def test_a_set_is_activated_after_choosing_what_it_takes_over(entrance: Door) -> None:
    id_ = drafted(entrance, CHRISTMAS)
    page = planned(entrance.visit(f"/sets/{id_}/activate", Role.PUBLISHER, viewport=WIDE))
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Activate").click()
    expect(page.locator("#told")).to_contain_text("Release 2 is in force")


@pytest.mark.parametrize("patience", [60.0, 0.0], ids=["at-once", "worked-out-first"])
def test_a_set_is_activated_without_a_script(entrance: Door, monkeypatch: pytest.MonkeyPatch, patience: float) -> None:
    monkeypatch.setattr(activating, "PATIENCE", patience)
    page = entrance.visit(f"/sets/{drafted(entrance, CHRISTMAS)}/activate", Role.PUBLISHER, java_script_enabled=False)
    if not patience:
        page.get_by_role("link", name="Show the result").click()
    activate = page.get_by_role("button", name="Activate", exact=True)
    expect(activate).to_be_visible()
    for box in page.get_by_role("checkbox").all():
        box.check()
    activate.click()
    expect(page.locator("#told")).to_contain_text("Release 2 is in force")


def test_a_bar_grows_until_the_plan_is_there(entrance: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activating, "PATIENCE", 0.0)
    page = entrance.visit(f"/sets/{drafted(entrance, CHRISTMAS)}/activate", Role.PUBLISHER, viewport=WIDE)
    expect(page.get_by_role("button", name="Activate")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)


def test_going_back_leads_to_drafts_and_their_activation(entrance: Door) -> None:
    newest = entrance.home.call(entrance.home.store.releases.newest)
    assert newest is not None
    for text in ("First", "Second"):
        one = {**CHRISTMAS, "establishments": ["nowhere"], "welcome": {"en": text}}
        sets = [*newest.document["message_sets"], one]
        entrance.home.call(entrance.home.store.releases.add, {**newest.document, "message_sets": sets}, author="ops")
    page = entrance.visit("/releases", Role.PUBLISHER, viewport=WIDE)
    page.get_by_role("link", name="Go back to release 2").click()
    expect(page.locator("del")).to_have_text("Second")
    expect(page.locator("ins")).to_have_text("First")
    page.get_by_role("button", name="Make drafts of it").click()
    page.get_by_role("button", name="Activate").click()
    expect(page.locator("#told")).to_contain_text("Release 4 is in force")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(entrance: Door, look: dict[str, Any]) -> None:
    whole, half = drafted(entrance, CHRISTMAS), drafted(entrance, HALF)
    paths = (
        f"/sets/{whole}/activate",
        f"/sets/{half}/activate",
        f"/sets/{half}/delete",
        "/releases",
        "/releases/1",
        "/releases/1/restore",
    )
    found = {path: violations(planned(entrance.visit(path, Role.PUBLISHER, **look))) for path in paths}
    assert not any(found.values()), found
