"""The environment that texts live in: Jinja2's immutable sandbox, with items only and our filters alone."""

from __future__ import annotations

from functools import cache

from jinja2.sandbox import ImmutableSandboxedEnvironment

from frontdesk.templating.filters import inner_filters, text_filters


class TextSandbox(ImmutableSandboxedEnvironment):
    """A sandbox in which a dot means an item and never an attribute of a Python object."""

    def getattr(self, obj: object, attribute: str) -> object:
        """The item of that name."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: object, argument: object) -> object:
        """The item of that name."""
        try:
            return obj[argument]  # type: ignore[index]
        except (LookupError, TypeError):
            return self.undefined(obj=obj, name=str(argument))


@cache
def sandbox() -> TextSandbox:
    """The one environment, made on first use."""
    environment = TextSandbox(cache_size=0)
    environment.globals.clear()
    environment.tests.clear()
    environment.filters.clear()
    environment.filters.update(text_filters(environment) | inner_filters())
    return environment
