"""What is published of the releases: the site with every version, and the files for download."""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from pathlib import Path

from livingreview.problems import Refused
from livingreview.releases import repository, versions
from livingreview.releases.repository import BRANCH, git

CHANGELOG = Path("docs/about/changelog.md")
MANIFEST = "MANIFEST.sha256"


def manifest(folder: Path) -> str:
    """SHA-256 and path of every file of a folder but the manifest, as ``sha256sum`` writes them."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n"
        for name, path in sorted(files.items())
        if path.is_file() and name != MANIFEST
    )


def _verify(folder: Path, version: str) -> None:
    """Raise ``Refused`` unless a released copy is what its manifest says."""
    listed = folder / MANIFEST
    if not listed.exists():
        raise Refused(f"the branch {BRANCH} holds no whole v/{version}; make release makes it")
    before, now = (set(text.splitlines()) for text in (listed.read_text("utf-8"), manifest(folder)))
    changed = sorted({line.partition("  ")[2] or MANIFEST for line in before ^ now})
    if changed:
        raise Refused(f"v/{version}/{changed[0]} is not as it was released; restore {BRANCH}")


def _replace(part: Path, folder: Path) -> None:
    """Put a finished folder in the place of an older one."""
    if folder.exists():
        shutil.rmtree(folder)
    part.replace(folder)


def site(root: Path) -> None:
    """Write ``build/site``: the newest pages, every released version below ``v/``, their list.

    Raises ``Refused`` if a released version is not as its manifest says.
    """
    newest, folder = root / "build" / "html", root / "build" / "site"
    if not (newest / "index.html").exists():
        raise Refused("there is no build/html/index.html; run make first")
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(newest, part)
    tip = repository.tip(root)
    released = versions.released(root, tip)
    if tip:
        repository.unpack(root, tip, part)
    for one in released:
        _verify(part / "v" / one.version, one.version)
    _replace(part, folder)
    print(f"Site: build/site, with {len(released)} released versions")


def assets(root: Path, version: str) -> None:
    """Write ``build/assets``: the documents of a released version, and its register as a zip.

    The files are those that were kept, so that site and downloads hold the same bytes.
    ``build/notes.md`` gets what the changelog says of the version.
    """
    tip, commit = repository.tip(root), repository.commit_of(root, f"refs/tags/v{version}")
    if not commit:
        raise Refused(f"there is no tag v{version}; make release makes it")
    if not tip or not git(root, "ls-tree", "--name-only", tip, f"v/{version}"):
        raise Refused(f"the branch {BRANCH} holds no v/{version}; push it together with the tag")
    folder, scratch = root / "build" / "assets", root / "build" / "assets.part"
    shutil.rmtree(scratch, ignore_errors=True)
    kept, sources, part = scratch / "kept", scratch / "sources", scratch / "assets"
    repository.unpack(root, f"{tip}:v/{version}", kept)
    _verify(kept, version)
    repository.unpack(root, commit, sources)
    part.mkdir()
    for file in kept.iterdir():
        if file.suffix in (".pdf", ".epub", ".docx"):
            shutil.copyfile(file, part / file.name)
    inside = {kept / "evidence": "data", sources / "evidence": "sources"}
    with zipfile.ZipFile(part / f"register-{version}.zip", "w") as packed:
        for base, name in inside.items():
            for file in sorted(path for path in base.rglob("*") if path.is_file()):
                _pack(packed, file, f"{name}/{file.relative_to(base).as_posix()}")
        _pack(packed, sources / "refs.bib", "sources/refs.bib")
    notes = _notes((sources / CHANGELOG).read_text(encoding="utf-8"), version)
    (root / "build" / "notes.md").write_text(notes, encoding="utf-8")
    _replace(part, folder)
    shutil.rmtree(scratch)
    for file in sorted(folder.iterdir()):
        print(file.relative_to(root))


def _pack(packed: zipfile.ZipFile, file: Path, name: str) -> None:
    """Add a file without its time, so that the archive is the same twice."""
    info = zipfile.ZipInfo(name)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    packed.writestr(info, file.read_bytes())


def _notes(changelog: str, version: str) -> str:
    """What the changelog says of a version."""
    match = re.search(rf"^## {re.escape(version)}, .*\n", changelog, re.M)
    return changelog[match.end() :].partition("\n## ")[0].strip() + "\n" if match else ""
