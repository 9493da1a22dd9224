"""The engine: pure functions from (event, situation, instant) to what is said, remembered and explained."""

from __future__ import annotations

from frontdesk.engine.decision import decide
from frontdesk.engine.fitting import fit
from frontdesk.engine.fitting_native import fit_profile
from frontdesk.engine.late import is_stale, no_longer_due, rerender
from frontdesk.engine.native import (
    PARTS,
    Asked,
    Native,
    Part,
    Wanted,
    is_disputed,
    native_profile,
    native_texts,
    representatives,
    sole_establishment,
)
from frontdesk.engine.offering import offer
from frontdesk.engine.reasons import REASONS
from frontdesk.engine.simulation import Simulation, StepResult
from frontdesk.engine.trace import explain, explain_all

__all__ = [
    "PARTS",
    "REASONS",
    "Asked",
    "Native",
    "Part",
    "Simulation",
    "StepResult",
    "Wanted",
    "decide",
    "explain",
    "explain_all",
    "fit",
    "fit_profile",
    "is_disputed",
    "is_stale",
    "native_profile",
    "native_texts",
    "no_longer_due",
    "offer",
    "representatives",
    "rerender",
    "sole_establishment",
]
