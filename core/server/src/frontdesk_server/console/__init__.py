"""The console: what operators see, in a browser. Each room is a package with its screens."""
