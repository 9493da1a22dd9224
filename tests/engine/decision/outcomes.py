"""What deciding came to: the kinds of messages that were drafted, and the reasons that the trace gives."""

from __future__ import annotations

from frontdesk import Kind
from frontdesk.engine import StepResult


def kinds(*results: StepResult) -> list[Kind]:
    """Of all messages in their order, without the notice of privacy."""
    return [draft.kind for result in results for draft in result.decision.drafts if draft.kind is not Kind.PRIVACY]


def reasons(result: StepResult) -> list[str]:
    """The ids of the lines of its trace."""
    return [line.id for line in result.decision.trace]
