"""Links that open a form with its fields filled: report an error, dispute a claim.

The forms lie in ``.github/ISSUE_TEMPLATE``; ``livingreview_issues`` says where new issues are
opened. Unset, as where the repository has no public address, there are no links. On the site the
preview of a number takes the link at the foot of its page, and fills in the address of the value.
"""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlencode

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from livingreview.text.build import book_of, on_screen

Form = Literal["error", "dispute"]
WORDS: dict[Form, str] = {"error": "Report an error", "dispute": "Dispute this claim"}
_TITLES: dict[Form, str] = {"error": "Error", "dispute": "Dispute"}


class report_links(nodes.General, nodes.Element):
    """Stands for links to ``forms`` about ``where``, an id or an address within the book."""


def links(where: str, *forms: Form) -> report_links:
    """The links, as a line of their own; nothing where no form can be opened."""
    return report_links(where=where, forms=forms)


def address(app: Sphinx, form: Form, where: str) -> str:
    """The address that opens a form about ``where``; empty if nobody said where."""
    issues: str = app.config.livingreview_issues
    if not issues:
        return ""
    book = book_of(app)
    fields = {
        "template": f"{form}.yml",
        "title": f"{_TITLES[form]}: {where}",
        "where": where,
        "version": f"{book.version}, {book.commit}",
    }
    return f"{issues}?{urlencode(fields)}"


def addresses(app: Sphinx, where: str, *forms: Form) -> list[tuple[str, str]]:
    """The words and the address of each form about ``where`` that can be opened."""
    found = ((WORDS[form], address(app, form, where)) for form in forms)
    return [(words, uri) for words, uri in found if uri]


class ShowReports(SphinxPostTransform):
    """Puts the links in their place on the site, and takes them out elsewhere."""

    default_priority = 6  # after register pages are made

    def run(self, **kwargs: Any) -> None:
        """Look at every place that may be reported."""
        for node in list(self.document.findall(report_links)):
            shown = nodes.paragraph(classes=["report"])
            for words, uri in addresses(self.app, node["where"], *node["forms"]):
                shown += [nodes.Text(" · ")] if shown.children else []
                shown += nodes.reference("", words, refuri=uri)
            if shown.children and on_screen(self.app):
                node.replace_self(shown)
            else:
                node.parent.remove(node)


def _page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Tell the foot of each page where an error on it is reported."""
    context["report_error"] = address(app, "error", f"{pagename}.html") if doctree else ""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the links with Sphinx."""
    app.add_config_value("livingreview_issues", "", "env")
    app.add_node(report_links)
    app.add_post_transform(ShowReports)
    app.connect("html-page-context", _page_context)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
