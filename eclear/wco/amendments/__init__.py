"""Amendments and arrivals: what a message about a declaration changes in it, and the fragment that a reply tells of it."""
