"""The guide on an account's page: what its channel's distribution says, as text that does nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from frontdesk_server.console.accounts import guide
from frontdesk_server.console.labels import CHANNEL_NAMES, channel_name
from frontdesk_server.console.words import speaking
from tests.server.console.house import House


class Readme:
    """The metadata of a distribution."""

    def __init__(self, text: str) -> None:
        self._text = text

    @property
    def json(self) -> dict[str, str]:
        return {"description": f"# x\n\n## Set it up, step by step\n\n{self._text}\n## Settings\n\nnot this\n"}


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """What a distribution's page says, by its name."""
    pages: dict[str, str] = {}
    monkeypatch.setattr(guide, "metadata", lambda name: Readme(pages[name]))
    guide.steps_of.cache_clear()
    yield pages
    guide.steps_of.cache_clear()


@pytest.mark.parametrize("kind", sorted(CHANNEL_NAMES))
def test_each_platform_is_set_up_step_by_step_on_its_form(shared: House, kind: str) -> None:
    shared.enter(language="fr")
    page = shared.get("/accounts/new", kind=kind).text
    steps = page[page.index('<div class="guide" lang="en">') :]
    assert steps.count("<li>") >= 3
    assert "http://127.0.0.1:8765/webhooks/" in page
    with speaking("fr"):
        assert f"<h1>Connecter un canal : {channel_name(kind)}</h1>" in page


def test_what_is_written_is_text(written: dict[str, str]) -> None:
    written["evil"] = "1. <script>alert(1)</script> [here](javascript:alert) `<b>`\n"
    assert guide.steps_of("evil") == (
        "<ol><li><p>&lt;script&gt;alert(1)&lt;/script&gt; here <code>&lt;b&gt;</code></p></li></ol>"
    )


def test_items_hold_what_is_indented_below_them(written: dict[str, str]) -> None:
    written["nested"] = (
        "Before.\n\n1. *One*\n   goes on.\n\n   ```sh\n   run | it\n   ```\n\n2. **Two**, [there](https://a.example).\n\nAfter.\n"
    )
    assert guide.steps_of("nested") == (
        "<p>Before.</p><ol><li><p><em>One</em> goes on.</p>"
        '<pre tabindex="0"><code>run | it</code></pre></li>'
        '<li><p><strong>Two</strong>, <a href="https://a.example" rel="noreferrer">there</a>.</p></li></ol>'
        "<p>After.</p>"
    )


def test_a_channel_without_such_a_page_has_no_guide(shared: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guide, "metadata", lambda _: Readme(""))
    guide.steps_of.cache_clear()
    shared.enter()
    assert 'class="guide"' not in shared.get("/accounts/new", kind="webhook").text
    guide.steps_of.cache_clear()
    monkeypatch.undo()
    assert guide.steps_of("no-such-distribution") == ""
