"""``livingreview verify`` as a maintainer runs it, against local copies of a repository."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from conftest import Book, NewBook

from livingreview.cli import main
from livingreview.register import second
from livingreview.text import check
from livingreview.watch.values import judge, reading, repositories

Capture = pytest.CaptureFixture[str]
HILL = "evidence/papers/hill2025bare.yaml"
HEAD = """\
citekey: hill2025bare
review: note
posted: unknown
published: unknown
makes: []
interests: {says: none declared, seen: statement}
source: {repo: hill/tests, commit: COMMIT, how: data, seen: 2025-02-01}
findings:
"""
SCORES = "model,data,r,rank\ntiny,a,0.6104,2\ntiny,b,0.1255,3\nlinear,a,0.59,1\nlinear,b,0.2,4\n"
TURNED = "line,tiny,linear\na,0.61,0.59\nb,0.126,0.2\n"
PANDAS = """\
<table><thead>
<tr><th></th><th>score</th><th>LLR</th></tr><tr><th>set</th><th>model</th><th></th></tr>
</thead><tbody>
<tr><th rowspan="2">a</th><th>tiny</th><td>0.610</td></tr><tr><th>linear</th><td>0.590</td></tr>
<tr><th rowspan="2">b</th><th>tiny</th><td>0.126</td></tr><tr><th>linear</th><td>0.200</td></tr>
</tbody></table>
"""
NOTEBOOK = {
    "cells": [
        {"cell_type": "code", "source": "share = 0.7", "outputs": []},
        {
            "cell_type": "code", "source": ["run()"],
            "outputs": [
                {"output_type": "stream", "text": ["-- tiny --\n", "n\tap\n", "5\t0.61\n"]},
                {"output_type": "stream", "text": "\n-- linear --\nn\tap\n5\t0.59\na\tb\tc\n"},
            ],
        },
        {"cell_type": "code", "source": "df", "outputs": [{"data": {"text/html": PANDAS}}]},
    ],
}  # fmt: skip
README = (
    "# Scores\n\n| Model | r (all) |\n|---|--:|\n| **Tiny** | **0.61** (best) |\n| Two | 0.59 |\n"
)
LOG = "tiny: r=0.61, p=0.1\ntiny: r=0.126, p=0.2\nlinear: r=0.59, p=0.1\nlinear: r=0.2, p=0.3\n"
FILES: dict[str, bytes] = {
    "scores.csv": SCORES.encode(),
    "packed.tsv.gz": gzip.compress(SCORES.replace(",", "\t").encode()),
    "turned.csv": TURNED.encode(),
    "by/tiny.csv": b"stat,r\nmean,0.61\nstd,0.2\n",
    "by/linear.csv": b"stat,r\nmean,0.59\nstd,0.1\n",
    "results.json": b'{"tiny": {"r": [0.5, 0.72]}, "linear": {"r": [0.6, 0.58]}}',
    "work.ipynb": json.dumps(NOTEBOOK).encode(),
    "README.md": README.encode(),
    "log.txt": LOG.encode(),
    "big.ipynb": b"0" * (repositories.MOST + 1),
    "long.txt": b"a" * 5000 + b"b 0.61\n",
    "large.csv": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
}


@dataclass
class Mirror:
    """Local copies: a folder that holds hill/tests with one commit."""

    folder: Path

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", self.folder / "hill+tests" / "deep" / "repo"]
        command += ["-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, files: dict[str, bytes]) -> str:
        """Replace all files; the new commit."""
        top = self.folder / "hill+tests" / "deep" / "repo"
        if not top.exists():
            top.mkdir(parents=True)
            self.git("init", "-q", "-b", "main")
        self.git("rm", "-rqf", "--ignore-unmatch", ".")
        for name, content in files.items():
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            (top / name).write_bytes(content)
        self.git("add", "-A")
        self.git("commit", "-qm", "x")
        return self.git("rev-parse", "HEAD")


@pytest.fixture(scope="session")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Mirror:
    made = Mirror(tmp_path_factory.mktemp("mirror"))
    made.commit(FILES)
    return made


@pytest.fixture
def book(new_book: NewBook) -> Book:
    return new_book()


def table(path: str, read: str, name: str = "hill-scores", more: str = "") -> str:
    """A record with two rows and two columns, read from one file."""
    return (
        f"- id: {name}\n  kind: description\n  says: scores\n  task: cost\n"
        "  table:\n    columns: [a, b]\n    rows:\n"
        "      tiny: [0.61, 0.126]\n      linear: [0.59, 0.2]\n"
        f"{more}  source: {{path: {path}, read: {read}}}\n"
    )


def single(path: str, read: str, value: str = "0.61", name: str = "hill-one") -> str:
    """A record with one value."""
    return (
        f"- id: {name}\n  kind: description\n  says: a score\n  task: cost\n"
        f"  value: {value}\n  unit: points\n"
        f"  source: {{path: {path}, read: {read}}}\n"
    )


def verify(book: Book, mirror: Mirror, records: str, *options: str, commit: str = "") -> int:
    """Write the records and run the command."""
    head = HEAD.replace("COMMIT", f"'{commit or mirror.git('rev-parse', 'HEAD')}'")
    book.write(HILL, head + records)
    return main(["--root", str(book.root), "verify", "--mirror", str(mirror.folder), *options])


def states(book: Book) -> dict[str, dict[str, Any]]:
    report = json.loads((book.root / "health" / "valuereport.json").read_text())
    return {
        address: seen
        for record in report["records"].values()
        for address, seen in record["values"].items()
    }


CELLS = ["hill-scores/tiny/a", "hill-scores/tiny/b", "hill-scores/linear/a", "hill-scores/linear/b"]
SETS = "columns: {a: {data: a}, b: {data: b}}"


@pytest.mark.parametrize(
    ("path", "read"),
    [
        ("scores.csv", f"{{key: model, rows: {{tiny: tiny, linear: linear}}, {SETS}, value: r}}"),
        ("packed.tsv.gz", f"{{{SETS}, value: r}}"),
        ("turned.csv", "{rows: {tiny: tiny, linear: linear}, rows_in: columns}"),
        ("work.ipynb", "{cell: 2, rows: {tiny: {model: tiny}, linear: {model: linear}}, "
         "columns: {a: {set: a}, b: {set: b}}, value: LLR}"),
        ("log.txt", "{each: '^{row}: r=([0-9.]+), p=0.1$', columns: {a: a}}"),
        ("log.txt", "{each: 'r=([0-9.]+)'}"),
    ],
    ids=["conditions", "packed", "turned", "pandas", "pattern of a row", "in order"],
)  # fmt: skip
def test_a_table_is_read_at_its_place(book: Book, mirror: Mirror, path: str, read: str) -> None:
    assert verify(book, mirror, table(path, read)) == 0
    found = states(book)
    wanted = CELLS if "columns: {a: a}" not in read else CELLS[::2]
    assert {name: seen["state"] for name, seen in found.items()} == dict.fromkeys(
        wanted, "verified"
    )


@pytest.mark.parametrize(
    ("path", "read", "value"),
    [
        ("scores.csv", "{where: {model: tiny, data: a}, value: r}", "0.61"),
        ("scores.csv", "{where: {data: b, rank: 3}, value: r}", "0.126"),  # half goes either way
        ("scores.csv", "{where: {data: b, rank: 3}, value: r}", "0.125"),
        ("scores.csv", "{value: rank, aggregate: mean}", "2.5"),
        ("scores.csv", "{where: {model: tiny}, value: rank, aggregate: max}", "3"),
        ("scores.csv", "{aggregate: count}", "4"),
        ("scores.csv", "{where: {model: tiny, data: a}, value: r, scale: 100}", "61"),
        ("by", "{file: 'by/{row}.csv', rows: {value: tiny}, where: {stat: mean}, value: r}",
         "0.61"),
        ("results.json", "{json: tiny/r/1}", "0.72"),
        ("results.json", "{json: '{row}/r', rows: {value: linear}, aggregate: mean}", "0.59"),
        ("work.ipynb", "{cell: 0, part: code, each: 'share = ([0-9.]+)'}", "0.7"),
        ("work.ipynb", "{cell: 1, after: '-- linear --', rows: {value: 5}, value: ap}", "0.59"),
        ("README.md", "{after: Scores, rows: {value: '**Tiny**'}, value: r (all)}", "0.61"),
        ("log.txt", "{each: '^tiny: r=([0-9.]+)', number: 2}", "0.126"),
        ("log.txt", "{each: '^(tiny)', aggregate: count}", "2"),
    ],
)  # fmt: skip
def test_a_value_is_read_at_its_place(
    book: Book, mirror: Mirror, path: str, read: str, value: str
) -> None:
    assert verify(book, mirror, single(path, read, value)) == 0
    assert states(book)["hill-one"]["state"] == "verified"


@pytest.mark.parametrize(
    ("path", "read", "value", "state", "why"),
    [
        ("scores.csv", "{where: {model: tiny, data: a}, value: r}", "0.62", "differs",
         "recorded 0.62, and 0.6104 stands there"),
        ("scores.csv", "{where: {model: tiny, data: b}, value: r}", "0.59", "differs",
         "recorded 0.59, and 0.1255 stands there"),  # that it stands elsewhere does not count
        ("scores.csv", "{where: {model: tiny, data: a}, value: pearson}", "0.59", "moved",
         "the table has no column pearson; columns: model, data, r, rank; "
         "the value stands at row linear, column r"),
        ("scores.csv", "{where: {model: huge}, value: r}", "0.3", "differs",
         "recorded 0.3, and no row has model = huge"),
        ("scores.csv", "{where: {model: tiny}, value: r}", "0.9", "differs",
         "recorded 0.9, and 2 numbers fit in column r where model = tiny"),
        ("log.txt", "{each: 'r=([0-9.]+), p=0.1'}", "0.61", "differs",
         "recorded 0.61, and the pattern fits 2 times; say which (number)"),
        ("log.txt", "{each: 'R=([0-9.]+)'}", "0.61", "differs",
         "recorded 0.61, and the pattern fits nowhere"),
        ("work.ipynb", "{cell: 9, each: '([0-9.]+)'}", "0.61", "differs",
         "recorded 0.61, and work.ipynb has 3 cells, counted from 0"),
        ("results.json", "{json: tiny/auroc}", "0.61", "differs",
         "recorded 0.61, and there is no auroc on the way tiny/auroc"),
        ("absent.csv", "{value: r}", "0.61", "unreachable", "hill/tests has no absent.csv at "),
        ("old/turned.csv", "{rows: {value: a}, value: tiny}", "0.61", "moved",
         "the value stands in turned.csv of the newest commit"),
        ("by", "{value: r}", "0.61", "unreachable", "by is a folder; name a file in it"),
        ("large.csv", "{value: r}", "0.61", "unreachable", "keeps large.csv in Git LFS"),
    ],
)  # fmt: skip
def test_what_does_not_stand_at_its_place_is_told(
    book: Book, mirror: Mirror, capsys: Capture,
    path: str, read: str, value: str, state: str, why: str,
) -> None:  # fmt: skip
    status = verify(book, mirror, single(path, read, value))
    out, err = capsys.readouterr()
    seen = states(book)["hill-one"]
    assert (seen["state"], status) == (state, int(state != "unreachable"))
    assert why in seen["why"]
    line = book.line(HILL, "id: hill-one")
    said = [one for one in (out + err).splitlines() if why in one]
    assert len(said) == 1
    if state != "unreachable":
        assert said[0].startswith(f"{HILL}:{line}: hill-one: {state}: ")


BAD = {
    "no commit": ("log.txt", "{each: 'r=([0-9.]+)', number: 1}", "0bad0bad",
                  "0bad0bad is no commit of hill/tests"),
    "a file, no commit": ("log.txt", "{each: 'r=([0-9.]+)', number: 1}", "BLOB",
                          "is no commit of hill/tests"),
    "a large notebook": ("big.ipynb", "{cell: 0, each: '([0-9.]+)'}", "",
                         "big.ipynb has 20 MB; 20 are read at most"),
    "an endless pattern": ("long.txt", "{each: '^(a+)+$'}", "",
                           "the pattern ran for more than 0.2 seconds; make it simpler"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "read", "commit", "why"), BAD.values(), ids=BAD)
def test_bad_input_is_one_line(
    book: Book, mirror: Mirror, capsys: Capture, monkeypatch: pytest.MonkeyPatch,
    path: str, read: str, commit: str, why: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(reading, "PATIENCE", 0.2)
    if commit == "BLOB":
        commit = mirror.git("rev-parse", "HEAD:log.txt")
    verify(book, mirror, single(path, read), commit=commit)
    lines = "".join(capsys.readouterr()).splitlines()
    assert sum(why in line for line in lines) == 1
    assert not any("Traceback" in line for line in lines)
    assert states(book)["hill-one"]["state"] != "verified"


def test_nothing_outside_the_copies_is_read(
    book: Book, mirror: Mirror, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "hill+tests").symlink_to(mirror.folder / "hill+tests")
    copies = Mirror(tmp_path)
    commit = mirror.git("rev-parse", "HEAD")
    verify(book, copies, single("log.txt", "{each: 'r=([0-9.]+)', number: 1}"), commit=commit)
    assert "there is no copy of hill/tests" in capsys.readouterr().err
    with pytest.raises(repositories.UnreachableError, match="leads out"):
        repositories.Mirror(mirror.folder).read("hill/tests", commit, "../../secret")


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (single("../log.txt", "{each: '(x)'}"), "write the path as seen from"),
        (single("/etc/passwd", "{each: '(x)'}"), "write the path as seen from"),
        (single("log.txt", "{each: 'x'}"), "the pattern has no group; put the number into paren"),
        (single("log.txt", "{each: '('}"), "this is no regular expression"),
        (single("log.txt", "{each: '(x)', value: r}"), "belong to a table; drop them"),
        (single("[a.csv, b.csv]", "{value: r}"), "the source has several files; add file"),
        (single("a.csv", "{file: b.csv, value: r}"), "b.csv is none of the source's files"),
        (
            table("a.csv", "{rows: {tyni: x}, value: r}"),
            "the record has no row tyni; rows: tiny",
        ),
        (table("a.csv", "{columns: {c: r}}"), "the record has no column c; columns: a, b"),
        (table("a.csv", "{grid: se, value: r}"), "no value is read; name rows and columns"),
        (table("a.csv", "[{value: r}, {value: q}]"), "hill-scores/tiny/a is read twice"),
    ],
)
def test_a_read_that_cannot_work_is_refused_where_it_is_written(
    book: Book, mirror: Mirror, capsys: Capture, record: str, found: str
) -> None:
    assert verify(book, mirror, record) == 1
    assert f"{HILL}:" in (err := capsys.readouterr().err)
    assert found in err


def test_the_ends_of_intervals_are_read_from_columns_of_their_own(
    book: Book, mirror: Mirror
) -> None:
    more = "    se:\n      tiny: [2, 3]\n      linear: [1, 4]\n"
    read = f"{{{SETS}, value: r, beside: {{se: rank}}}}"
    assert verify(book, mirror, table("scores.csv", read, more=more)) == 0
    found = states(book)
    assert len(found) == 8
    assert found["hill-scores/linear/b/se"]["state"] == "verified"


@pytest.mark.parametrize(
    ("recorded", "found", "digits", "same"),
    [
        (0.61, 0.6149, 2, True), (0.61, 0.6151, 2, False), (0.61, 0.615, 2, True),
        (0.62, 0.615, 2, True), (12, 12.4, 0, True), (12, 12.6, 0, False),
        (-0.02, -0.0249, 2, True), (0.0, 0.004, 2, True), (1300000, 1296000, -5, True),
        (13000000, 13000000.4, 0, True),
    ],
)  # fmt: skip
def test_values_are_compared_as_precisely_as_they_are_recorded(
    recorded: float, found: float, digits: int, same: bool
) -> None:
    assert judge.equal(recorded, found, digits) is same


# -- what is remembered ---------------------------------------------------------------------------

ONE = single("log.txt", "{each: '^tiny: r=([0-9.]+), p=0.1'}")


def test_a_state_that_lasts_keeps_its_day_and_a_changed_record_is_read_anew(
    book: Book, mirror: Mirror
) -> None:
    verify(book, mirror, ONE)
    file = book.root / "health" / "valuereport.json"
    file.write_text(file.read_text().replace('"since": "20', '"since": "19'))
    old = states(book)["hill-one"]["since"]
    verify(book, mirror, ONE)
    assert states(book)["hill-one"]["since"] == old
    assert verify(book, mirror, ONE.replace("value: 0.61", "value: 0.71")) == 1
    seen = states(book)["hill-one"]
    assert seen["state"] == "differs"
    assert seen["since"] != old


def test_a_run_over_one_paper_or_page_leaves_the_rest_as_it_was(
    book: Book, mirror: Mirror, capsys: Capture
) -> None:
    both = ONE + ONE.replace("hill-one", "hill-two")
    book.edit("docs/beta.md", "The makers report", "It is {finding}`0.61 <hill-two>`.\nThey report")
    verify(book, mirror, both)
    capsys.readouterr()
    assert verify(book, mirror, both, "--chapter", "beta") == 0
    assert "1 record with a place to read" in capsys.readouterr().err
    assert set(states(book)) == {"hill-one", "hill-two"}
    assert verify(book, mirror, both, "--paper", "hill2025bare") == 0
    assert "2 records with a place to read" in capsys.readouterr().err
    report = json.loads((book.root / "health" / "valuereport.json").read_text())
    assert report["printed"] == {"verified": 1, "not addressable": 7}
    assert report["counts"]["verified"] == 2


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--paper", "hill2025bear"], "did you mean hill2025bare?"),
        (["--chapter", "gamma"], "docs/ has no page gamma.md"),
        (["--mirror", "/nowhere"], "there is no folder /nowhere"),
    ],
)
def test_a_wrong_call_is_one_line(
    book: Book, mirror: Mirror, capsys: Capture, options: list[str], found: str
) -> None:
    assert verify(book, mirror, ONE, *options) == 2
    assert found in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": 1}', '{"schema": 1, "records": 3}'])
def test_a_damaged_report_is_set_aside(
    book: Book, mirror: Mirror, capsys: Capture, text: str
) -> None:
    (book.root / "health").mkdir(exist_ok=True)
    book.write("health/valuereport.json", text)
    assert verify(book, mirror, ONE) == 0
    assert "cannot be read; it is kept as" in capsys.readouterr().err
    assert states(book)["hill-one"]["state"] == "verified"


def test_the_digest_says_what_to_do(book: Book, mirror: Mirror) -> None:
    verify(book, mirror, ONE.replace("0.61", "0.67") + single("absent.csv", "{value: r}", name="b"))
    words = (book.root / "health" / "values.md").read_text()
    assert "1 to mend" in words
    assert "- `hill-one` (evidence/papers/hill2025bare.yaml" in words
    assert "open the file, see who is right, and mend the record" in words
    assert "### Not reachable now\n\n- b: hill/tests has no absent.csv" in words


def test_a_place_written_later_lets_no_second_reading_lapse(book: Book, mirror: Mirror) -> None:
    sums = set()
    for records in (ONE, ONE.replace(", read: {each: '^tiny: r=([0-9.]+), p=0.1'}", "")):
        verify(book, mirror, records)
        _, books, problems = check.load(book.root)
        assert not problems
        sums.add(second.checksum(books.findings["hill-one"]))
    assert len(sums) == 1


# -- recipes --------------------------------------------------------------------------------------

RECIPE = """\
import sys
from pathlib import Path

