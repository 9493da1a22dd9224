"""Scaffolds: distributions that pass their own tests at once, written for those who begin a plugin or an adapter."""
