"""The register of evidence: schema, vocabulary, rules, certainty, how numbers are compared.

In: ``evidence/*.yaml`` and the references. Out: a ``Register`` in which each value has an address,
and the faults of the records.
"""
