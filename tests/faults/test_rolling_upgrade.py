"""An upgrade under load: the tables first, while the old version works on, then one server after the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from frontdesk_server.store.migrating import newest_revision
from tests.faults.conftest import KILLS
from tests.faults.findings import in_store, revision
from tests.faults.load import Flow
from tests.faults.next_version import REVISION, NextVersion
from tests.faults.premises import SECRETS
from tests.faults.shaking import staff, stand
from tests.faults.stage import Scene, Stage
from tests.faults.waiting import wait_for

TIMES = max(1, KILLS // 20)
IN_USE = "FD864"
RATE = 40.0
"""Messages a second: programs are started all the while."""
pytestmark = [pytest.mark.faults, pytest.mark.timeout(1200)]


def _migrate(stage: Stage, version: NextVersion) -> int:
    """As an operator does: where the tables are in use just then it is run again; how often it was."""
    outcomes = []

    def done() -> bool:
        environment = {**SECRETS, "FRONTDESK_DATABASE_URL": stage.database}
        outcome = version.run("migrate", "--project", stage.folder / "project", environment=environment)
        outcomes.append(outcome)
        assert outcome.returncode == 0 or IN_USE in outcome.stderr, outcome.stderr
        return outcome.returncode == 0

    wait_for(done, lambda: outcomes[-1].stderr)
    return len(outcomes)


def _restart(scene: Scene) -> None:
    """Some of the old version, anew on the tables of the next one."""
    old = [scene.servers.of(role)[0] for role in ("worker", "sender")]
    for server in old:
        server.stop()
    scene.servers.restart(*old)


def _replace(scene: Scene, version: NextVersion) -> None:
    """Each server by one of the next version, which is there before the old one goes."""
    old = list(scene.servers.servers)
    for server in old:
        scene.servers.begin(server.role, version.environment)
    scene.servers.all_ready()
    for server in old:
        scene.world.wait_for_more(20)
        server.stop()
    scene.world.wait_for_more(20)


@pytest.mark.parametrize("number", range(TIMES))
def test_an_upgrade_in_the_midst_of_the_work_loses_nothing(killable: Stage, tmp_path: Path, number: int) -> None:
    stage, version = replace(killable, seed=killable.seed + number), NextVersion(tmp_path / "next")
    with stage.scene() as scene:
        staff(scene)
        with scene.world.flowing(Flow(seed=stage.seed, rate=RATE)):
            scene.world.wait_for_more(40)
            tries = _migrate(stage, version)
            assert in_store(stage.database, revision) == REVISION
            scene.world.wait_for_more(40)
            stand(scene)
            _restart(scene)
            _replace(scene, version)
        assert set(scene.world.answers) <= {200, 503, 0}
        scene.finish()
        stage.judge(f"upgrade from {newest_revision()} to {REVISION}", scene, f"migrated at try {tries}")
