"""``livingreview verify``: does each recorded value still stand at its place in the authors' files?

In: the ``read:`` of the records and the files of the repositories. Out: the state of every value.
"""
