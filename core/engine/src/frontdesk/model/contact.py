"""The person writing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The person writing, as the platform presents them. `address` is what the platform knows them by."""

    address: str
    full_name: str | None = None
    first_name: str | None = None
    locale: str | None = None
    """BCP 47, as the platform reports it (`fr-FR`); None = not told."""
    timezone: str | None = None
    """IANA name of the clock that they live by, where the platform tells it; None = not told."""
    aliases: tuple[str, ...] = ()
    """Earlier or parallel addresses of the same person."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every address that the platform is known to have for them: an exclusion may name any of these."""
        return (self.address, *self.aliases)
