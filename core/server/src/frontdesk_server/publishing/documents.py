"""A project's message sets and rules: from files to a document."""

from __future__ import annotations

from frontdesk.rules import RuleDocument, load_documents
from frontdesk_server.project import Project


def read_document(project: Project) -> RuleDocument:
    """The document of the project's files. Raises `ConfigError` for every file that is no YAML."""
    return load_documents(project.message_files())
