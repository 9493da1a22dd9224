"""Proofs: what the contracts of one test run proved, put together from the reports of its tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest

from frontdesk_testkit.laws import Contract, Level, Verdict, is_replaced, quality, reason

LAW = "frontdesk_law"
"""The property of a test's report: `[contract, law]`."""
CONTRACT = "frontdesk_contract"
"""The property of the one test that tells of its contract: `[contract, laws with levels, why some are left out]`."""
KIND = "frontdesk_kind"
"""The property of a test that has run: `[contract, kind]`, the kind of channel or source that it was about."""
HERALD = "test_no_law_is_left_out_in_silence"


def properties(item: pytest.Item) -> Sequence[tuple[str, object]]:
    """What an item has to tell, in plain values: with xdist, reports travel between processes."""
    contract = getattr(item, "cls", None)
    if not (isinstance(contract, type) and issubclass(contract, Contract)):
        return ()
    name = _name(item)
    law = getattr(item, "originalname", item.name)
    if law != HERALD:
        return [(LAW, [name, law])]
    laws = {law: level.value for law, level in contract.laws().items()}
    left_out = {law: reason(contract, law) for law in sorted(laws) if is_replaced(contract, law)}
    return [(LAW, [name, law]), (CONTRACT, [name, laws, left_out])]


def kind_of(item: pytest.Item) -> tuple[str, object] | None:
    """Which kind of channel or source a test of a contract was about, once it has run."""
    if not properties(item):
        return None
    kind = getattr(getattr(item, "funcargs", {}).get("channel"), "kind", None)
    if kind is None and getattr(item, "originalname", item.name) == HERALD:
        kind = cast("Contract", getattr(item, "instance", None)).kind()
    return (KIND, [_name(item), kind]) if kind else None


def _name(item: pytest.Item) -> str:
    contract: type = item.cls  # type: ignore[attr-defined]  # every test of a contract has one
    return f"{contract.__module__}.{contract.__qualname__}"


@dataclass(slots=True)
class Proof:
    """What one contract proved."""

    laws: Mapping[str, Level] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Law -> why it cannot hold."""
    kind: str | None = None
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    def count(self, law: str, report: pytest.TestReport) -> None:
        """One phase of one test: every phase and every parameter must pass."""
        if hasattr(report, "wasxfail") or report.skipped:
            self.verdicts[law] = Verdict.LEFT_OUT
        elif report.failed:
            self.verdicts[law] = Verdict.BROKEN
        else:
            self.verdicts.setdefault(law, Verdict.KEPT)

    @property
    def complete(self) -> bool:
        """Whether every law was run: a selection of tests proves no level."""
        return bool(self.laws) and self.laws.keys() <= self.verdicts.keys() | self.left_out.keys()

    @property
    def level(self) -> Level:
        """The level proven."""
        return quality(self.laws, self.verdicts | dict.fromkeys(self.left_out, Verdict.LEFT_OUT))

    @property
    def broken(self) -> list[str]:
        """The laws that failed."""
        return sorted(law for law, verdict in self.verdicts.items() if verdict is Verdict.BROKEN)

    def as_json(self) -> dict[str, object]:
        """For the matrices of the docs, and to be compared with what they say."""
        return {
            "kind": self.kind,
            "level": self.level.value,
            "left_out": dict(self.left_out),
            "broken": self.broken,
        }

    def differs(self, claimed: Mapping[str, object]) -> bool:
        """Whether the docs claim something else."""
        return self.as_json() != claimed


class Proofs:
    """Every contract of a run: a pytest plugin that listens to reports, from this process or from workers."""

    def __init__(self) -> None:
        self._proofs: dict[str, Proof] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what a report tells."""
        for key, value in report.user_properties:
            if key == LAW:
                name, law = cast("list[str]", value)
                self._proofs.setdefault(name, Proof()).count(law, report)
            elif key == CONTRACT:
                name, laws, left_out = cast("tuple[str, dict[str, str], dict[str, str]]", value)
                proof = self._proofs.setdefault(name, Proof())
                proof.laws, proof.left_out = {law: Level(level) for law, level in laws.items()}, left_out
            elif key == KIND:
                name, kind = cast("list[str]", value)
                self._proofs.setdefault(name, Proof()).kind = kind

    def complete(self) -> Mapping[str, Proof]:
        """The contracts that were run whole, by name."""
        return {name: proof for name, proof in sorted(self._proofs.items()) if proof.complete}
