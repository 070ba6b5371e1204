r"""LaTeX in a field of ``refs.bib``: read as text with its mark-up, or refused.

What BibTeX reads is the rule: a percent sign, ``&``, ``#`` and ``_`` stand for themselves, and an
address is taken as it is. ``latexcodec`` knows the names of signs; structure (italics, sub- and
superscripts, accents, plain formulas, addresses) is read here. Anything else is an error, because
it would be printed as it stands.
"""

from __future__ import annotations

import codecs
import functools
import re
import unicodedata
from typing import TypeAlias

import latexcodec  # noqa: F401 (registers the codec)
from pybtex.richtext import BaseText, HRef, Protected, Tag, Text

from livingreview.references import urls

Part: TypeAlias = "str | BaseText"
_MARKED = re.compile(r"[\\{}$~`]|--|''|https?://", re.I)
_TOKEN = re.compile(
    r"""(?P<address>\bhttps?://[^\s<>"'`|\\^{}]+) | \\(?P<word>[A-Za-z]+)[ ]* | \\(?P<sign>.)
    | (?P<plain>---|--|``|''|[?!]`|[^\\])""",
    re.X | re.S | re.I,
)
_LIGATURES = {
    "---": "—", "--": "–", "``": "“", "''": "”", "?`": "¿", "!`": "¡", "~": "\N{NO-BREAK SPACE}",
}  # fmt: skip
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331", "textcommabelow": "\u0326",
}  # fmt: skip
_ALONE = {"~": "~", "^": "^"}  # the accents that stand for a sign where no letter follows: \~{}
_SPACES = {" ": " ", **dict.fromkeys((",", ";", ":", "quad"), "\N{NO-BREAK SPACE}")}
_NOTHING = ("!", "-", "/")
_TAGS = {
    "textit": "em", "emph": "em", "textsl": "em", "mathit": "em", "textbf": "strong",
    "mathbf": "strong", "texttt": "tt", "textsuperscript": "sup", "textsubscript": "sub",
}  # fmt: skip
_WORDS = ("textrm", "textsf", "textup", "textmd", "textnormal", "text", "mbox")
_UPRIGHT = ("mathrm", "mathsf", "operatorname")
_SWITCHES = {"em": "em", "it": "em", "itshape": "em", "sl": "em", "bf": "strong",
             "bfseries": "strong"}  # fmt: skip
_NAMED = {
    "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "dots": "…", "textellipsis": "…",
    "textasciicircum": "^", "textless": "<", "textgreater": ">", "textbar": "|", "textmu": "μ",
    "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "le": "≤", "ge": "≥",
    "ne": "≠", "ll": "≪", "gg": "≫", "to": "→", "propto": "∝", "prime": "′", "circ": "∘",
    "sim": "∼", "varepsilon": "ε", "vartheta": "ϑ", "lbrace": "{", "rbrace": "}",
}  # fmt: skip
_REMEDY = r"write the signs themselves, or \textit, \textsuperscript and \textsubscript"
_LITERAL = "%&#_$ {}"
_EXPORTED = re.compile(
    r"""(?P<kept>\\(?:url|href)\s*\{[^{}]*\} | \\. | (?<!\\)\$[^$]*\$)
    | (?P<address>\bhttps?://[^\s<>"'`|\\^{}]+) | (?P<sign>[%&#_^])""",
    re.X | re.S | re.I,
)


class LatexError(ValueError):
    """What cannot be printed as it is meant: ``found`` and ``remedy``, each a phrase."""

    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(f"{found}; {remedy}")
        self.found, self.remedy = found, remedy


@functools.cache
def rich(latex: str) -> Text:
    """A field of ``refs.bib`` as text: italics and the like as tags, ``Protected`` where braces
    keep capitals.

    Raises LatexError where it holds what no output could print.
    """
    return _Reader(latex).text() if _MARKED.search(latex) else Text(latex)


def plain(latex: str) -> str:
    """The same as words alone. Raises LatexError."""
    return str(rich(latex))


def exported(latex: str) -> str:
    """The field as LaTeX takes it too: signs it would read as commands are written as signs."""

    def written(match: re.Match[str]) -> str:
        if match["address"]:
            url = next(urls.in_text(match["address"]))
            return f"\\url{{{url}}}" + exported(match["address"][len(url) :])
        if match["sign"]:
            return r"\^{}" if match["sign"] == "^" else "\\" + match["sign"]
        return match[0]

    return _EXPORTED.sub(written, latex)


