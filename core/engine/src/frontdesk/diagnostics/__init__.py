"""Diagnostics: what is wrong, where, and how to mend it, as values that can be told in any language.

A `Diagnostic` is (id, parameters, place). Its text is made when it is shown, by `describe`, from the
literal tables of this package: one module per area, one block of numbers per module.

=======  ==========================  ==============
block    module                      area
=======  ==========================  ==============
FD1xx    `diagnostics.hours`         hours and time zones (FD180 on: `hours_more`)
FD2xx    `diagnostics.templating`    texts and tags
FD3xx    `diagnostics.rules`         rule documents and message sets
FD4xx    `diagnostics.plugins`       plugins and hooks
FD5xx    `diagnostics.channels`      channels and webhooks
FD6xx    `diagnostics.sources`       sources of establishments
FD7xx    `diagnostics.server`        settings, project folder, command line, store
FD8xx    `diagnostics.server`        the console
FD9xx    `diagnostics.server`        the console
=======  ==========================  ==============
"""

from __future__ import annotations

from frontdesk.diagnostics._entry import Diagnostic, Entry, Severity
from frontdesk.diagnostics._text import catalogue, describe, describe_all

__all__ = ["Diagnostic", "Entry", "Severity", "catalogue", "describe", "describe_all"]
