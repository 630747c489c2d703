"""The rules of Korea: what its practice asks of a declaration beyond the general rules."""
