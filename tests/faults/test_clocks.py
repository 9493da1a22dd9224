"""Machines whose clocks are set under load: what goes by time goes by the clock of the database that they share.

Some servers live an hour ahead, then an hour behind, then on another day. Nobody is greeted by wrong hours or takes
what was just written for old, no timer fires before its time, and each fires once.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, timedelta
from pathlib import Path
from typing import Final

import pytest

from tests.faults.conftest import KILLS
from tests.faults.findings import findings, forget_timers, in_store, timers
from tests.faults.load import Flow
from tests.faults.set_clock import PROGRAM, WallClock
from tests.faults.shaking import stand
from tests.faults.stage import Scene, Stage
from tests.faults.test_timers import FIRING, FOLLOW_UP, MINUTE, SORRY
from tests.faults.waiting import CLOCK, let_pass, wait_for

STEPS: Final = tuple(timedelta(hours=hours) for hours in (1, -1, 0, -24, 24))
"""How far off the clocks are, one after the other: wrong when timers are set, and wrong when they fire."""
SET: Final = "the clock was set"
AROUND: Final = timedelta(minutes=30)
"""People answer for so long before and after now: nobody does by a clock that is an hour off."""
SURE: Final = 20.0
"""Seconds from a message's first try until it is accepted, at most."""
pytestmark = [pytest.mark.faults, pytest.mark.timeout(900 + 60 * KILLS)]


def _hours() -> str:
    """Hours of the chat around this moment, and none on other days."""
    opens, ends = ((CLOCK.now() + by).astimezone(UTC) for by in (-AROUND, AROUND))
    return f'{{timezone: UTC, weekly: {{{opens:%a}: "{opens:%H:%M}-{ends:%H:%M}"}}}}'.lower().replace("utc", "UTC")


def _start(scene: Scene, clock: WallClock) -> None:
    """One machine whose clock is right, and one of which it is not, with one more that takes events in."""
    scene.servers.start("all")
    for role in ("all", "ingress"):
        scene.servers.begin(role, clock.environment, PROGRAM)
    scene.servers.all_ready()


def test_clocks_that_are_set_under_load_change_nothing(shared: Stage, tmp_path: Path) -> None:
    clock = WallClock(tmp_path / "off-by")
    with shared.scene(more=FOLLOW_UP, hours=_hours()) as scene:
        _start(scene, clock)
        with scene.world.flowing(Flow(seed=shared.seed, rate=40.0, messages=1)):
            for step in STEPS:
                scene.world.wait_for_more(40)
                clock.set(step)
                let_pass(FIRING / len(STEPS))
        in_store(shared.database, forget_timers)  # those that are not due yet: nobody waits for them
        wait_for(lambda: not in_store(shared.database, timers), lambda: "the others fire")
        stand(scene)
        scene.finish()
        assert scene.servers.count(SET) >= len(STEPS)
        found = shared.judge("clocks set by 1 h and by 1 day, both ways", scene, _told(shared, scene))
        assert not found.unanswered


def _told(stage: Stage, scene: Scene) -> str:
    """How many waited long enough to be told so, after it is sure that each was, once, and nobody any earlier."""
    accepted = {said.contact: said.at for said in scene.world.load.accepted.values()}
    told = [one for one in scene.world.platform.shown if one.text == SORRY]
    times = Counter(one.to for one in told)
    assert [one for one in told if one.at < accepted[one.to] + MINUTE - SURE] == []
    due = {one for one, at in accepted.items() if at + MINUTE < scene.world.load.ended}
    assert {one: times[one] for one in due if times[one] != 1} == {}
    assert times == Counter(one.contact for one in findings(stage.database).decided if one.event.startswith("timer:"))
    return f"{len(due)} timers"
