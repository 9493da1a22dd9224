"""`python -m frontdesk_server`: the same as the command `frontdesk`."""

from __future__ import annotations

from frontdesk_server.cli import main

main()
