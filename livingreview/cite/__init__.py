"""How the book and what it rests on are cited.

``items`` (a reference as CSL-JSON), ``formats`` (BibTeX, RIS, CSL-JSON files), ``engine``
(formatted references), ``chapter`` (a chapter as a work of its own and its six forms).
"""
