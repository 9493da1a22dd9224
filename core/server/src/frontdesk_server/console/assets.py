"""The console's built files: scripts, styles, icons and the font, by the names that the build gave them."""

from __future__ import annotations

from markupsafe import Markup


def asset(name: str) -> str:
    """The address of a built file."""
    return f"/console/static/{name}"


def icon(name: str, label: str = "") -> Markup:
    """An icon of the sprite; without a label it is decorative."""
    told = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="{}#{}"></use></svg>').format(told, asset("icons.svg"), name)
