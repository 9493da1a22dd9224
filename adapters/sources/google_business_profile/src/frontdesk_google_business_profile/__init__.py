"""Establishments from Google Business Profile."""

from __future__ import annotations
