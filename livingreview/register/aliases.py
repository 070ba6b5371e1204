"""Other names of models: each leads to one model alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from livingreview.register.schema import Model


def twice(models: Mapping[str, Model]) -> Iterator[tuple[str, str, str]]:
    """Aliases that are a name already: the model, the alias, the model whose name it is."""
    owner = {_plain(model.name): model.id for model in models.values()}
    for model in models.values():
        for alias in model.aliases:
            if (plain := _plain(alias)) in owner:
                yield model.id, alias, owner[plain]
            owner.setdefault(plain, model.id)


def _plain(name: str) -> str:
    """A name as people type it: capitals, blanks and hyphens aside."""
    return "".join(sign for sign in name.lower() if sign.isalnum())
