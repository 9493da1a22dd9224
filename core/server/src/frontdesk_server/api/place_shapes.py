"""The JSON of establishments: lists, groups, selections, what is switched, who is excluded."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from frontdesk.model import Toggles
from frontdesk.rules.selection import SelectionShape
from frontdesk_server.api.shapes import Shape
from frontdesk_server.store import Counted, EstablishmentLine, StoredEstablishment, Wanted
from frontdesk_server.store.exclusions import ExcludedContact
from frontdesk_server.store.switching import Switched, Switches

LONGEST_SEARCH = 200


class TogglesShape(Shape):
    """What is switched on for an establishment, effective at once."""

    everything: bool = Field(default=True, description="false = nothing automatic is sent at all")
    welcome: bool = Field(default=True, description="the welcome within chat hours")
    absence: bool = Field(default=True, description="the absence message outside of them")
    starters: bool = Field(default=True, description="conversation starters and their answers")

    @classmethod
    def of(cls, toggles: Toggles) -> TogglesShape:
        """The form of toggles."""
        return cls(
            everything=toggles.everything,
            welcome=toggles.welcome,
            absence=toggles.absence,
            starters=toggles.starters,
        )


class EstablishmentOut(Shape):
    """An establishment as its source delivered it, with what is switched on."""

    id: str
    name: str
    source: str
    updated_at: datetime
    stale_since: datetime | None = Field(description="since when a source of it has not confirmed what it told")
    retired: bool = Field(description="its source delivers it no more; it is not answered for")
    toggles: TogglesShape
    record: dict[str, object]
    told_by: dict[str, str] = Field(
        description="the source of each field, where they are several; `frontdesk` = found by its place. Empty = one "
        "source told all of it"
    )

    @classmethod
    def of(cls, found: StoredEstablishment, toggles: Toggles) -> EstablishmentOut:
        """The form of a stored establishment."""
        return cls(
            id=found.id,
            name=found.name,
            source=found.source,
            updated_at=found.updated_at,
            stale_since=found.stale_since,
            retired=found.retired,
            toggles=TogglesShape.of(toggles),
            record=dict(found.record),
            told_by=dict(found.told_by),
        )


class EstablishmentsOut(Shape):
    """One page of establishments by id; `after` asks for the next page, None = there is none."""

    establishments: list[EstablishmentOut]
    total: int
    after: str | None


class GroupOut(Shape):
    """A group, and how many establishments it has."""

    name: str
    establishments: int

    @classmethod
    def of(cls, found: Counted) -> GroupOut:
        """The form of a counted group."""
        return cls(name=found.name, establishments=found.count)


class LineOut(Shape):
    """An establishment, briefly."""

    id: str
    name: str
    source: str
    groups: list[str]

    @classmethod
    def of(cls, line: EstablishmentLine) -> LineOut:
        """The form of a line."""
        return cls(id=line.id, name=line.name, source=line.source, groups=list(line.groups))


class SelectionIn(Shape):
    """A selection as a message set writes it, and which page of it is asked for."""

    establishments: SelectionShape = Field(description="as in a message set: `all`, ids, or ids, groups and except")
    after: str | None = Field(default=None, description="the last id of the page before")
    limit: int = Field(default=50, ge=0, le=200, description="how many at most; 0 = only the number")


class SelectionOut(Shape):
    """Whom a selection takes now: how many in all, and a page of them by name."""

    total: int
    establishments: list[LineOut]
    after: str | None


class SwitchIn(Shape):
    """What is switched, and for whom: those of a selection, of a search, or both at once."""

    establishments: SelectionShape = Field(description="as in a message set: `all`, ids, or ids, groups and except")
    search: str = Field(default="", max_length=LONGEST_SEARCH, description="of these, only who has all of these words")
    everything: bool | None = Field(default=None, description="not given = as it is")
    welcome: bool | None = Field(default=None, description="not given = as it is")
    absence: bool | None = Field(default=None, description="not given = as it is")
    starters: bool | None = Field(default=None, description="not given = as it is")

    @property
    def wanted(self) -> Wanted:
        """For whom."""
        return Wanted(search=self.search, selection=self.establishments.selection)

    @property
    def switches(self) -> Switches:
        """What."""
        return Switches(everything=self.everything, welcome=self.welcome, absence=self.absence, starters=self.starters)


class SwitchedOut(Shape):
    """For how many something has changed, and what takes it back within ten minutes."""

    changed: int
    undo: str | None

    @classmethod
    def of(cls, done: Switched) -> SwitchedOut:
        """The form of a change."""
        return cls(changed=done.count, undo=done.undo)


class UndoIn(Shape):
    """Which change is taken back."""

    undo: str = Field(description="as the change has answered")


class UndoneOut(Shape):
    """For how many it was taken back: those that nobody has switched since."""

    changed: int


class ExcludedOut(Shape):
    """A contact that gets nothing automatic there. Without `by` it is the source that excludes them."""

    contact: str
    by: str | None
    at: datetime | None

    @classmethod
    def of(cls, found: ExcludedContact) -> ExcludedOut:
        """The form of a contact that was excluded here."""
        return cls(contact=found.contact, by=found.author, at=found.at)
