"""What must not rot, links, references and values; and what is new, by the recorded search."""
