"""The machinery of the living review: register, certainty, number lint, figures, outputs.

One module, one job:

==================  ==============================================================
``problems``        one found fault, printed as one line: file, line, what, remedy
``files``           files that appear whole or not at all
``yamlfile``        reads YAML strictly and remembers the line of every value
``schema``          what a record may hold (pydantic)
``register``        the joined register; each value at an address
``loading``         loads ``evidence/`` into a register, checks it as a whole
``certainty``       the rule that grades a claim
``numbers``         printed numbers: do they equal the record? which have none?
``references``      ``refs.bib``: lint, and who wrote what
``bibstyle``        how a reference is printed
``metadata``        title, version, date and license from ``CITATION.cff``; commit
``parts``           building blocks of pages: nodes, words for values
``roles``           ``{finding}``, ``{claim}``, ``{certainty}``, ``{claims}`` in the text
``numberlint``      names every bare figure in a chapter
``uses``            where the text uses a record
``pages``           register pages
``downloads``       the register as JSON and CSV
``togo``            claims as sentences to take along, with their references
``figures``         figures drawn from the register: which rows
``drawing``         how figures look
``mathml``          formulas on screen
``methods``         the rule, worked examples and works left out, for about/methods
``cite``            cite this chapter: forms, files, metadata
``feed``            ``feed.xml`` of the changelog
``site``            the frame around the text: provenance, accessible mark-up
``remedies``        adds to a warning what to do about it
``typst``           the PDF
``docx``            each chapter for Word
``watch``           what must not rot: links, references, registries
``releases``        versions that stay: checked, made, kept, published, given a DOI
``cli``             the ``livingreview`` command
==================  ==============================================================
"""
