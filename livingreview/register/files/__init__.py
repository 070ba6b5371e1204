"""The data that stand in one file each: decisions, sentences, causes, predictions, how we search.

In: the files of ``evidence/`` beside ``papers/``, ``claims/`` and ``vocabulary.yaml``, each of
which may be absent. Out: typed records of the register, and the faults of each with its line.
A module holds the form of one file and its rules; ``names`` says what a record may name,
``reading`` loads them all.
"""
