"""Publishing: what people wrote becomes a release, and what sources deliver becomes establishments."""

from __future__ import annotations
