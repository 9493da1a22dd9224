"""Who may come in: passwords, sessions, one-time links, tokens, throttling. Nothing here knows HTTP.

    await sign_in(store, login, password, agent=, address=, instead_of=cookie) -> the new cookie's secret
    await person_of(store, cookie) -> SignedIn | None         await sign_out(store, cookie)
    await links.invite(store, person, actor) -> the link's secret, and the like
    await tokens.bearer_of(store, secret) -> Bearer | None

What is refused is a `ConfigError` (from FD820 on); who does something is an `Actor`, and the audit names them.
"""

from __future__ import annotations

from frontdesk_server.access.signed_in import SignedIn
from frontdesk_server.access.signing_in import begin_session, end_other_sessions, person_of, sign_in, sign_out

__all__ = ["SignedIn", "begin_session", "end_other_sessions", "person_of", "sign_in", "sign_out"]
