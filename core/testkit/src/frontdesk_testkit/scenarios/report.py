"""The report of a scenario that failed: the step, what was expected, what was sent, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from frontdesk.engine import explain
from frontdesk_testkit.scenarios.comparing import Outcome
from frontdesk_testkit.scenarios.document import StepPart
from frontdesk_testkit.scenarios.loading import Loaded


class ScenarioFailed(AssertionError):  # noqa: N818 - it is a failed test, not an error in one
    """A step did not lead to what was expected of it."""


def report(loaded: Loaded, step: int, at: datetime, outcome: Outcome, problems: Sequence[str]) -> ScenarioFailed:
    """The failure of one step, with its trace in words."""
    return ScenarioFailed("\n".join(_lines(loaded, step, at, outcome, problems)))


def _lines(loaded: Loaded, step: int, at: datetime, outcome: Outcome, problems: Sequence[str]) -> Iterator[str]:
    yield f"{loaded.scenario.scenario}"
    yield f"{loaded.name}:{loaded.line('steps', step)}: step {step + 1}, {_told(loaded.scenario.steps[step])} at {at}"
    yield from (f"  - {problem}" for problem in problems)
    yield "  sent:" if outcome.said else "  nothing was sent"
    for said in outcome.said:
        titles = "".join(f" [{item.title}]" for item in said.message.suggestions)
        yield f"    {said.message.kind}: {said.message.text!r}{titles}"
    for told in outcome.handovers:
        what = f"handed over to {told.team or 'people'}, {told.note!r}" if told.hands_over else "labelled"
        yield f"  {what}, labels: {', '.join(told.labels) or 'none'}"
    yield "  trace:" if outcome.trace else "  no trace"
    for line in outcome.trace:
        place = f" at {line.path}" if line.path else ""
        yield f"    {line.id}: {explain(line)}{place}"


def _told(step: StepPart) -> str:
    value = getattr(step, step.event)
    note = f" ({step.note})" if step.note else ""
    words = (
        ""
        if value is None
        else f" {value!r}"
        if isinstance(value, str)
        else f" {value.model_dump(exclude_defaults=True)}"
    )
    return f"{step.event}{words}{note}"
