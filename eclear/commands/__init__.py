"""The commands, one file for each group of them: what is typed is read, done by the rooms below, and printed."""
