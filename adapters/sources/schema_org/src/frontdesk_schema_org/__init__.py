"""Establishments from the schema.org markup of a site's pages."""

from __future__ import annotations
