"""The pins: what is installed but not pinned is refused, and so is a pin that nothing needs any more."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

PINS = Path(__file__).parents[2] / ".ci" / "pins.py"


def checked(monkeypatch: pytest.MonkeyPatch, resolved: list[str], pinned: list[str]) -> int:
    script = runpy.run_path(str(PINS))
    check = script["check"]
    monkeypatch.setitem(check.__globals__, "resolved", lambda: resolved)
    monkeypatch.setitem(check.__globals__, "pinned", lambda: pinned)
    return check()


def test_what_is_pinned_exactly_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checked(monkeypatch, ["a==1"], ["a==1"]) == 0


@pytest.mark.parametrize(
    ("resolved", "pinned", "told"),
    [
        (["a==1", "b==1"], ["a==1"], "not pinned in pyproject.toml: b==1"),
        (["a==2"], ["a==1"], "not pinned in pyproject.toml: a==2"),
        (["a==1"], ["a==1", "b==1"], "no longer needed, but pinned in pyproject.toml: b==1"),
    ],
)
def test_any_difference_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    resolved: list[str],
    pinned: list[str],
    told: str,
) -> None:
    assert checked(monkeypatch, resolved, pinned) == 1
    assert told in capsys.readouterr().err


def test_lists_of_packages_name_no_host() -> None:
    lists = [PINS.parents[1] / "pyproject.toml", *PINS.parents[1].glob("*/**/package-lock.json")]
    texts = [path.read_text() for path in lists if "node_modules" not in path.parts]

    assert not [text for text in texts if "https://" in text]
