"""Establishments and message sets from Partoo."""

from __future__ import annotations
