"""The meter of numbers in prose: what it counts, and what ``livingreview check`` says of it."""

from __future__ import annotations

import pytest
from conftest import Book, NewBook
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from livingreview.cli import main
from livingreview.text import density

# A paragraph, and how many numbers each of its sentences holds.
PARAGRAPHS = [
    # none
    ("Nothing is counted here.", [0]),
    ("In 2024 and since March 2021, on 22 November 2026.", [0]),
    ("As {cite:t}`ames2023tiny` and others say {cite:p}`cole2024test`.", [0]),
    ("Evo 2, Evo 2 40B, GPT-4, DNABERT-2, K562, H3K27ac and 10x Genomics are names.", [0]),
    ("Section 4.2, Table 12 and version 1.2 are places.", [0]),
    ("Let {math}`x = 48` and `y = 0.85` be.", [0]),
    ("One, seven or ten of them, half, a third, hundreds and dozens are none.", [0]),
    ("A percentage is a hundredth part.", [0]),
    ("See {doc}`beta` and {numref}`Figure %s <fig-contests>`.", [0]),
    # some
    ("It reads 131,072 letters.", [1]),
    ("It holds 9 people.", [1]),
    ("It is 0.85, or 82.6%.", [2]),
    ("It fell from 10–20 to 3×.", [3]),
    ("It has 4.2 million and 40 billion.", [2]),
    ("Eleven of forty-two took part.", [2]),
    ("It has forty billion, a hundred thousand, or one million.", [3]),
    ("It grew a thousandfold, then twelve times.", [2]),
    ("Between twenty and thirty percent.", [2]),
    ("It holds {finding}`82.6% <window-share>` of *48* pairs.", [2]),
    ("It is {finding}`0.1–0.3 <again-range>` there.", [1]),
    ("It reads {finding}`about 131 kb <tiny-net/input_length>` there.", [1]),
    ("Evo 2 has 12 layers.", [1]),
    # sentences
    ("It is 12. It is 13 or 14.", [1, 2]),
    ("It is 12 {cite:p}`cole2024test`. {cite:t}`ames2023tiny` say 13.", [1, 1]),
    ("Ames et al. say 12. Cf. Fig. 3, e.g. 13.", [1, 1]),
    ("It is 0.5. {finding}`82.6% <window-share>` is more.", [1, 1]),
]

# Not prose at all.
OUTSIDE = """
## Heading of 48 genes

| a | 48 |
|---|----|
| c | 49 |

```{figure} p.svg
:alt: All

Caption of 50.
```

```text
x = 51
```

:::{evidence-figure} models
:alt: One model.

It reads {finding}`131,072 <tiny-net/input_length>` letters.
:::

```{claims} depth-matters
```

```{math}
x = 52
```
"""
INSIDE = """
- A list holds 60.

> A quotation holds 61.

:::{note}
A box holds 62.
:::

A note.[^n]

[^n]: A note holds 63.
"""


def measured(book: Book, page: str) -> density.Density:
    """What the meter says of one page of a book."""
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            book.root / "docs", book.root, book.root / "o", book.root / "t", "dummy",
            status=None, warning=None, freshenv=True,
        )  # fmt: skip
        app.build()
    return density.measure(app.env.get_doctree(page))


@pytest.fixture(scope="module")
def counted(new_book: NewBook) -> dict[int, density.Paragraph]:
    """The paragraphs of the table, by the line where they stand."""
    book = new_book()
    book.write("docs/alpha.md", "# Alpha\n\n" + "\n\n".join(text for text, _ in PARAGRAPHS))
    return {one.line: one for one in measured(book, "alpha").paragraphs}


@pytest.mark.parametrize(
    ("number", "wanted"), [(number, wanted) for number, (_, wanted) in enumerate(PARAGRAPHS)],
    ids=[text for text, _ in PARAGRAPHS],
)  # fmt: skip
def test_numbers_of_each_sentence(
    counted: dict[int, density.Paragraph], number: int, wanted: list[int]
) -> None:
    assert list(counted[3 + 2 * number].numbers) == wanted


