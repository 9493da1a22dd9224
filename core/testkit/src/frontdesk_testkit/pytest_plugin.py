"""The pytest plugin: scenario files become tests, and contracts tell the quality level that they prove."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path

import pytest

pytest.register_assert_rewrite(
    *(
        f"frontdesk_testkit.{name}"
        for name in (
            "channel_contract",
            "inbound",
            "laws",
            "outbound",
            "source_contract",
            "source_delivery",
            "source_trouble",
        )
    )
)

from frontdesk_testkit.laws import MARK  # noqa: E402 - after the line above
from frontdesk_testkit.pointers import point  # noqa: E402 - after the line above
from frontdesk_testkit.proofs import Proofs, kind_of, properties  # noqa: E402 - after the line above

SCENARIOS = "frontdesk_scenarios"
CLAIMS = "frontdesk_claims"
_PROOFS: pytest.StashKey[Proofs] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where scenarios are, and where the quality levels go."""
    parser.addini(SCENARIOS, "folders whose *.yaml files are Frontdesk scenarios", type="paths", default=[])
    parser.addini(
        CLAIMS, "a file of quality levels, as --frontdesk-quality writes it, that runs must agree with", type="paths"
    )
    group = parser.getgroup("frontdesk")
    group.addoption("--frontdesk-quality", metavar="FILE", help="write the quality levels that contracts prove as JSON")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, and listen to the reports."""
    config.addinivalue_line("markers", f"{MARK}(level): a law of a Frontdesk contract, and the level it counts for")
    config.stash[_PROOFS] = Proofs()
    config.pluginmanager.register(config.stash[_PROOFS], "frontdesk-proofs")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A YAML file in one of the scenario folders is one scenario."""
    folders: list[Path] = parent.config.getini(SCENARIOS)
    if file_path.suffix != ".yaml" or not any(folder in file_path.parents for folder in folders):
        return None
    from frontdesk_testkit.scenarios.collecting import ScenarioFile  # noqa: PLC0415 - only where there are scenarios

    return ScenarioFile.from_parent(parent, path=file_path)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let each test of a contract say which law of which contract it is."""
    item.user_properties.extend(properties(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under a law that fails: the marked lines of the adapter that it is about."""
    kind = kind_of(item) if call.when == "call" else None
    if kind is not None:
        item.user_properties.append(kind)
    report = yield
    if report.failed and (found := point(item, ran=call.when == "call")):
        report.sections.append(("frontdesk: where to look", found))
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run that proves something else than what is claimed has failed, though every test of it passed."""
    if (
        not hasattr(session.config, "workerinput")
        and session.exitstatus == pytest.ExitCode.OK
        and _false(session.config)
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _false(config: pytest.Config) -> list[str]:
    """What is claimed of contracts that this run ran whole, and is not so."""
    files: list[Path] = config.getini(CLAIMS)
    claims = {name: claim for file in files for name, claim in json.loads(file.read_text(encoding="utf-8")).items()}
    proofs, named = config.stash[_PROOFS].complete(), ", ".join(file.name for file in files)
    return [
        f"{name} is {proof.level}, and not as {named} says: write that anew with --frontdesk-quality"
        for name, proof in proofs.items()
        if name in claims and proof.differs(claims[name])
    ]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """One line for each contract that was run whole."""
    proofs = config.stash[_PROOFS].complete()
    if proofs:
        terminalreporter.section("frontdesk contracts")
    for name, proof in proofs.items():
        counts = f"{len(proof.laws)} laws, {len(proof.left_out)} left out, {len(proof.broken)} broken"
        terminalreporter.write_line(f"{name}: {proof.level} ({counts})")
    for line in _false(config):
        terminalreporter.write_line(line, red=True)
    target = config.getoption("--frontdesk-quality")
    if target:
        document = {name: proof.as_json() for name, proof in proofs.items()}
        Path(target).write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")
