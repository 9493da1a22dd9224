"""What the figures' closed lists are called: reasons of silence, ends of messages, tables to take along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from frontdesk_server.console.words import N_, _
from frontdesk_server.store.figures import NOTHING_SAID

PERIODS: Final[Mapping[str, str]] = {
    "today": N_("Today"),
    "7": N_("Last 7 days"),
    "28": N_("Last 28 days"),
    "91": N_("Last 13 weeks"),
    "364": N_("Last 52 weeks"),
    "chosen": N_("From … to …"),
}

SILENCES: Final[Mapping[str, str]] = {
    "event_too_old": N_("Reached us too late to be answered"),
    "route_unresolved": N_("The account's route leads to no establishment"),
    "establishment_unreadable": N_("The establishment's record cannot be read"),
    "establishment_retired": N_("The establishment is gone from its source"),
    "switched_off": N_("Switched off for the establishment"),
    "contact_excluded": N_("The contact is excluded"),
    "self_addressed": N_("Written by the account itself"),
    "automatic_sender": N_("Written by a machine"),
    "automatic_text": N_("Written by a machine, by its words"),
    "breaker_open": N_("Too many automatic messages before"),
    "breaker_opened": N_("Too many automatic messages at once"),
    "operator_first": N_("An operator wrote first"),
    "operator_active": N_("An operator was writing"),
    "not_sent_missing_tag": N_("A tag had no value"),
    "not_sent_empty": N_("The text was empty"),
    "privacy_missing": N_("The privacy notice could not be said"),
    "no_rules": N_("No message is set up"),
    "no_rule_held": N_("No condition was met"),
}

CAUSES: Final[Mapping[str, str]] = {
    "deadline_passed": N_("Too late to be sent"),
    "window_closed": N_("The channel's service window had closed"),
    "hours_changed_sides": N_("Chat hours changed before it was sent"),
    "rule_gone": N_("The message is not said any more"),
    "discarded": N_("Discarded by hand"),
    "reported by the platform": N_("Reported by the platform, without a reason"),
    NOTHING_SAID: N_("No reason was given"),
}

ENDS: Final[Mapping[str, str]] = {
    "failed": N_("Refused"),
    "dropped": N_("Not sent"),
    "parked": N_("Waits for a decision"),
}

TABLES: Final[Mapping[str, str]] = {
    "days": N_("By day"),
    "starters": N_("Questions"),
    "hours": N_("Absences by hour"),
    "failures": N_("Not delivered"),
    "silences": N_("Not answered"),
    "sets": N_("By message set"),
    "establishments": N_("By establishment"),
}


def named(names: Mapping[str, str], value: str) -> str:
    """The name of a value; what is not in the list is shown as it is."""
    return _(names[value]) if value in names else value
