"""Who may come in: passwords, sessions, one-time links, tokens, throttling."""
