"""The machinery of the living review, room by room.

Data flows one way: paper, findings, claims, chapters, outputs. A room imports from rooms above it
in this list only; ``tests/test_house.py`` holds it to that, and ``about/architecture`` shows it.

===============  ==================================================================================
``problems``     one found fault, printed as one line: file, line, what, remedy
``files``        files that appear whole or not at all
``merges``       the marks that an unfinished merge leaves
``memo``         what took long to make, kept while it would come out alike
``yamlfile``     YAML read strictly, with the line of every value
``runs``         what one run of the build leaves to the next: who warned, what is complete
``metadata``     title, version, date and license from ``CITATION.cff``; commit
``fonts``        the fonts of figures, share cards and PDF; how those of the site are made
``references``   ``refs.bib``: read, linted, printed; identifiers and addresses as they are written
``register``     ``evidence/``: schema, vocabulary, rules, certainty, how numbers are compared
``text``         roles of the chapters, number lint, what is wrong with a page (``check``)
``figures``      figures drawn from the register: which rows, and how they look
``settings``     what ``conf.py`` of every book says, and the look of its site
``pages``        register pages, methods, health; the register as JSON and CSV
``cite``         cite a chapter, take a claim along
``typst``        the PDF
``docx``         each chapter for Word
``html``         the frame of the site, pages of records, formulas on screen, the feed; the EPUB
``watch``        what must not rot: ``links``, ``refs``, ``values``; what is new: ``search``
``releases``     versions that stay: checked, made, kept, published, given a DOI
``starting``     the smallest living review, from which another book grows
``cli``          the ``livingreview`` command
===============  ==================================================================================
"""
