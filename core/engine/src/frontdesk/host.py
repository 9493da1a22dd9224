"""The host: finds the plugins, collects what they add, once, at start-up. The only place that calls hooks.

Entry points of the group `frontdesk` are loaded one by one. One that cannot be imported stops the start with an error
that names its distribution and how to go on without it; a word that two distributions claim names both.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points, version
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import pluggy

from frontdesk import hookspecs
from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError, FrontdeskError, PluginError

if TYPE_CHECKING:
    from frontdesk.channel import Channel
    from frontdesk.desk import Command, Desk, Routes
    from frontdesk.rules import Vocabulary
    from frontdesk.rules.problems import Saying
    from frontdesk.source import HttpSource, LocalSource
    from frontdesk.templating import Tag
    from frontdesk.vocabulary import Action, Condition, Trigger

GROUP = "frontdesk"
OWN = "frontdesk"

T = TypeVar("T")


class _Named(Protocol):
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """One installed plugin, as `frontdesk plugins` shows it."""

    name: str
    distribution: str
    version: str
    module: str
    hooks: tuple[str, ...]


class Host:
    """The plugins of this process, with one typed method or property per hook."""

    def __init__(
        self,
        plugins: Iterable[tuple[str, ModuleType | object, str]] = (),
        *,
        switched_off: Mapping[str, str] | None = None,
    ) -> None:
        """`plugins` are (name, module, distribution); `Host.load` finds the installed ones.

        `switched_off` are those that are installed and left out: distribution -> name.
        """
        from frontdesk import builtin  # noqa: PLC0415 - the built-in words are a plugin like any other

        self._manager = pluggy.PluginManager(GROUP)
        self._manager.add_hookspecs(hookspecs)
        self._distributions: dict[object, str] = {}
        self.switched_off: Mapping[str, str] = switched_off or {}
        """Plugins that are installed, but that the environment leaves out: distribution -> name."""
        for name, module, distribution in (("builtin", builtin, OWN), *plugins):
            self._register(name, module, distribution)

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Host:
        """A host with every installed plugin, less those that the environment switches off.

        `FRONTDESK_PLUGINS=a,b` loads only these, `FRONTDESK_DISABLED_PLUGINS=x` leaves these out.
        Raises `PluginError` for one that cannot be imported, `ConfigError` where the environment names one that is not
        installed.
        """
        environ = os.environ if environ is None else environ
        only, disabled = _names(environ, "FRONTDESK_PLUGINS"), _names(environ, "FRONTDESK_DISABLED_PLUGINS")
        points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
        _refuse_twins(points)
        installed = {point.name for point in points}
        _refuse_unknown({"FRONTDESK_PLUGINS": only - {"builtin"}, "FRONTDESK_DISABLED_PLUGINS": disabled}, installed)
        wanted = {name for name in installed if (not only or name in only) and name not in disabled}
        return cls(
            ((point.name, _import(point), _distribution(point)) for point in points if point.name in wanted),
            switched_off={_distribution(point): point.name for point in points if point.name not in wanted},
        )

    # What plugins add, collected once

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Every trigger, condition, action and tag, by its word."""
        from frontdesk.rules import Vocabulary  # noqa: PLC0415 - commands that need no rules stay quick
        from frontdesk.templating import TagTable  # noqa: PLC0415

        triggers, conditions, actions = self.triggers, self.conditions, self.actions
        owners = {name: self._owners[kind, name] for kind, name in self._owners}
        return Vocabulary(
            triggers=triggers,
            conditions=conditions,
            actions=actions,
            tags=TagTable(self.tags.values()),
            owners=owners,
            switched_off=self.switched_off,
        )

    @cached_property
    def channels(self) -> Mapping[str, type[Channel]]:
        """The kinds of channel, by `kind`."""
        return self._collect("channel", "register_channels", lambda found: found.kind)

    @cached_property
    def sources(self) -> Mapping[str, type[LocalSource | HttpSource]]:
        """The kinds of source, by `kind`."""
        return self._collect("source", "register_sources", lambda found: found.kind)

    @cached_property
    def triggers(self) -> Mapping[str, Trigger[Any]]:
        """The triggers, by word."""
        return self._collect("trigger", "register_triggers", _name)

    @cached_property
    def conditions(self) -> Mapping[str, Condition[Any]]:
        """The conditions, by word."""
        from frontdesk.rules.words import STRUCTURE  # noqa: PLC0415 - as above

        found: Mapping[str, Condition[Any]] = self._collect("condition", "register_conditions", _name)
        for word in (word for word in STRUCTURE if word in found):
            raise self._twice("condition", word, OWN, self._owners["condition", word])
        return found

    @cached_property
    def actions(self) -> Mapping[str, Action[Any]]:
        """The actions, by word."""
        return self._collect("action", "register_actions", _name)

    @cached_property
    def tags(self) -> Mapping[str, Tag]:
        """The tags, by name."""
        return self._collect("tag", "register_tags", _name)

    @cached_property
    def commands(self) -> Mapping[str, Command]:
        """The commands that plugins add to the command line, by name."""
        return self._collect("command", "register_commands", _name)

    def routes(self, desk: Desk) -> Mapping[str, Routes]:
        """The ASGI applications that plugins serve, by prefix."""
        return self._collect("route", "register_routes", lambda routes: routes.prefix, desk=desk)

    async def startup(self, desk: Desk) -> None:
        """Tell every plugin that the server is about to serve."""
        await _await_all(self._manager.hook.startup(desk=desk))

    @property
    def plugins(self) -> Sequence[Plugin]:
        """What is installed, the built-in words first."""
        return [self._describe(name, module) for name, module in self._manager.list_name_plugin() if module]

    def owner(self, kind: str, name: str) -> str:
        """The distribution that added a word, channel or source: `owner("condition", "message_matches")`."""
        return self._owners[kind, name]

    def explain(self, word: str, known: Iterable[str], *, misspelt: str, missing: str) -> Saying:
        """Why no such channel or source is known: its plugin is switched off, the word misspelt, or not installed."""
        from frontdesk.rules.problems import suggest  # noqa: PLC0415 - only where there is something to tell
        from frontdesk.rules.words import explain_switched_off  # noqa: PLC0415

        called = {name: distribution for distribution, name in self.switched_off.items()}
        off = explain_switched_off(word, called.get(word, f"{OWN}-{word}"), self.switched_off)
        return off or suggest(misspelt, missing, word, list(known))

    # How it is done

    @cached_property
    def _owners(self) -> dict[tuple[str, str], str]:
        return {}

    def _register(self, name: str, module: object, distribution: str) -> None:
        self._manager.register(module, name)
        self._distributions[module] = distribution
        known = {hook for hook in vars(hookspecs) if not hook.startswith("_")}
        for hook in self._hooks_of(module):
            if hook not in known:
                near = get_close_matches(hook, known, 1)
                raise PluginError.of(
                    "FD403", hook=hook, plugin=name, distribution=distribution, near=near[0] if near else "one of them"
                )

    def _hooks_of(self, module: object) -> tuple[str, ...]:
        return tuple(
            sorted(name for name in dir(module) if self._manager.parse_hookimpl_opts(module, name) is not None)
        )

    def _describe(self, name: str, module: object) -> Plugin:
        distribution = self._distributions[module]
        return Plugin(
            name=name,
            distribution=distribution,
            version=_version(distribution),
            module=getattr(module, "__name__", type(module).__name__),
            hooks=self._hooks_of(module),
        )

    def _collect(self, kind: str, hook: str, key: Callable[[T], str], **arguments: object) -> dict[str, T]:
        """Call one hook on each plugin in turn, so that every answer has a known owner."""
        found: dict[str, T] = {}
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            owner = self._distributions[implementation.plugin]
            given = {name: value for name, value in arguments.items() if name in implementation.argnames}
            for name, item in self._answers(implementation, given, key):
                if name in found:
                    raise self._twice(kind, name, self._owners[kind, name], owner)
                self._owners[kind, name] = owner
                found[name] = item
        return dict(sorted(found.items()))

    def _answers(
        self, implementation: pluggy.HookImpl, given: Mapping[str, object], key: Callable[[T], str]
    ) -> list[tuple[str, T]]:
        """What one plugin adds, by name. Raises `PluginError` for whatever is wrong in its code."""
        try:
            items = cast("Iterable[T]", implementation.function(**given))
            return [(key(item), item) for item in items]
        except FrontdeskError:
            raise
        except Exception as error:
            distribution = self._distributions[implementation.plugin]
            raise PluginError.of(
                "FD405",
                plugin=implementation.plugin_name,
                distribution=distribution,
                version=_version(distribution),
                hook=implementation.function.__name__,
                error=repr(error),
            ) from error

    def _twice(self, kind: str, name: str, first: str, second: str) -> PluginError:
        return PluginError.of("FD402", kind=kind, name=name, first=first, second=second)


