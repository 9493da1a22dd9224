"""Importing: what sources deliver becomes establishments, and none is lost for another's mistake."""

from __future__ import annotations
