"""Facebook Messenger and Instagram, by the Messenger Platform."""
