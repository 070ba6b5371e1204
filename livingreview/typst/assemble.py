"""From the documents of a book to the trees the renderer walks.

Every document is resolved by itself (so cross-references, ``only`` blocks and the handlers of other
extensions see their own document name), then a toctree is replaced by the documents it names.

**References are printed once.**  In HTML each chapter ends with the works it cites, and one
central page (``typst_bibliography``) lists all.  On paper the chapter lists would repeat the
central one, so when the central page is part of what is set, the bibliographies of all other pages
are left out, together with a section that holds nothing else, and every citation leads to the
central list.
When it is not (a chapter set by itself), the chapters keep their lists.

**Pages are resolved once**, though a page of the book is a document of its own as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinxcontrib.bibtex.nodes import bibliography

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


#: The class of what holds a list of references.
WORKS = "works-of-page"


@dataclass
class Book:
    """What is to be set: resolved trees, in reading order."""

    chapters: list[addnodes.start_of_file] = field(default_factory=list)
    preface: addnodes.start_of_file | None = None
    #: address ("document#id") of what was left out -> address that stands for it
    moved: dict[str, str] = field(default_factory=dict)
    #: address of every citation entry, left out or not -> its key
    citation_keys: dict[str, str] = field(default_factory=dict)

    def trees(self) -> list[addnodes.start_of_file]:
        """Return the preface, if any, and the chapters."""
        return [self.preface, *self.chapters] if self.preface is not None else self.chapters


def assemble(
    builder: Builder,
    docnames: Sequence[str],
    *,
    preface: str | None = None,
    bibliography_page: str = "",
    note: Callable[[str], None] = lambda docname: None,
    shared: MutableMapping[str, nodes.document | None] | None = None,
    changes: bool = False,
) -> Book:
    """Return the book made of *docnames*, each with the documents its toctrees name.

    *preface* is the document whose text (without its toctrees) stands before the contents.
    *note* is told each document's name when its turn comes.
    *shared* has the names of documents that others hold, too: their trees are kept there, for who
    takes them next; who *changes* trees, or leaves out lists, takes them for good.
    """
    env = builder.env
    book = Book()
    shared = {} if shared is None else shared
    wanted = [*([preface] if preface else []), *_below(env, docnames)]
    central = bibliography_page if bibliography_page in wanted else ""
    seen = {preface}

    def load(docname: str) -> addnodes.start_of_file:
        note(docname)
        tree = shared.get(docname) or _resolved(builder, docname)
        if docname in shared:
            shared[docname] = None if changes or central else tree
        if central and docname != central:
            _drop_lists(tree, docname, central, book.moved)
        return addnodes.start_of_file("", *tree.children, docname=docname)

    def load_deep(docname: str) -> addnodes.start_of_file:
        seen.add(docname)
        tree = load(docname)
        for toctree in list(tree.findall(addnodes.toctree)):
            inside = [name for name in map(str, toctree["includefiles"]) if name not in seen]
            toctree.replace_self([load_deep(name) for name in inside])
        return tree

    if preface:
        book.preface = load(preface)
        _drop_toctrees(book.preface)
    for docname in docnames:
        if docname not in seen:
            book.chapters.append(load_deep(docname))
    for citation in getattr(env.domains.get("cite"), "citations", ()):
        address = f"{citation.bibliography_key.docname}#{citation.citation_id}"
        book.citation_keys[address] = citation.key
    return book


def _below(env: BuildEnvironment, docnames: Sequence[str]) -> Iterator[str]:
    """Yield *docnames* and all that their toctrees name, deep; each once."""
    seen: set[str] = set()
    stack = list(reversed(docnames))
    while stack:
        docname = stack.pop()
        if docname not in seen:
            seen.add(docname)
            yield docname
            stack.extend(reversed(env.toctree_includes.get(docname, ())))


def _resolved(builder: Builder, docname: str) -> nodes.document:
    """The tree of a document, its lists of references in boxes that bear their ids."""
    env = builder.env
    tree = env.get_doctree(docname)
    for node in list(tree.findall(bibliography)):
        node.replace_self(nodes.container("", node.deepcopy(), ids=node["ids"], classes=[WORKS]))
    _empty_entries(env, docname)
    env.resolve_references(tree, docname, builder)
    return tree


def _drop_lists(tree: nodes.document, docname: str, central: str, moved: dict[str, str]) -> None:
    """Take the lists of references out of *tree*, and the sections that held nothing else."""
    for node in list(tree.findall(nodes.container)):
        if WORKS not in node["classes"]:
            continue
        parent = node.parent
        for each in node.findall(nodes.Element):
            moved.update({f"{docname}#{id_}": f"{central}#" for id_ in each["ids"]})
        parent.remove(node)
        if isinstance(parent, nodes.section) and _is_empty(parent):
            moved.update({f"{docname}#{id_}": f"{central}#" for id_ in parent["ids"]})
            parent.parent.remove(parent)


def _drop_toctrees(tree: nodes.Element) -> None:
    """Take the toctrees out of *tree*, with the wrappers and sections that held nothing else."""
    for toctree in list(tree.findall(addnodes.toctree)):
        node: nodes.Element = toctree
        while not isinstance(node, addnodes.start_of_file):
            parent = node.parent
            parent.remove(node)
            if not isinstance(parent, (nodes.compound, nodes.section)) or not _is_empty(parent):
                break
            node = parent


def _is_empty(node: nodes.Element) -> bool:
    """Tell whether *node* holds nothing that is printed, apart from its title."""
    unseen = (nodes.title, nodes.Invisible, addnodes.index)
    return all(isinstance(child, unseen) for child in node.children)


def _empty_entries(env: BuildEnvironment, docname: str) -> None:
    """Make resolving repeatable: sphinxcontrib-bibtex fills the same entry nodes each time."""
    for key, value in getattr(env.domains.get("cite"), "bibliographies", {}).items():
        if key.docname == docname:
            for entry in value.citation_nodes.values():
                entry.clear()
