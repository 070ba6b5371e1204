"""Other names of models: each leads to one model alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from livingreview.register.schema import Model


def twice(models: Mapping[str, Model]) -> Iterator[tuple[str, str, str]]:
    """Aliases that are a name of two models, or stand twice: model, alias, the other model."""
    owner = {_plain(model.name): model.id for model in models.values()}
    for model in models.values():
        for alias in model.aliases:
            other = owner.setdefault(_plain(alias), model.id)
            if other != model.id or model.aliases.count(alias) > 1 or alias == model.name:
                yield model.id, alias, other


def _plain(name: str) -> str:
    """A name as people type it: small letters and digits."""
    return "".join(sign for sign in name.lower() if sign.isalnum())
