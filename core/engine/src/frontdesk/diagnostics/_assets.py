"""Diagnostics about the console's built files (FD800-FD804)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ASSETS: dict[str, Entry] = {
    "FD800": Entry(
        "console-not-built",
        "the console's styles and scripts were not built",
        "les styles et scripts de la console n'ont pas été construits",
        "install frontdesk-server again without FD_SKIP_FRONTEND, or, in a clone, run 'uv sync' "
        "(it needs Node.js >= 20.19 or a way to PyPI and npm); the REST interface and the command line work without",
        "réinstallez frontdesk-server sans FD_SKIP_FRONTEND ou, dans un clone, lancez « uv sync » "
        "(il faut Node.js >= 20.19 ou un accès à PyPI et npm) ; l'interface REST et la ligne de commande s'en passent",
    ),
}
