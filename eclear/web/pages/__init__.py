"""The pages: one frozen dataclass each, and a template of the same name that loops and prints."""
