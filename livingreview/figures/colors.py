"""The colors of figures, named by what they mean: one drawing serves light, dark and print.

On a page each is a CSS variable: those of the page itself, or our own, which ``conf.py`` gives to
furo by ``page``. ``flat`` writes the light values into a drawing, for PDF, EPUB, Word and PNG.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Mode = Literal["light", "dark"]


class Color(NamedTuple):
    """The CSS variable of a color, and its values."""

    variable: str
    light: str
    dark: str


#: One meaning a color. Hue is never the only sign: shape, side, fill or a word says it, too.
COLORS = {
    # of the page
    "paper": Color("--color-background-primary", "#fffefb", "#12171c"),  # halos, hollow marks
    "band": Color("--color-background-secondary", "#f8f6f0", "#181e24"),  # quiet areas
    "grid": Color("--color-background-border", "#dcdad3", "#323a42"),  # hairlines
    "ink": Color("--color-foreground-primary", "#1c2430", "#dfe3e6"),  # text, axes, baselines
    "second": Color("--color-foreground-secondary", "#47525f", "#a9b2ba"),  # the second voice
    "muted": Color("--color-foreground-muted", "#5d6875", "#929ca6"),  # units, ticks, chance
    "holds": Color("--color-brand-content", "#0b5a7a", "#7cc4e0"),  # the model leads
    "stops": Color("--stop", "#a63d12", "#f0a27c"),  # the baseline leads
    # of figures alone
    "one": Color("--fig-one", "#00705a", "#46cba0"),  # the series or method drawn first
    "two": Color("--fig-two", "#8a3d8f", "#d99ade"),  # the one drawn second
    "three": Color("--fig-three", "#8a6500", "#d9b24a"),  # a third
    "step1": Color("--fig-step1", "#6f9d92", "#477c6f"),  # sizes of one model, small to large
    "step2": Color("--fig-step2", "#37806f", "#3fa888"),
    "step3": Color("--fig-step3", "#00473a", "#5fe3b6"),
    "sure1": Color("--fig-sure1", "#89949e", "#646b74"),  # certainty, very low to high
    "sure2": Color("--fig-sure2", "#6e7b87", "#8a929b"),
    "sure3": Color("--fig-sure3", "#45525f", "#b9bfc6"),
    "sure4": Color("--fig-sure4", "#16202b", "#f0efeb"),
}
_BY_VARIABLE = {color.variable: color for color in COLORS.values()}


def css(name: str) -> str:
    """The color of a meaning as a drawing on a page names it."""
    return f"var({COLORS[name].variable})"


def page(mode: Mode) -> dict[str, str]:
    """The variables that furo's options take: those that only figures use."""
    return {
        color.variable.removeprefix("--"): getattr(color, mode)
        for color in COLORS.values()
        if color.variable.startswith("--fig-")
    }


def flat(svg: str) -> str:
    """The same drawing in fixed colors on white, for readers that know no CSS variables."""
    light = {**_BY_VARIABLE, COLORS["paper"].variable: Color("", "#ffffff", "")}
    return re.sub(r"var\((--[\w-]+)\)", lambda hit: light[hit[1]].light, svg)
