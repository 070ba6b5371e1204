"""Versions that stay.

``repository`` (what a release asks of git), ``versions`` (the list of them, ``versions.json``),
``versionlist`` (that list on the site), ``make`` (what must agree before a release; makes it),
``publishing`` (the site with every version, the files for download), ``doi`` and ``zenodo`` (the
identifiers of a version, and what Zenodo reads).
"""
