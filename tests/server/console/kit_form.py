"""The form on the page of parts, as an operator has it: what it holds, what it sends, and what is said aloud."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.server.console.kit_browser import Desk

WIDE = {"width": 1280, "height": 900}


def titles(page: Page) -> list[str]:
    fields = page.locator("[data-rows='starters'] > [data-row] input[data-row-title]")
    return [field.input_value() for field in fields.all()]


def saved(desk: Desk, page: Page) -> dict[str, list[str]]:
    """What arrives when the draft is saved."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    expect(page.locator("[data-counter]")).to_have_text("3 of 5")
    return desk.kit.posted[-1]


def said(page: Page, text: str) -> None:
    expect(page.locator("#said")).to_have_text(text)
