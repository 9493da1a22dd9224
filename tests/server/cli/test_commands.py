from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from frontdesk import Difference, Profile, ProfileTexts, Suggestion
from frontdesk_server.cli import run
from frontdesk_server.cli.app import COMMANDS, own_names
from frontdesk_server.cli.opened import with_store
from frontdesk_server.clock import SystemClock
from frontdesk_server.project.template import FILES
from frontdesk_server.store.profiles import KeptProfile, ProfileState
from frontdesk_server.store.values import Hold
from tests.server.cli.projects import DEMO, SHOP, CommandLine, process, project, replaced

MONDAY = "2026-11-23T10:00"


def test_help_lists_every_command_with_its_summary(frontdesk: CommandLine) -> None:
    done = frontdesk("--help")

    assert done.code == 0
    for name in own_names():
        assert f" {name} " in done.out


@pytest.mark.parametrize(
    "name",
    [*(entry.name for entry in COMMANDS), "dead", "dead list", "parked", "parked resend", "secret", "secret set"],
)
def test_every_command_has_help_with_an_example(frontdesk: CommandLine, name: str) -> None:
    done = frontdesk(*name.split(), "--help")

    assert done.code == 0
    assert "Example: " in done.out
    assert f"frontdesk {name.split(maxsplit=1)[0]}" in done.out


def test_an_unknown_command_says_what_was_meant(frontdesk: CommandLine) -> None:
    done = frontdesk("simulat")

    assert (done.code, done.out) == (2, "")
    assert "'simulate'" in done.err


def test_a_command_of_a_plugin_is_run(frontdesk: CommandLine) -> None:
    done = frontdesk("establishments-check", DEMO / "establishments.yaml")

    assert done.code == 0
    assert "night-oven-brooklyn" in done.out


def test_a_command_of_a_plugin_stands_in_the_help_of_the_plugins(frontdesk: CommandLine) -> None:
    assert "command: establishments-check" in frontdesk("plugins").out


def test_init_then_check_finds_nothing_wrong(frontdesk: CommandLine, tmp_path: Path) -> None:
    made = frontdesk("init", tmp_path / "p")
    checked = frontdesk("check", tmp_path / "p")

    assert made.code == 0
    assert "frontdesk simulate" in made.out
    assert (checked.code, checked.err) == (0, "")
    assert "no error, 0 warnings" in checked.out


