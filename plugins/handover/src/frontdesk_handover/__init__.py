"""Rules that hand a conversation over to people: the actions handover and label."""
