"""The console's built files: their addresses, the icons of the sprite, and the route that serves them.

`hatch_build.py` makes them from `core/server/frontend`. Names hold the hash of the content, so browsers keep the files
for ever; `manifest.json` says which name stands for which.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from gzip import compress
from pathlib import Path

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from frontdesk import ConfigError

PREFIX = "/console/static/"
FOLDER = Path(__file__).parent / "static" / "dist"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_PACKED = {".css", ".js", ".svg"}
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}


def check_assets(folder: Path = FOLDER) -> None:
    """Raise `ConfigError` where the assets were not built: called when the console is put together."""
    if not (folder / "manifest.json").exists():
        raise ConfigError.of("FD800", path=str(folder))


def asset(name: str) -> str:
    """The address of a built file by its plain name (`console.css`); `KeyError` for one that is not built."""
    return PREFIX + _names(_built())[name]


def icon(name: str, label: str = "") -> Markup:
    """A picture of the sprite (a name in `frontend/icons.json`): decoration, or an image where it has a label."""
    if name not in _icons(_built()):
        raise KeyError(f"no icon {name!r}: add it to core/server/frontend/icons.json and build")
    meaning = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="{}#{}"></use></svg>').format(meaning, asset("icons.svg"), name)


async def _serve(request: Request) -> Response:
    name, built = request.path_params["name"], _built()
    if name not in _names(built).values():
        return PlainTextResponse("not found", status_code=404)
    kind = Path(name).suffix
    if kind in _PACKED and "gzip" in request.headers.get("accept-encoding", ""):
        return _answer(_packed(built, name), kind, {"Content-Encoding": "gzip"})
    return _answer((FOLDER / name).read_bytes(), kind, {})


def _answer(content: bytes, kind: str, headers: dict[str, str]) -> Response:
    return Response(content, headers=_HEADERS | headers | {"Content-Type": TYPES[kind]})


static_route = Route(PREFIX + "{name}", _serve)
"""Serves what the manifest names, and nothing else."""


def _built() -> int:
    """Which build this is: another one may come while the server runs, where a developer watches the sources."""
    return (FOLDER / "manifest.json").stat().st_mtime_ns


@lru_cache(maxsize=1)
def _names(_build: int) -> dict[str, str]:
    names: dict[str, str] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return names


@lru_cache(maxsize=1)
def _icons(build: int) -> frozenset[str]:
    return frozenset(re.findall(r'<symbol id="([^"]+)"', (FOLDER / _names(build)["icons.svg"]).read_text("utf-8")))


@lru_cache(maxsize=16)
def _packed(_build: int, name: str) -> bytes:
    return compress((FOLDER / name).read_bytes(), 9, mtime=0)
