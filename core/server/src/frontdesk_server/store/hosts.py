"""Several hosts in one address, as PostgreSQL's own programs write them: whichever takes writing is the database."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode

PORT: Final = "5432"
_SEVERAL: Final = re.compile(
    r"""
    (?P<before>postgres(?:ql)?(?:\+asyncpg)?://(?:[^@]*@)?)
    (?P<hosts>[^/?@]*,[^/?@]*)
    (?P<path>(?:/[^?]*)?)
    (?:\?(?P<query>.*))?
    """,
    re.VERBOSE,
)
_HOST: Final = re.compile(r"(?:\[(?P<six>[^\]]+)\]|(?P<name>[^:\[\]]+))(?::(?P<port>\d+))?")


def hosts_apart(url: str) -> str:
    """An address of several hosts with the hosts in its query, as drivers read it; any other one as it is.

    Unless it says otherwise, the host is looked for that takes writing: the others are its standbys.
    Raises `ValueError` for hosts that cannot be read.
    """
    found = _SEVERAL.fullmatch(url)
    if found is None:
        return url
    hosts, ports = zip(*map(_host, found["hosts"].split(",")), strict=True)
    asked = {"target_session_attrs": "read-write", **dict(parse_qsl(found["query"] or ""))}
    query = urlencode({**asked, "host": ",".join(hosts), "port": ",".join(ports)}, safe=",:")
    return f"{found['before']}{found['path']}?{query}"


def _host(text: str) -> tuple[str, str]:
    found = _HOST.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no host")
    return found["six"] or found["name"], found["port"] or PORT
