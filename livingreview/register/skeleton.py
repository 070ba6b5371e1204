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
citekey: {key}
review: preprint                 # peer-reviewed | preprint | company | note
posted: unknown                  # day, month or year of the first preprint
published: not applicable        # the same of the version of record
makes: []                        # ids of the models whose makers wrote this paper
interests: {{says: unknown, seen: not seen}}   # seen in: statement, affiliations, not seen

# Take the hash signs off and put what you saw in the place of the examples.
# Here stands what holds for the whole file; below, a record writes only what differs.
# source: {{repo: owner/name, commit: 0a1b2c3, how: data, seen: {today}}}
#   Or {{doi: 10...}}, {{url: https://...}}, {{account: https://..., kind: person}}.
#   how: primary (the text), data (the authors' files), computed (by us; add recipe:), secondary.
# conditions:                      # task, metric, held_out, contrast: of evidence/vocabulary.yaml
#   task: a task                   # it says what is held out and told apart, if that is one thing
#   metric: a metric
#   data: []                       # ids of data sets
#   rule: zero-shot                # how the model was made to answer, or not applicable
# methods: {{linear: none}}         # what is no model here: none, or its makers' models or citekeys
# findings:
#   - id: {stem}-what              # permanent, kebab-case
#     kind: result                 # or description (a size), statement (words without a value)
#     says: what was measured, in your own words
#     sides: {{model: [a-model], other: [linear]}}   # rows or columns; other: [] against nothing
#     left_out: none               # or [{{rows: [...], because: ...}}], of the source's table
#     table:
#       columns: [set-one, set-two]
#       rows:
#         a-model: [0.85, 0.81]
#         linear: [0.84, 0.86]
#     source: {{path: results.csv, at: column r}}
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
