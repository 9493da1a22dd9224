"""Establishments from an OpenStreetMap extract."""

from __future__ import annotations
