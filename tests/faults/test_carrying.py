"""Webhooks carried badly: repeated with other headers and after restarts, shuffled, too old, statuses in reverse."""

from __future__ import annotations

import pytest

from tests.faults.conftest import KILLS
from tests.faults.findings import findings
from tests.faults.load import Flow, Mood
from tests.faults.premises import WELCOME
from tests.faults.stage import Scene, Stage

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900 + 60 * KILLS)]
RESTARTS = 3
SHUFFLED = Flow(duplicates=0.1, duplicate_within=8.0, shuffled=5.0, moods=tuple(Mood), lanes=60)


def test_what_is_repeated_and_shuffled_greets_once_and_what_is_old_greets_nobody(sqlite: Stage) -> None:
    with sqlite.scene(statuses=("read", "delivered", "sent")) as scene:
        (server,) = scene.servers.start()
        with scene.world.flowing(SHUFFLED):
            for _ in range(RESTARTS):
                scene.world.wait_for_more(60)
                scene.servers.kill(server)
                scene.servers.restart(server)
            scene.world.wait_for_more(60)
        scene.finish()
        found = sqlite.judge("repeats, shuffled within 5 s, statuses in reverse", scene, ordered=False)
        assert set(found.unanswered) == {"too old", "an operator was first"}
        assert _greeted(scene) <= {Mood.PLAIN}
        assert _statuses(sqlite.database, scene) == {"read"}


def _greeted(scene: Scene) -> set[Mood]:
    return {scene.world.load.moods[one.to] for one in scene.world.platform.shown if one.text == WELCOME}


def _statuses(database: str, scene: Scene) -> set[str]:
    """How the journal has what contacts saw and read: a later report of less takes nothing back."""
    shown = {one.key for one in scene.world.platform.shown}
    return {one.status for one in findings(database).told if one.key in shown}