INPUTS = ["hill/tests COMMIT log.txt DIGEST"]
lines = Path(sys.argv[1]).read_text().splitlines()
print(f"hill-count\\t{len(lines)}")
"""
COUNT = (
    "- id: hill-count\n  kind: description\n  says: lines\n  task: cost\n"
    "  value: 4\n  unit: lines\n"
    "  source: {path: log.txt, how: computed, recipe: lines counted, read: {script: lines}}\n"
)


def recipe(book: Book, mirror: Mirror, text: str = RECIPE) -> None:
    (book.root / "evidence" / "recipes").mkdir(exist_ok=True)
    text = text.replace("COMMIT", mirror.git("rev-parse", "HEAD"))
    text = text.replace("DIGEST", hashlib.sha256(LOG.encode()).hexdigest())
    book.write("evidence/recipes/lines.py", text)


def test_a_recipe_is_run_where_it_is_asked_for(book: Book, mirror: Mirror, capsys: Capture) -> None:
    recipe(book, mirror)
    assert verify(book, mirror, COUNT) == 0
    assert states(book) == {}
    assert verify(book, mirror, COUNT, "--recipes") == 0
    assert states(book)["hill-count"]["state"] == "verified"
    assert verify(book, mirror, COUNT + ONE) == 0  # what it did not run stays as it was seen
    assert states(book)["hill-count"]["state"] == "verified"
    assert verify(book, mirror, COUNT.replace("value: 4", "value: 5"), "--recipes") == 1
    assert "recorded 5, and 4 stands there" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("DIGEST", "0" * 64, "log.txt of hill/tests is not the file of lines.py"),
        ("INPUTS", "FILES", "lines.py names no input; write INPUTS = ["),
        ("len(lines)", "1 / 0", "lines.py failed: ZeroDivisionError"),
        ("{len(lines)}", "many", "lines.py prints 'hill-count\\tmany'; print address, tab, number"),
        ("print", "sys.exit() or print", "prints no such value"),
    ],
)
def test_a_recipe_that_cannot_be_trusted_says_why(
    book: Book, mirror: Mirror, capsys: Capture, old: str, new: str, why: str
) -> None:
    recipe(book, mirror, RECIPE.replace(old, new))
    verify(book, mirror, COUNT, "--recipes")
    assert why in "".join(capsys.readouterr())
    assert states(book)["hill-count"]["state"] != "verified"


def test_every_recipe_of_the_book_is_used_and_names_its_input() -> None:
    from livingreview.watch.values.recipes import inputs

    root = Path(__file__).parents[1]
    text = "".join(file.read_text() for file in (root / "evidence" / "papers").glob("*.yaml"))
    recipes = sorted((root / "evidence" / "recipes").glob("*.py"))
    assert recipes
    for file in recipes:
        assert f"script: {file.stem}\n" in text
        assert all(len(digest) == 64 for *_, digest in inputs(file))
    named = {line.split("script: ")[1].strip() for line in text.splitlines() if "script: " in line}
    assert named == {file.stem for file in recipes}


# -- killed and resumed ---------------------------------------------------------------------------


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_run_goes_on_and_loses_nothing(
    book: Book, mirror: Mirror, how: signal.Signals
) -> None:
    records = "".join(ONE.replace("hill-one", f"a-{n}") for n in range(5))
    slow = COUNT.replace("hill-count", "z-slow")
    recipe(book, mirror, "import time\n" + RECIPE + "time.sleep(60)\n")
    head = HEAD.replace("COMMIT", mirror.git("rev-parse", "HEAD"))
    book.write(HILL, head + records + slow)
    command = [
        sys.executable, "-m", "livingreview.cli", "--root", book.root, "verify", "--recipes",
        "--mirror", mirror.folder,
    ]  # fmt: skip
    package = str(Path(__file__).parents[1])
    environment = os.environ | {"PYTHONPATH": package}
    first = subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    journal = book.root / "health" / "values-journal.jsonl"
    deadline = time.monotonic() + 60
    while not journal.exists() or journal.read_text().count("\n") < 6:
        assert time.monotonic() < deadline and first.poll() is None
        time.sleep(0.02)
    os.killpg(first.pid, how)
    first.communicate()
    assert first.returncode == (130 if how == signal.SIGINT else -how)
    with journal.open("a") as file:
        file.write('{"record": "a-')  # what was being written
    recipe(book, mirror, RECIPE.replace("hill-count", "z-slow"))
    second = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert second.returncode == 0, second.stderr
    assert "6 records with a place to read, 5 of them before" in second.stderr
    assert "the last line is not whole; this record is checked again" in second.stderr
    assert set(states(book)) == {*(f"a-{n}" for n in range(5)), "z-slow"}
    assert {seen["state"] for seen in states(book).values()} == {"verified"}
    assert not journal.exists()


# -- online ---------------------------------------------------------------------------------------


class _Quiet(SimpleHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def log_message(self, format: str, *args: object) -> None:
        self.asked.append(self.path)


@pytest.fixture
def github(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server that plays raw.githubusercontent.com, and the folder of hill/tests on it."""
    folder = tmp_path / "raw.githubusercontent.com" / "hill" / "tests"
    folder.mkdir(parents=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", folder
    server.shutdown()
    server.server_close()


def test_files_are_read_from_github(book: Book, github: tuple[str, Path], capsys: Capture) -> None:
    gateway, folder = github
    for commit, name, text in (("a" * 40, "log.txt", LOG), ("HEAD", "turned.csv", TURNED)):
        (folder / commit).mkdir()
        (folder / commit / name).write_text(text)
    moved = single("turned.csv", "{rows: {value: a}, value: tiny}", name="hill-two")
    gone = single("gone.csv", "{value: r}", name="hill-three")
    book.write(HILL, HEAD.replace("COMMIT", "a" * 40) + ONE + moved + gone)
    command = ["--root", str(book.root), "verify", "--gateway"]
    assert main([*command, gateway]) == 1
    assert "hill-two: moved: hill/tests has no turned.csv at aaaaaaa" in capsys.readouterr().out
    found = {name: seen["state"] for name, seen in states(book).items()}
    assert found == {"hill-one": "verified", "hill-two": "moved", "hill-three": "unreachable"}


def test_a_file_is_asked_for_once(book: Book, github: tuple[str, Path]) -> None:
    gateway, folder = github
    (folder / ("a" * 40)).mkdir()
    (folder / ("a" * 40) / "log.txt").write_text(LOG)
    reads = "[{each: '^{row}: r=([0-9.]+), p=0.1', columns: {a: a}}, " + (
        "{each: '^{row}: r=([0-9.]+), p=0.[23]', columns: {b: b}}]"
    )
    book.write(HILL, HEAD.replace("COMMIT", "a" * 40) + ONE + table("log.txt", reads))
    _Quiet.asked.clear()
    assert main(["--root", str(book.root), "verify", "--gateway", gateway]) == 0
    assert set(CELLS) < set(states(book))
    assert len(_Quiet.asked) == 1


def test_without_the_internet_nothing_is_remembered(book: Book, capsys: Capture) -> None:
    book.write(HILL, HEAD.replace("COMMIT", "a" * 40) + ONE)
    command = ["--root", str(book.root), "verify", "--gateway", "http://127.0.0.1:9"]
    assert main(command) == 1
    assert "is this machine online?" in capsys.readouterr().err
    assert not (book.root / "health" / "valuereport.json").exists()
