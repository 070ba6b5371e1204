"""The site in a real browser: read, pressed, typed at, printed, and held against the standards."""