def test_an_init_that_fails_midway_leaves_nothing_and_may_be_repeated(
    frontdesk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    with monkeypatch.context() as patched:
        patched.setitem(FILES, "n" * 300, "a name that no disk takes")
        failed = [frontdesk("init", tmp_path / folder) for folder in ("empty", "new/deep")]
    left = sorted(path.name for path in tmp_path.rglob("*"))

    assert [done.code for done in failed] == [2, 2]
    assert all("FD746" in done.err and "wrote" not in done.out for done in failed)
    assert left == ["empty"]
    assert frontdesk("init", tmp_path / "empty").code == 0


def test_init_writes_nothing_where_something_is(frontdesk: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    done = frontdesk("init", tmp_path)

    assert (done.code, done.out) == (2, "")
    assert "FD712" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("inside", ["a-file/desk", "a-file"])
def test_init_says_where_it_cannot_write(frontdesk: CommandLine, tmp_path: Path, inside: str) -> None:
    (tmp_path / "a-file").write_text("mine")

    done = frontdesk("init", tmp_path / inside)

    assert (done.code, done.out) == (2, "")
    assert "error FD746 the folder" in done.err
    assert inside in done.err
    assert (tmp_path / "a-file").read_text() == "mine"


def test_a_demo_that_cannot_be_written_says_where(
    frontdesk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a-file").write_text("mine")
    monkeypatch.setenv("FRONTDESK_DEMO_DIR", str(tmp_path / "a-file"))

    done = frontdesk("demo", "--port", "0")

    assert (done.code, done.out) == (2, "")
    assert "error FD746 the folder" in done.err


@pytest.mark.parametrize("words", [(), ("dead",), ("secret",)])
def test_no_command_prints_the_help_and_nothing_else(frontdesk: CommandLine, words: tuple[str, ...]) -> None:
    done = frontdesk(*words)

    assert (done.code, done.err) == (2, "")
    assert "Usage: frontdesk" in done.out


@pytest.mark.parametrize("instant", ["0001-01-01", "9999-12-31T23:59", "1899-12-31T10:00", "2200-01-02"])
@pytest.mark.parametrize("command", ["hours", "simulate"])
def test_an_instant_of_which_no_hours_are_known_is_refused(frontdesk: CommandLine, command: str, instant: str) -> None:
    for place in ("clinic-tiong-bahru", "clinic-kitsilano"):
        done = frontdesk(command, "--project", DEMO, "--establishment", place, "--at", instant)

        assert (done.code, done.out) == (2, "")
        assert f"error FD747 the instant {instant!r} is too far away" in done.err


@pytest.mark.parametrize("id_", ["nope", "0123456789ABCDEF0123456789ABCDE", "é" * 32])
def test_a_reply_to_what_is_no_conversation_s_id_is_refused(frontdesk: CommandLine, tmp_path: Path, id_: str) -> None:
    folder = project(tmp_path / "p")

    done = frontdesk("reply", id_, "Hello", "--project", folder)

    assert done.code == 2
    assert f"error FD764 there is no conversation {id_!r}" in done.err


@pytest.mark.parametrize("path", ["a-file/desk.sqlite", "a-folder"])
def test_a_database_that_cannot_be_made_is_told(tmp_path: Path, path: str) -> None:
    (tmp_path / "a-file").write_text("mine")
    (tmp_path / "a-folder.lock").mkdir()
    folder = project(tmp_path / "p")

    done = process(
        "serve",
        "--project",
        folder,
        environment={"FRONTDESK_PORT": "0", "FRONTDESK_DATABASE_URL": f"sqlite:///{tmp_path / path}"},
    )

    assert done.code == 2
    assert "error FD748" in done.err
    assert path in done.err
    assert "Traceback" not in done.err


def test_a_secret_that_is_not_there_cannot_be_removed(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("secret", "remove", "CRM_KEY", "--project", project(tmp_path / "p"))

    assert (done.code, done.out) == (2, "")
    assert "error FD759" in done.err
    assert "store:CRM_KEY" in done.err


def test_the_demo_s_project_has_nothing_wrong(frontdesk: CommandLine) -> None:
    done = frontdesk("check", DEMO)

    assert (done.code, done.err) == (0, "")
    assert "13 establishments, 1 account, 3 message sets" in done.out


def test_hours_prints_the_documented_json(frontdesk: CommandLine) -> None:
    done = frontdesk(
        "hours", "--project", DEMO, "--establishment", "fournil-limoilou", "--at", "2026-12-25T10:00", "--json"
    )

    assert done.json == {
        "state": "closed",
        "reason": "special_day",
        "since": "2026-12-24T15:00:00-05:00",
        "until": "2026-12-27T08:00:00-05:00",
        "next_opening": "2026-12-27T08:00:00-05:00",
        "label": "Noël",
        "note": None,
        "explanation": "closed: special day Noël until Sunday at 8:00 a.m.",
        "provenance": None,
    }


def test_hours_of_the_chat_are_not_those_of_the_door(frontdesk: CommandLine) -> None:
    asked = ("hours", "--project", DEMO, "--establishment", "clinique-carouge", "--at", "2026-11-23T18:00", "--json")

    opening, chat = frontdesk(*asked).json, frontdesk(*asked, "--kind", "chat").json

    assert cast("Any", opening)["state"] == "open"
    assert cast("Any", chat)["state"] == "closed"


def test_hours_that_nobody_told_are_unknown(frontdesk: CommandLine) -> None:
    done = frontdesk("hours", "--project", DEMO, "--establishment", "clinique-papeete", "--at", MONDAY, "--json")

    told = cast("dict[str, object]", done.json)
    assert (told["state"], told["reason"], told["explanation"]) == ("unknown", "no_hours", "unknown: no hours set")
    assert {told[name] for name in ("since", "until", "next_opening", "label", "note", "provenance")} == {None}


def test_hours_in_words_name_the_special_day(frontdesk: CommandLine) -> None:
    done = frontdesk("hours", "--project", DEMO, "--establishment", "fournil-limoilou", "--at", "2026-12-25T10:00")

    assert done.out.startswith("closed")
    assert "special day Noël until Sunday" in done.out
    assert "Sunday 27 December 2026, 08:00 (EST)" in done.out


def test_rules_prints_a_document_that_means_the_same(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    printed = frontdesk("rules", folder)
    (folder / "messages" / "welcome.yaml").write_text(printed.out)

    asked = ("simulate", "--project", folder, "--establishment", SHOP, "--at", MONDAY, "--open", "--json")
    told = cast("Any", frontdesk(*asked).json)

    assert printed.code == 0
    assert told["steps"][0]["messages"][0]["text"].startswith("Hello, this is The Corner Shop")


def test_schema_is_json_schema_with_the_words_of_plugins(frontdesk: CommandLine) -> None:
    done = frontdesk("schema")

    assert cast("Any", done.json)["$schema"].startswith("https://json-schema.org/")
    assert "message_matches" in done.out


def test_plugins_names_distribution_version_and_words(frontdesk: CommandLine) -> None:
    listed = cast("list[dict[str, Any]]", frontdesk("plugins", "--json").json)
    web = next(plugin for plugin in listed if plugin["name"] == "web")

    assert web["distribution"] == "frontdesk-web"
    assert web["version"]
    assert "channel web" in web["adds"]


def test_a_disabled_plugin_is_not_there(frontdesk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_DISABLED_PLUGINS", "keywords")

    assert "message_matches" not in frontdesk("plugins").out


@pytest.mark.parametrize(("plugin", "place"), [("web", "accounts[0].channel"), ("files", "sources[0].kind")])
def test_what_a_disabled_plugin_would_add_is_told_as_switched_off(
    frontdesk: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, plugin: str, place: str
) -> None:
    monkeypatch.setenv("FRONTDESK_DISABLED_PLUGINS", plugin)

    checked = frontdesk("check", project(tmp_path / "p"))

    assert checked.code == 2
    assert f"FD408 '{plugin}' belongs to the plugin '{plugin}' of frontdesk-{plugin}" in checked.err
    assert place in checked.err
    assert "pip install" not in checked.err


def test_a_disabled_plugin_that_is_not_installed_is_told(
    frontdesk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTDESK_DISABLED_PLUGINS", "keyword")

    told = frontdesk("plugins")

    assert told.code == 2
    assert "FD406 FRONTDESK_DISABLED_PLUGINS names 'keyword'" in told.err


def test_apply_makes_a_release_and_says_what_changed(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")

    first = frontdesk("apply", folder)
    again = frontdesk("apply", folder)
    replaced(folder, "messages/welcome.yaml", "How can we help?", "What can we do?")
    second = frontdesk("apply", folder)

    assert "Release 1 is in force." in first.out
    assert "+ message set Welcome" in first.out
    assert "release 1 stays in force" in again.out
    assert "Release 2 is in force." in second.out
    assert "~ message set Welcome: welcome" in second.out


def test_apply_makes_nothing_where_anything_is_wrong(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    frontdesk("apply", folder)
    replaced(folder, "messages/welcome.yaml", "establishment.name", "establishment.nmae")

    done = frontdesk("apply", folder, "--json")
    replaced(folder, "messages/welcome.yaml", "establishment.nmae", "establishment.name")
    after = cast("Any", frontdesk("apply", folder, "--json").json)

    assert (done.code, done.out) == (2, "")
    assert "establishment.name" in done.err
    assert after == {"release": 1, "made": False, "changes": []}


def test_reply_to_a_conversation_that_there_is_not_is_refused(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("reply", "0" * 32, "Hello", "--project", project(tmp_path / "p"))

    assert (done.code, done.out) == (2, "")
    assert "FD764" in done.err


def test_dead_lists_nothing_where_everything_was_decided(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")

    assert "no dead letter" in frontdesk("dead", "list", "--project", folder).out
    assert json.loads(frontdesk("dead", "list", "--project", folder, "--json").out) == []


def test_dead_replay_of_a_letter_that_there_is_not_is_refused(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("dead", "replay", "7", "--project", project(tmp_path / "p"))

    assert done.code == 2
    assert "FD765" in done.err


def test_a_folder_without_a_project_is_told_how_to_become_one(tmp_path: Path) -> None:
    done = process("check", tmp_path)

    assert (done.code, done.out) == (2, "")
    assert "FD702" in done.err
    assert f"frontdesk init {tmp_path}" in done.err


def test_settings_of_no_use_are_told_all_at_once_without_their_values(tmp_path: Path) -> None:
    done = process(
        "serve",
        "--project",
        tmp_path,
        environment={
            "FRONTDESK_PORT": "eighty",
            "FRONTDESK_PUBLIC_URL": "desk",
            "FRONTDESK_API_TOKEN": "hunter2",
            "FRONTDESK_NOW": "noon",
        },
    )

    assert done.code == 2
    assert done.err.count("FD700") == 4
    assert "hunter2" not in done.err


def test_serve_refuses_a_set_clock(frontdesk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_NOW", "2026-12-24T18:30:00+01:00")

    done = frontdesk("serve", "--project", project(tmp_path / "p"))

    assert done.code == 2
    assert "FD717" in done.err


def test_serve_refuses_a_part_of_the_work_where_nobody_can_do_the_rest(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("serve", "--project", project(tmp_path / "p"), "--role", "worker")

    assert done.code == 2
    assert "FD863 a process of role 'worker' works beside others" in done.err
    assert "FRONTDESK_DATABASE_URL" in done.err


def test_migrate_makes_the_tables_once(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")

    done, again = [frontdesk("migrate", "--project", folder, "--json").json for _ in range(2)]

    assert isinstance(done, dict)
    assert done["before"] is None
    assert again == {"before": done["after"], "after": done["after"]}
    assert "Nothing to do: the tables have revision" in frontdesk("migrate", "--project", folder).out


def test_help_loads_nothing_that_only_draws() -> None:
    """The budget of G14: Markdown and Pygments alone would take a quarter of a second."""
    asked = "import sys; from frontdesk_server.cli import run; run(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert not {"rich.markdown", "markdown_it", "pygments", "typer.rich_utils", "jinja2"} & {*done.stderr.split()}
    assert "Write and try:\n  check     Check a project" in done.stdout


def test_the_entry_point_gives_exit_codes() -> None:
    assert run(["--help"]) == 0


def test_a_secret_is_kept_encrypted_and_used_by_its_name(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    key = {"FRONTDESK_SECRET_KEY": "a-first-key-0123456789"}
    both = {"FRONTDESK_SECRET_KEY": "a-second-key-0123456789,a-first-key-0123456789"}

    kept = process("secret", "set", "CRM", "--project", folder, environment=key, typed="open sesame\n")
    listed = process("secret", "list", "--project", folder, environment=key)
    rotated = process("secret", "rotate", "--project", folder, environment=both)

    assert (kept.code, listed.out) == (0, "store:CRM\n")
    assert "1 secret" in rotated.out
    assert not [path for path in folder.glob("*.sqlite*") if b"open sesame" in path.read_bytes()]


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


@pytest.mark.parametrize("name", ["X Y/..", "", "1st", "é", "A" * 101, "store:CRM", "CRM\n"])
def test_a_secret_is_named_so_that_settings_can_name_it(
    frontdesk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("FRONTDESK_SECRET_KEY", "k" * 32)
    monkeypatch.setattr("sys.stdin", io.StringIO("open sesame"))

    done = frontdesk("secret", "set", name, "--project", project(tmp_path / "p"))

    assert (done.code, "FD773" in done.err) == (2, True)
    assert not (tmp_path / "p" / "frontdesk.sqlite").exists()


def test_a_secret_without_a_key_is_refused(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("secret", "set", "CRM", "--project", project(tmp_path / "p"))

    assert done.code == 2
    assert "FD758" in done.err
