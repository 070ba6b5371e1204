"""``livingreview new paper``: a commented skeleton of a record, to be filled in."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

from livingreview import files
from livingreview.references import bibfile

SKELETON = """\
# {title}
# Fill in what you saw; write unknown for what you searched and did not see. Delete what is empty.
# checked.how: primary (the text), data (the authors' files), computed (by us), secondary (others).
citekey: {key}
review: preprint                 # peer-reviewed | preprint | company | note
posted: unknown                  # day, month or year of the first preprint
published: not applicable        # the same of the version of record
makes: []                        # ids of the models whose makers wrote this paper
interests: unknown               # competing interests, none declared, or unknown

# Take the hash signs off and put what you saw in the place of the examples.
# findings:
#   - id: {stem}-what              # permanent, kebab-case
#     says: what was measured, in your own words
#     task: a task                 # of evidence/vocabulary.yaml; two are joined by a semicolon
#     metric: a metric             # of evidence/vocabulary.yaml; drop the line if there is none
#     better: higher               # higher | lower | neither
#     data: []                     # ids of data sets
#     tests: []                    # ids of models
#     value: 0.85                  # with its unit below, if the metric does not say it
#     at: Table 1
#     checked: {{how: primary, against: article page, date: {today}}}
"""


def new_paper(root: Path, key: str) -> int:
    """Write a commented skeleton of a paper's file; never overwrite one."""
    works, problems = bibfile.read(root / "refs.bib")
    if problems:
        print(problems[0], file=sys.stderr)
        return 1
    if key not in works:
        print(f"refs.bib has no entry {key}; add it there first", file=sys.stderr)
        return 1
    file = root / "evidence" / "papers" / f"{key}.yaml"
    if file.exists():
        print(f"{file} exists already; open it instead", file=sys.stderr)
        return 1
    title = works[key].fields["title"].replace("{", "").replace("}", "")
    stem = re.sub(r"(19|20)\d\d.*", "", key)
    files.write(file, SKELETON.format(key=key, title=title, stem=stem, today=date.today()))
    print(file)
    return 0
