"""The hours algebra: weekly hours, special days, holidays, seasons and cron windows, as open, closed or unknown."""

from __future__ import annotations

from frontdesk.hours.answer import Answer, DayPlan, Period, Reason, State
from frontdesk.hours.calendar import Calendar, CalendarDay, Opening, calendar_of
from frontdesk.hours.kinds import hours_of_kind
from frontdesk.hours.loading import check_hours, load_hours, merge_special_days, reload_zones
from frontdesk.hours.schedule import Schedule

__all__ = [
    "Answer",
    "Calendar",
    "CalendarDay",
    "DayPlan",
    "Opening",
    "Period",
    "Reason",
    "Schedule",
    "State",
    "calendar_of",
    "check_hours",
    "hours_of_kind",
    "load_hours",
    "merge_special_days",
    "reload_zones",
]
