"""Establishments from Yext."""

from __future__ import annotations
