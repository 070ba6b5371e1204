"""``refs.bib``: read, linted, printed.

In: the bibliography. Out: ``Reference`` objects with their faults, and the style of every list of
references. What an identifier or an address must look like is said here too.
"""
