"""The nouns of eclear: what is known about one declaration. Standard library only, nothing read, nothing written."""
