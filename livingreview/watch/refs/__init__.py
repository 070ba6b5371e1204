"""``livingreview refs`` and ``ref``: references compared with what the registries say.

In: ``refs.bib`` and the registries. Out: findings by entry, proposed changes, new entries.
"""
