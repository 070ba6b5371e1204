"""What took long to make is made again exactly when it could come out otherwise."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from livingreview import memo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files of which something is made."""
    (tmp_path / "of" / "deep").mkdir(parents=True)
    (tmp_path / "of" / "a.yaml").write_text("a: 1\n", "utf-8")
    (tmp_path / "of" / "deep" / "b.yaml").write_text("b: 2\n", "utf-8")
    return tmp_path / "of"


def _touch(folder: Path) -> None:
    os.utime(folder / "a.yaml", (1, 1))


def _edit(folder: Path) -> None:
    (folder / "deep" / "b.yaml").write_text("b: 3\n", "utf-8")


def _edit_in_the_same_second(folder: Path) -> None:
    file = folder / "a.yaml"
    before = file.stat()
    file.write_text("a: 12\n", "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _swap(folder: Path) -> None:
    a, b = folder / "a.yaml", folder / "deep" / "b.yaml"
    texts = a.read_text("utf-8"), b.read_text("utf-8")
    b.write_text(texts[0], "utf-8")
    a.write_text(texts[1], "utf-8")


def _rename(folder: Path) -> None:
    (folder / "a.yaml").rename(folder / "c.yaml")


def _remove(folder: Path) -> None:
    (folder / "a.yaml").unlink()


@pytest.mark.parametrize(
    ("act", "again"),
    [(_touch, False), (_edit, True), (_edit_in_the_same_second, True), (_swap, True),
     (_rename, True), (_remove, True)],
)  # fmt: skip
def test_it_is_made_again_when_a_file_holds_something_else(
    folder: Path, act: object, again: bool
) -> None:
    made: list[str] = []

    def make() -> str:
        made.append("x")
        return "thing"

    file = folder.parent / "kept.pickle"
    for _ in range(2):
        assert memo.recall(file, memo.digest([folder]), make) == "thing"
    assert made == ["x"]
    act(folder)  # type: ignore[operator]
    memo.recall(file, memo.digest([folder]), make)
    assert (len(made) == 2) is again


def test_what_else_it_depends_on_counts(folder: Path) -> None:
    assert memo.digest([folder], "https://a.org/") != memo.digest([folder], "https://b.org/")
    assert memo.digest([folder, folder / "a.yaml"]) != memo.digest([folder])


@pytest.mark.parametrize("damage", [b"", b"\x80\x05K\x01.", b"nothing that can be read"])
def test_a_damaged_file_counts_as_none(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "kept.pickle"
    assert memo.recall(file, "key", lambda: 1) == 1
    file.write_bytes(damage)
    assert memo.recall(file, "key", lambda: 2) == 2
    assert memo.recall(file, "key", lambda: 3) == 2


def test_nothing_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "kept.pickle"
    assert memo.recall(file, "key", lambda: None) is None
    assert memo.recall(file, "key", lambda: 1) == 1


def test_a_folder_that_cannot_be_written_to_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, no folder", "utf-8")
    assert memo.recall(tmp_path / "taken" / "kept.pickle", "key", lambda: 1) == 1


@pytest.mark.parametrize(
    ("act", "looked"),
    [(_touch, []), (_edit, ["b.yaml"]), (_edit_in_the_same_second, ["a.yaml"]),
     (_swap, ["a.yaml", "b.yaml"]), (_rename, ["c.yaml"]), (_remove, [])],
)  # fmt: skip
def test_of_some_files_only_those_that_changed_are_looked_at_again(
    folder: Path, act: object, looked: list[str]
) -> None:
    seen: list[str] = []

    def look(file: Path) -> str:
        seen.append(file.name)
        return file.read_text("utf-8")

    def found() -> list[str]:
        every = sorted(folder.rglob("*.yaml"))
        kept = memo.recall_each(folder.parent / "kept.pickle", memo.digest([folder]), every, look)
        assert kept == {file: file.read_text("utf-8") for file in every}
        return seen

    assert found() == ["a.yaml", "b.yaml"]
    seen.clear()
    act(folder)  # type: ignore[operator]
    assert found() == looked
    assert found() == looked