def test_words_are_what_a_reader_reads(new_book: NewBook) -> None:
    book = new_book()
    book.write(
        "docs/alpha.md",
        "# Alpha\n\nTiny – made by {cite:t}`ames2023tiny` – holds {finding}`82.6% <window-share>`\n"
        "and {math}`x` of *the* pairs {cite:p}`cole2024test`.\n",
    )
    (one,) = measured(book, "alpha").paragraphs
    assert one.words == 9  # Tiny made by holds 82.6% and of the pairs
    assert measured(book, "alpha").per_hundred == pytest.approx(100 / one.words)


@pytest.mark.parametrize(("text", "wanted"), [(OUTSIDE, []), (INSIDE, [60, 61, 62, 63])])
def test_prose_is_what_stands_outside_tables_figures_and_cards(
    new_book: NewBook, text: str, wanted: list[int]
) -> None:
    book = new_book()
    book.write("docs/p.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    book.write("docs/alpha.md", f"# Alpha\n{text}")
    paragraphs = [one for one in measured(book, "alpha").paragraphs if one.total]
    assert [one.total for one in paragraphs] == [1] * len(wanted)
    lines = (book.root / "docs/alpha.md").read_text(encoding="utf-8").splitlines()
    for one, number in zip(paragraphs, wanted, strict=True):
        assert str(number) in lines[one.line - 1]


@pytest.fixture
def dense(new_book: NewBook) -> Book:
    """The tiny book, whose chapters are full of numbers, with one paragraph that is the worst."""
    book = new_book()
    some = ", ".join(["{finding}`82.6% <window-share>`"] * 3)
    book.edit("docs/alpha.md", "## Linking", f"Many are {some}.\nMore are {some}.\n\n## Linking")
    book.edit("docs/beta.md", "Within genes", f"Some are {some}.\nWithin genes")
    return book


def test_check_warns_of_a_chapter_full_of_numbers(
    dense: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(dense.root), "check"]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    whole, worst, *_ = [line for line in shown.err.splitlines() if line.startswith("docs/alpha")]
    assert whole.startswith("docs/alpha.md: warning: ")
    assert "numbers per 100 words" in whole
    assert "paragraphs with more than 4: 1, sentences with more than 2: 2" in whole
    line = dense.line("docs/alpha.md", "Many are")
    assert worst.startswith(f"docs/alpha.md:{line}: warning: 6 numbers in the paragraph Many are ")


def test_it_is_an_error_for_a_chapter_that_conf_names(
    dense: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    config = (dense.root / "conf.py").read_text(encoding="utf-8")
    dense.write("conf.py", config + 'livingreview_few_numbers = ["alpha"]\n')
    assert main(["--root", str(dense.root), "check"]) == 1
    shown = capsys.readouterr()
    whole, *_ = shown.out.splitlines()
    assert whole.startswith("docs/alpha.md: ")
    assert "numbers per 100 words" in whole
    assert "docs/alpha.md: warning: " not in shown.err
    assert "docs/beta.md: warning: " in shown.err


def test_a_chapter_just_begun_may_hold_as_many_numbers_as_a_paragraph(
    dense: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    dense.write("docs/alpha.md", "# Alpha\n\n" + "It is {finding}`0.85 <tiny-own>`. " * 4)
    main(["--root", str(dense.root), "check"])
    assert "docs/alpha.md: warning: " not in capsys.readouterr().err


def test_a_chapter_with_few_numbers_has_no_warning(
    dense: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    few = "Words without any number in them stand here. " * 200
    dense.edit("docs/alpha.md", "## Linking", f"{few}\n\n## Linking")
    assert main(["--root", str(dense.root), "check"]) == 0
    assert "docs/alpha.md" not in capsys.readouterr().err
