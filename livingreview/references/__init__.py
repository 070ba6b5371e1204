"""``refs.bib``: read, linted, printed.

In: the bibliography. Out: ``Reference`` objects with their faults, and the style of every list of
references. ``reader`` parses the file as the build does, ``latex`` and ``names`` say what its
fields mean, ``bibfile`` what an entry must hold, ``style`` how it is printed; ``identifiers`` and
``urls`` what an identifier or an address must look like.
"""
