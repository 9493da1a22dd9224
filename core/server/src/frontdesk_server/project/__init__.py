"""The project folder: `frontdesk.yaml`, `messages/*.yaml` and sources of establishments, checked as a whole."""

from __future__ import annotations

from frontdesk_server.project.accounts import Accounts, build_accounts
from frontdesk_server.project.loading import MESSAGES, PROJECT_FILE, Project, load_project
from frontdesk_server.project.sources import SourceSpec

__all__ = ["MESSAGES", "PROJECT_FILE", "Accounts", "Project", "SourceSpec", "build_accounts", "load_project"]
