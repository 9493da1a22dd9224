"""The JSON of message sets, plans and differences. Documents are those of the rule language."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from frontdesk.diagnostics import Diagnostic, describe
from frontdesk.errors import ConfigError
from frontdesk.rules import document_from_json
from frontdesk_server.api.shapes import Shape
from frontdesk_server.publishing.drafts import MessageSetLine, MessageSetView
from frontdesk_server.publishing.planning import Fault, Overlap, Plan
from frontdesk_server.publishing.restoring import Restored
from frontdesk_server.publishing.semantic import (
    Difference,
    SelectionChange,
    SetDifference,
    StarterMove,
    TextChange,
)
from frontdesk_server.store import Member

FIRST = 50
Document = dict[str, object]


def _kept(document: Document) -> Document:
    """A document that can be stored: not nested without end, and of characters that there are."""
    try:
        document_from_json({"frontdesk": 1, "message_sets": [document]})
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except ConfigError as error:
        raise ValueError(describe(error.diagnostics[0])) from error
    return document


class MessageSetIn(Shape):
    """A message set to be written down."""

    document: Annotated[Document, AfterValidator(_kept)] = Field(
        description="as in rule documents; it may be half finished: `findings` say what is missing"
    )


class NewMessageSetIn(MessageSetIn):
    """A new message set."""

    key: str = Field(min_length=1, max_length=100, description="your own key: the same one makes one draft")


class FindingOut(Shape):
    """Something wrong or doubtful."""

    id: str
    severity: str
    path: str = Field(description="its field within the set, such as `starters[2].title.fr`")
    message_set: str = Field(description="the name of the set; empty where it is in none")
    en: str
    fr: str

    @classmethod
    def of(cls, found: Diagnostic, name: str = "") -> FindingOut:
        """The form of a diagnostic."""
        return cls(
            id=found.id,
            severity=found.severity,
            path=found.path,
            message_set=name,
            en=describe(found, "en"),
            fr=describe(found, "fr"),
        )

    @classmethod
    def all(cls, faults: Iterable[Fault]) -> list[FindingOut]:
        """The forms of what a plan found."""
        return [cls.of(fault.diagnostic, fault.name) for fault in faults]


class MessageSetOut(Shape):
    """A message set in a list."""

    id: str = Field(description="32 hex digits")
    name: str
    state: Literal["draft", "active", "changed", "files"]
    file: str | None = Field(description="the file that manages it: it is changed there only")
    establishments: int
    channels: list[str] | None = Field(description="None = all")
    since: str | None
    until: str | None
    version: int = Field(description="to be named when it is saved; 0 = live, and nobody has written on it yet")
    author: str
    at: datetime | None
    editable: bool
    warnings: list[FindingOut]

    @classmethod
    def of(cls, line: MessageSetLine) -> MessageSetOut:
        """The form of a line."""
        return cls(**_fields(line))


class MessageSetDetail(MessageSetOut):
    """A message set with its texts."""

    document: Document
    live: Document | None = Field(description="as it is in the release in force")
    findings: list[FindingOut]

    @classmethod
    def whole(cls, view: MessageSetView, findings: Iterable[Diagnostic]) -> MessageSetDetail:
        """The form of a set, with what is wrong in it."""
        return cls(
            **_fields(view.line),
            document=dict(view.document),
            live=None if view.live is None else dict(view.live),
            findings=[FindingOut.of(found, view.line.name) for found in findings],
        )


def _fields(line: MessageSetLine) -> dict[str, object]:
    return {
        "id": line.id,
        "name": line.name,
        "state": line.state.value,
        "file": line.file,
        "establishments": line.establishments,
        "channels": None if line.channels is None else list(line.channels),
        "since": line.since,
        "until": line.until,
        "version": line.version,
        "author": line.author,
        "at": line.at,
        "editable": line.editable,
        "warnings": [FindingOut.of(found, line.name) for found in line.warnings],
    }


class PlanIn(Shape):
    """What is to be planned."""

    verb: Literal["activate", "deactivate", "delete"] = Field(default="activate", description="what is to become of it")
    takes_over: list[str] = Field(default_factory=list, max_length=500, description="names of sets that it takes over")


class ConfirmIn(Shape):
    """What is confirmed."""

    fingerprint: str = Field(min_length=1, max_length=64, description="the plan's: what was shown is what is done")
    takes_over: list[str] = Field(default_factory=list, max_length=500, description="names of sets that it takes over")


class PlaceOut(Shape):
    """An establishment by id and name."""

    id: str
    name: str

    @classmethod
    def first(cls, members: Iterable[Member]) -> list[PlaceOut]:
        """The first of them."""
        return [cls(id=member.id, name=member.name) for member in list(members)[:FIRST]]


class WayOut(Shape):
    """Establishments that are reached in one way: how many, and the first of them."""

    count: int
    first: list[PlaceOut]

    @classmethod
    def of(cls, members: tuple[Member, ...]) -> WayOut:
        """The form of some members."""
        return cls(count=len(members), first=PlaceOut.first(members))


class LackingOut(WayOut):
    """A tag, and the establishments without a value for it."""

    tag: str


class OverlapOut(Shape):
    """Another active set for the same establishments."""

    message_set: str
    other: str
    file: str | None = Field(description="the file that manages the other one")
    speaks: str = Field(description="the name of the one that is heard")
    establishments: int
    examples: list[PlaceOut]
    channels: list[str]

    @classmethod
    def of(cls, overlap: Overlap) -> OverlapOut:
        """The form of an overlap."""
        return cls(
            message_set=overlap.name,
            other=overlap.other,
            file=overlap.file,
            speaks=overlap.speaks,
            establishments=overlap.meeting.establishments,
            examples=PlaceOut.first(overlap.meeting.examples),
            channels=list(overlap.meeting.channels),
        )


class PartOut(Shape):
    """One part that differs: a text in a language, the selection, the order of starters, or a setting."""

    kind: Literal["text", "establishments", "order", "setting"]
    path: str
    language: str = Field(description="of a text; empty otherwise")
    before: object
    after: object

    @classmethod
    def of(cls, part: SetDifference) -> PartOut:
        """The form of a part."""
        if isinstance(part, TextChange):
            return cls(kind="text", path=part.path, language=part.language, before=part.before, after=part.after)
        if isinstance(part, StarterMove):
            return cls(kind="order", path="starters", language="", before=list(part.before), after=list(part.after))
        if isinstance(part, SelectionChange):
            before, after = (None if one is None else one.as_params() for one in (part.before, part.after))
            return cls(kind="establishments", path="establishments", language="", before=before, after=after)
        return cls(kind="setting", path=part.path, language="", before=part.before, after=part.after)


class DifferenceOut(Shape):
    """One message set, rule or schedule that differs."""

    verb: Literal["added", "changed", "removed", "reordered"]
    kind: Literal["message_sets", "rules", "schedules"]
    name: str
    parts: list[PartOut]

    @classmethod
    def of(cls, found: Difference) -> DifferenceOut:
        """The form of a difference."""
        parts = [PartOut.of(part) for part in found.parts]
        return cls(verb=found.verb, kind=found.kind, name=found.name, parts=parts)


class PlanOut(Shape):
    """What would change. `possible` = it can be confirmed as it is."""

    fingerprint: str
    possible: bool
    parts: list[PartOut]
    gained: WayOut
    kept: WayOut
    lost: WayOut
    left: WayOut = Field(description="without any message from then on")
    channels: list[str]
    missing: list[LackingOut]
    conflicts: list[OverlapOut] = Field(description="to be settled by `takes_over`, or by other establishments")
    overlaps: list[OverlapOut] = Field(description="settled: one takes the other over")
    schedules: list[str] = Field(description="named schedules that become active with it")
    errors: list[FindingOut]
    warnings: list[FindingOut]
    losses: list[FindingOut] = Field(description="what channels cannot show as it is written")

    @classmethod
    def of(cls, plan: Plan) -> PlanOut:
        """The form of a plan."""
        return cls(
            fingerprint=plan.fingerprint,
            possible=plan.possible,
            parts=[PartOut.of(part) for change in plan.changes for part in change.parts],
            gained=WayOut.of(plan.reach.gained),
            kept=WayOut.of(plan.reach.kept),
            lost=WayOut.of(plan.reach.lost),
            left=WayOut.of(plan.reach.left),
            channels=[account.id for account in plan.channels],
            missing=[
                LackingOut(tag=one.tag, count=len(one.members), first=PlaceOut.first(one.members))
                for one in plan.missing
            ],
            conflicts=[OverlapOut.of(overlap) for overlap in plan.conflicts],
            overlaps=[OverlapOut.of(overlap) for overlap in plan.overlaps],
            schedules=list(plan.schedules),
            errors=FindingOut.all(plan.errors),
            warnings=FindingOut.all(plan.warnings),
            losses=FindingOut.all(plan.losses),
        )


class ActivatedOut(Shape):
    """The release that is in force by it."""

    release: int
    made: bool = Field(description="false: the same was confirmed before, or nothing that is live has changed")


class RestoredOut(Shape):
    """What came of going back: drafts, and nothing that is live."""

    drafts: list[str] = Field(description="ids of message sets that are as they were then")
    schedules: list[str] = Field(description="ids of schedules likewise")
    unwanted: list[str] = Field(description="ids of sets that are live now and were not then")
    skipped: list[str] = Field(description="names of sets that files manage, or that concern others too")

    @classmethod
    def of(cls, restored: Restored) -> RestoredOut:
        """The form of what came of it."""
        return cls(
            drafts=list(restored.drafts),
            schedules=list(restored.schedules),
            unwanted=list(restored.unwanted),
            skipped=list(restored.skipped),
        )
