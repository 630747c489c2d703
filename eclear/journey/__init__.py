"""The verbs of eclear: the stages of a declaration's journey, each a pure function from nouns to nouns."""
