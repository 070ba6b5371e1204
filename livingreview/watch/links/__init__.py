"""``livingreview links``: whether every address of the book is still good.

In: the sources and the memory of earlier runs. Out: a report for programs and one for people.
"""
