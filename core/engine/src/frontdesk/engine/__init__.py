"""The engine: pure functions from (event, situation, instant) to what is said, remembered and explained."""

from __future__ import annotations

from frontdesk.engine.decision import decide
from frontdesk.engine.fitting import fit
from frontdesk.engine.late import is_stale, no_longer_due, rerender
from frontdesk.engine.offering import native_profile, offer
from frontdesk.engine.reasons import REASONS
from frontdesk.engine.simulation import Simulation, StepResult
from frontdesk.engine.trace import explain, explain_all

__all__ = [
    "REASONS",
    "Simulation",
    "StepResult",
    "decide",
    "explain",
    "explain_all",
    "fit",
    "is_stale",
    "native_profile",
    "no_longer_due",
    "offer",
    "rerender",
]
