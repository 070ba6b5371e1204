"""Rules by class of node: how a document becomes PDF markup or Word, one small function a class."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from docutils import nodes

F = TypeVar("F", bound=Callable[..., Any])


class Rulebook(Generic[F]):
    """Functions bound to node classes; a class without its own has that of its nearest base."""

    def __init__(self) -> None:
        self._rules: dict[type[nodes.Node], F] = {}

    def __call__(self, *classes: type[nodes.Node]) -> Callable[[F], F]:
        """Bind a function to *classes*; a decorator."""

        def bind(function: F) -> F:
            self._rules.update(dict.fromkeys(classes, function))
            return function

        return bind

    def find(self, node: nodes.Node) -> F | None:
        """The function for *node*, or None."""
        return next((self._rules[cls] for cls in type(node).__mro__ if cls in self._rules), None)


class Unknown:
    """Tells, once a class, of nodes without a rule."""

    def __init__(self, says: str) -> None:
        self._says, self._seen = says, set[type[nodes.Node]]()

    def news(self, node: nodes.Node) -> str:
        """What to warn of at *node*; "" if its class was told before."""
        if type(node) in self._seen:
            return ""
        self._seen.add(type(node))
        return self._says.format(type(node).__name__)
