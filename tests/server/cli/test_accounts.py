"""`frontdesk account` and `frontdesk profile`: what is on hold, and what platforms show, as the server found it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from frontdesk import Difference, Profile, ProfileTexts, Suggestion
from frontdesk_server.cli.opened import with_store
from frontdesk_server.clock import SystemClock
from frontdesk_server.store.profiles import KeptProfile, ProfileState
from frontdesk_server.store.values import Hold
from tests.server.cli.projects import CommandLine, project


def test_an_account_on_hold_is_listed_with_the_platforms_words_and_tried_again(
    frontdesk: CommandLine, tmp_path: Path
) -> None:
    folder = project(tmp_path / "p")
    assert "No account is on hold." in frontdesk("account", "held", "--project", folder).out
    now = SystemClock().now()
    held = Hold("crm", now, "401 the token has expired", None, now + timedelta(hours=1))
    with_store(folder, lambda store, _project, _host: store.outbox.settle([], [], [held]))

    listed = frontdesk("account", "held", "--project", folder)
    [line] = cast("Any", frontdesk("account", "held", "--json", "--project", folder).json)
    tried = frontdesk("account", "resume", "crm", "--project", folder)
    [again] = cast("Any", frontdesk("account", "held", "--json", "--project", folder).json)

    assert "401 the token has expired" in listed.out
    assert (line["account"], line["waiting"], line["next_try"]) == ("crm", 0, held.probe_at.isoformat())
    assert (tried.code, again["next_try"] < line["next_try"]) == (0, True)


def test_an_account_that_is_not_on_hold_cannot_be_tried_again(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("account", "resume", "crm", "--project", project(tmp_path / "p"))

    assert done.code == 2
    assert "error FD783 account 'crm' is not on hold" in done.err


def test_what_a_platform_shows_is_told_as_the_server_last_found_it(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    unknown = frontdesk("profile", "crm", "--project", folder)
    now = SystemClock().now()
    texts = (ProfileTexts(locale="en", starters=(Suggestion(id="hours", title="Your hours?"),)),)
    kept = KeptProfile(account="crm", state=ProfileState.IN_STEP, wanted=Profile(texts=texts), checked_at=now)
    with_store(folder, lambda store, _project, _host: store.profiles.claim("crm", now))
    with_store(folder, lambda store, _project, _host: store.profiles.save(kept, done=None))

    told = frontdesk("profile", "crm", "--project", folder)
    as_json = cast("Any", frontdesk("profile", "crm", "--json", "--project", folder).json)

    assert (unknown.code, "FD590" in unknown.err) == (2, True)
    assert (told.code, "crm shows what it should" in told.out, "en: Your hours?" in told.out) == (0, True, True)
    assert as_json["wanted"]["texts"][0]["starters"][0]["title"] == "Your hours?"


def test_what_differs_on_a_platform_is_an_exit_status(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    now = SystemClock().now()
    differs = (Difference(field="starters", wanted="Your hours?", found="Theirs"),)
    kept = KeptProfile(account="crm", state=ProfileState.DIFFERS, differences=differs)
    with_store(folder, lambda store, _project, _host: store.profiles.claim("crm", now))
    with_store(folder, lambda store, _project, _host: store.profiles.save(kept, done=None))

    told = frontdesk("profile", "crm", "--project", folder)

    assert told.code == 1
    assert "wanted 'Your hours?', found 'Theirs'" in told.out
