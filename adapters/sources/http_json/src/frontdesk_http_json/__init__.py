"""Establishments from any JSON API, mapped by JMESPath, with presets as data."""

from __future__ import annotations
