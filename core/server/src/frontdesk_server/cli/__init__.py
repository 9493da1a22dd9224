"""The command line `frontdesk`: one module for each command. What a command needs is imported when it runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main", "run"]

FAILED = 1
BAD_INPUT = 2
INTERRUPTED = 130


def main() -> None:
    """Run the command line of this process, and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code: 0 = done, 2 = bad input, 1 = anything else that failed."""
    import typer.exceptions  # noqa: PLC0415 - `frontdesk_server.cli` is imported by tests and tools that never run it

    from frontdesk.errors import FrontdeskError  # noqa: PLC0415
    from frontdesk_server.cli.app import build_app, own_names  # noqa: PLC0415
    from frontdesk_server.cli.output import print_errors, print_usage_error  # noqa: PLC0415

    try:
        code = build_app(arguments)(args=list(arguments), prog_name="frontdesk", standalone_mode=False)
    except FrontdeskError as error:
        print_errors(error)
        return _code_of(error)
    except typer.exceptions.TyperException as error:
        print_usage_error(error, arguments, own_names())
        return BAD_INPUT
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def _code_of(error: Exception) -> int:
    """A database that does not answer is nobody's input: trying again may help, and supervisors do."""
    from frontdesk_server.store.errors import StoreUnavailable  # noqa: PLC0415 - as above

    return FAILED if isinstance(error, StoreUnavailable) else BAD_INPUT
