"""Learning by doing: the sample declarations with their stories. Scenarios, rooms and grading have their place here."""