def _name(item: _Named) -> str:
    return item.name


def _names(environ: Mapping[str, str], variable: str) -> frozenset[str]:
    return frozenset(name.strip() for name in environ.get(variable, "").split(",") if name.strip())


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.value


def _version(distribution: str) -> str:
    from importlib.metadata import PackageNotFoundError  # noqa: PLC0415

    try:
        return version(distribution)
    except PackageNotFoundError:  # a plugin handed over as an object, in a test or an embedding program
        return "not installed"


def _import(point: EntryPoint) -> ModuleType:
    try:
        module: ModuleType = point.load()
    except Exception as error:
        distribution = _distribution(point)
        raise PluginError.of(
            "FD401", plugin=point.name, distribution=distribution, version=_version(distribution), error=repr(error)
        ) from error
    return module


def _refuse_twins(points: Sequence[EntryPoint]) -> None:
    owners: dict[str, str] = {}
    for point in points:
        first = owners.setdefault(point.name, _distribution(point))
        if first != _distribution(point):
            raise PluginError.of("FD402", kind="plugin", name=point.name, first=first, second=_distribution(point))


def _refuse_unknown(named: Mapping[str, frozenset[str]], installed: set[str]) -> None:
    """A misspelt name would leave a plugin in, or out, and nobody would notice."""
    unknown = [(variable, name) for variable, names in named.items() for name in sorted(names - installed)]
    if not unknown:
        return
    from frontdesk.rules.problems import suggest  # noqa: PLC0415 - only where there is something to tell

    told = [(variable, suggest("FD406", "FD407", name, sorted(installed))) for variable, name in unknown]
    raise ConfigError(*(Diagnostic(id=id_, params={"variable": at, **params}) for at, (id_, params) in told))


async def _await_all(answers: Iterable[Awaitable[None] | None]) -> None:
    for answer in answers:
        if answer is not None:
            await answer
