"""Errors, split by who erred. Each carries diagnostics: what is wrong, where, and how to mend it.

::

    FrontdeskError
     +- ConfigError        the operator or platform team: documents, settings, data; all errors at once
     +- PluginError        the author of a plugin or adapter: names distribution and version
     +- ChannelError       the platform behind a channel: carries the retry hint
     +- WebhookRejected    the caller of a webhook: carries the HTTP status to answer
"""

from __future__ import annotations

from typing import Self

from frontdesk.diagnostics import Diagnostic, describe_all

__all__ = ["ChannelError", "ConfigError", "FrontdeskError", "PluginError", "WebhookRejected"]


class FrontdeskError(Exception):
    """The root of the tree; never raised itself."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)
        self.diagnostics = diagnostics

    @classmethod
    def of(cls, id: str, /, path: str = "", **params: object) -> Self:  # noqa: A002 - the glossary's word
        """An error with one diagnostic."""
        return cls(Diagnostic(id=id, path=path, params=params))

    @property
    def id(self) -> str:
        """The stable id of the first diagnostic (`FD301`)."""
        return self.diagnostics[0].id

    def __str__(self) -> str:
        return describe_all(self.diagnostics)


class ConfigError(FrontdeskError):
    """Something that an operator or a platform team wrote cannot be used."""


class PluginError(FrontdeskError):
    """A plugin or adapter breaks its contract; the diagnostic names its distribution and version."""


class ChannelError(FrontdeskError):
    """A platform refused or failed; `retry_after` is its hint in seconds, if it gave one."""

    retry_after: float | None = None


class WebhookRejected(FrontdeskError):  # noqa: N818 - the design's word
    """A caller's request is not accepted; `status` is the HTTP status to answer with."""

    status: int = 403

    def with_status(self, status: int) -> Self:
        """The same rejection, answered with another HTTP status."""
        self.status = status
        return self
