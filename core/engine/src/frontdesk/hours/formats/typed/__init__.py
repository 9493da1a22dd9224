"""Hours as people type them in English and French: a tokenizer, a small grammar, and what its statements mean."""

from __future__ import annotations

from frontdesk.hours.formats.typed.reader import from_text, week_of_texts

__all__ = ["from_text", "week_of_texts"]
