"""A project's message sets and rules: from files to a document, and from a document to a rulebook."""

from __future__ import annotations

from frontdesk.host import Host
from frontdesk.rules import Rulebook, RuleDocument, compile_rulebook, load_documents
from frontdesk_server.project import Project


def read_document(project: Project) -> RuleDocument:
    """The document of the project's files. Raises `ConfigError` for every file that is no YAML."""
    return load_documents(project.message_files())


def read_rulebook(project: Project, host: Host) -> Rulebook:
    """The project's rulebook, checked. Raises `ConfigError` with everything that is wrong."""
    return compile_rulebook(read_document(project), host.vocabulary)