class _Reader:
    """Reads one field from its first sign to its last."""

    def __init__(self, latex: str) -> None:
        self.latex, self.place = latex, 0
        self.quoted = False  # within a quotation that ` opened

    def text(self) -> Text:
        return Text(*self.until(""))

    # -- what a place holds

    def ahead(self) -> str:
        return self.latex[self.place : self.place + 1]

    def token(self) -> re.Match[str]:
        match = _TOKEN.match(self.latex, self.place)
        if match is None:
            raise LatexError("the field ends in the middle of a command", "mend its end")
        self.place = match.end()
        return match

    # -- text

    def until(self, end: str, math: bool = False) -> list[Part]:
        """The parts up to the sign ``end``, which is read too; empty means the end of the field."""
        parts: list[Part] = []
        while self.place < len(self.latex):
            if end and self.ahead() == end:
                self.place += 1
                return parts
            opened = self.place
            token = self.token()
            if token["word"] in _SWITCHES:
                return [*parts, Tag(_SWITCHES[token["word"]], *self.until(end, math))]
            if token["plain"] == "}":
                raise LatexError("a brace closes what none opened", "mend the braces")
            parts += (self.math if math else self.words)(token, opened)
        if end:
            sign, remedy = ("$", r"write \$ for the sign") if end == "$" else ("{", "mend it")
            raise LatexError(f"a {sign} is not closed", remedy)
        return parts

    def words(self, token: re.Match[str], opened: int) -> list[Part]:
        if token["address"]:
            return [self.address(opened)]
        if token["word"] or token["sign"]:
            return self.command(token, math=False)
        sign: str = token["plain"]
        if sign == "{":
            return [self.group(opened)]
        if sign == "$":
            if self.ahead() == "$":
                raise LatexError("$$ sets a formula apart", "write the formula between single $")
            return self.until("$", math=True)
        if sign == "`":
            self.quoted = True
            return ["‘"]
        if sign == "'" and self.quoted and not self.ahead().isalpha():
            self.quoted = False
            return ["’"]
        return [_LIGATURES.get(sign, sign)]

    def address(self, opened: int) -> BaseText:
        """An address in running text, as it is."""
        url = next(urls.in_text(self.latex[opened:]))
        self.place = opened + len(url)
        if self.ahead() in ("\\", "{"):
            shown = self.latex[opened:].split()[0]
            raise LatexError(
                f"{shown} is an address with LaTeX in it", "write the address as it is"
            )
        return HRef(url, url)

    def group(self, opened: int) -> BaseText:
        """Braces keep capitals, unless they hold one letter that a command makes."""
        text = Text(*self.until("}"))
        is_letter = len(str(text)) == 1 and self.latex.startswith("\\", opened + 1)
        return text if is_letter else Protected(text)

    # -- formulas

    def math(self, token: re.Match[str], opened: int) -> list[Part]:
        if token["word"] or token["sign"]:
            return self.command(token, math=True)
        sign = self.latex[opened]
        self.place = opened + 1  # neither ligatures nor addresses
        if sign == "{":
            return self.until("}", math=True)
        if sign in "_^":
            inside = self.argument(math=True)
            if sign == "^" and str(Text(*inside)) == "∘":
                return ["°"]
            return [Tag("sub" if sign == "_" else "sup", *inside)]
        if sign.isascii() and sign.isalpha():
            return [Tag("em", sign)]
        return ["" if sign == " " else {"-": "−", "'": "′", "~": " "}.get(sign, sign)]

    # -- commands

    def argument(self, math: bool) -> list[Part]:
        """What a command works on: a group, a command or one sign."""
        while self.ahead() == " ":
            self.place += 1
        if not self.ahead():
            raise LatexError("the field ends where a command needs more", "mend its end")
        if self.ahead() == "{":
            self.place += 1
            return self.until("}", math)
        opened = self.place
        token = self.token()
        if token["plain"] or token["address"]:
            self.place = opened + 1
            sign = self.latex[opened]
            return [Tag("em", sign)] if math and sign.isascii() and sign.isalpha() else [sign]
        return self.command(token, math)

    def verbatim(self) -> str:
        """An argument that is an address, as it is."""
        match = re.compile(r"\s*\{\s*(https?://[^\s{}\\]+)\s*\}").match(self.latex, self.place)
        if match is None:
            remedy = "write the address in braces as it is, https and all"
            raise LatexError("a command for an address holds none", remedy)
        self.place = match.end()
        return match[1]

    def command(self, token: re.Match[str], math: bool) -> list[Part]:
        name = token["word"] or token["sign"]
        if token["sign"] and name in _LITERAL:
            return [name]
        if name in _SPACES:
            return [_SPACES[name]]
        if name in _NOTHING:
            return []
        if name in _TAGS:
            return [Tag(_TAGS[name], *self.argument(math and name.startswith("math")))]
        if name in _WORDS:
            return self.argument(math=False)
        if name in _UPRIGHT and math:
            return [_upright(part) for part in self.argument(math=True)]
        if name == "ensuremath":
            return self.argument(math=True)
        if name == "url":
            url = self.verbatim()
            return [HRef(url, url)]
        if name == "href":
            url = self.verbatim()
            return [HRef(url, *self.argument(math=False))]
        if name in _ACCENTS and not math:
            return [self.accented(name)]
        if name == "mathbb" and math:
            return [_double_struck(str(Text(*self.argument(math=True))))]
        sign = _sign(name) if token["word"] else ""
        if not sign:
            raise LatexError(f"\\{name} would be printed as it stands", _REMEDY)
        return [sign]

    def accented(self, accent: str) -> str:
        letters = str(Text(*self.argument(math=False))).replace("ı", "i").replace("ȷ", "j")
        if not letters.strip():
            if accent not in _ALONE:
                raise LatexError(
                    f"\\{accent} stands over no letter", "write the letter itself, as in ü"
                )
            return _ALONE[accent]
        whole = unicodedata.normalize("NFD", letters[0]) + _ACCENTS[accent]
        return unicodedata.normalize("NFC", whole) + letters[1:]


def _upright(part: Part) -> Part:
    """A letter of a formula without its italics."""
    return str(part) if isinstance(part, Tag) and part.name == "em" else part


@functools.cache
def _sign(name: str) -> str:
    """The sign that a command stands for; empty if nobody knows it."""
    if name in _NAMED:
        return _NAMED[name]
    for latex in (f"\\{name}", f"$\\{name}$"):
        read: str = codecs.decode(latex, "ulatex")  # type: ignore[call-overload]
        if "\\" not in read and "$" not in read:
            return read
    return {"j": "ȷ"}.get(name, "")


def _double_struck(letter: str) -> str:
    for block in ("DOUBLE-STRUCK CAPITAL ", "MATHEMATICAL DOUBLE-STRUCK CAPITAL "):
        try:
            return unicodedata.lookup(block + letter)
        except KeyError:
            continue
    raise LatexError(
        rf"\mathbb{{{letter}}} would be printed as it stands", "write it in another way"
    )
