"""The import contracts leave nobody out: a new distribution or module is under them, or this says which is not."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
PACKAGES = {folder.parent for folder in ROOT.glob("*/**/src/*/py.typed") if ".venv" not in folder.parts}
PUBLIC = {"frontdesk.hours", "frontdesk.hours.formats"}


def contract(beginning: str) -> dict[str, list[str]]:
    (found,) = [contract for contract in LINTER["contracts"] if contract["name"].startswith(beginning)]
    return found


def modules(package: Path, full: str | None = None) -> set[str]:
    """The modules right below a package, by their full names."""
    names = {path.stem for path in package.glob("*.py")} | {path.parent.name for path in package.glob("*/__init__.py")}
    return {f"{full or package.name}.{name}" for name in names if not name.startswith("__")}


def package(name: str) -> Path:
    (found,) = [path for path in PACKAGES if path.name == name]
    return found


def test_every_package_is_under_contract() -> None:
    names = {path.name for path in PACKAGES}

    assert set(LINTER["root_packages"]) == names
    assert set(contract("The engine never imports")["forbidden_modules"]) == names - {"frontdesk"}
    assert set(contract("Distributions meet")["modules"]) == names - {"frontdesk"}


def test_plugins_may_import_none_of_the_engines_modules_but_the_public_ones() -> None:
    found = contract("Plugins and adapters")
    ours = {path.name for path in PACKAGES if path.relative_to(ROOT).parts[0] in {"plugins", "adapters"}}
    engine = package("frontdesk")
    hours = modules(engine / "hours", "frontdesk.hours") | {"frontdesk.hours.formats.*"}

    assert set(found["source_modules"]) == ours
    assert set(found["forbidden_modules"]) == (modules(engine) | hours) - PUBLIC


def test_every_module_of_the_server_but_the_store_is_kept_from_sql() -> None:
    found = contract("Inside the server")

    assert set(found["source_modules"]) == modules(package("frontdesk_server")) - {"frontdesk_server.store"}
