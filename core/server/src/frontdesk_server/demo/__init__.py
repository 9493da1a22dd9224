"""The demo: Maison Colibri, an invented chain, with pages of its own. It exists in `frontdesk demo` only."""

from __future__ import annotations
