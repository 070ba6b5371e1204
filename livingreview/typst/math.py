r"""LaTeX formulas to Typst: a reviewed table first, then a converter that is checked.

``math.json`` maps TeX to Typst.  What stands there was looked at by a person and is used as it is,
so that a new version of the converter cannot change a formula unseen.  Any other formula goes
through ``tex2typst`` and is then checked: the Typst side is evaluated, and the signs it would print
(letters, digits, brackets, operators) and its structure (scripts, fractions, roots, accents, bold
and script letters) must be those of the TeX side.  A parenthesis that gets lost, a command that is
printed as a word or a command this module does not know is a :class:`FormulaError`, never a guess.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import typst

TABLE = Path(__file__).with_name("math.json")

#: Commands that print a sign.
SYMBOLS: dict[str, str] = json.loads(
    Path(__file__).with_name("signs.json").read_text(encoding="utf-8")
)
#: Commands that print their own name.
NAMES = {
    "log", "ln", "lg", "exp", "min", "max", "arg", "sup", "inf", "lim", "det", "Pr", "dim", "sin",
    "cos", "tan", "tanh", "sinh", "cosh", "gcd", "ker", "deg",
}  # fmt: skip
#: Commands that set an accent (the sign Typst uses for it).
ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303",
    "bar": "\u0304", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308",
}  # fmt: skip
#: Commands that build something: the marks by which both sides count it.
STRUCTURES = {
    "frac": "frac", "sqrt": "root", "binom": "binom", "overline": "overline",
    "underline": "underline", "underbrace": "underbrace", "overbrace": "overbrace",
    "overset": "^", "underset": "_",
}  # fmt: skip
#: Commands that only change the letters: the Typst function each becomes.
STYLES = {
    "mathbf": "bold", "boldsymbol": "bold", "mathcal": "cal", "mathsf": "sans", "mathtt": "mono",
    "mathfrak": "frak", "mathscr": "scr", "mathit": "italic", "mathbb": "bb",
}  # fmt: skip
#: Commands without ink.
BLANKS = {"quad", "qquad", "left", "right", "mathrm", "displaystyle", "textstyle"}
BLANK_SIGNS = {",", ";", ":", "!", ">", "\\", " "}
#: Environments, and the brackets each draws.
ENVIRONMENTS = {
    "aligned": "", "align": "", "align*": "", "cases": "{", "matrix": "", "array": "",
    "pmatrix": "()", "bmatrix": "[]", "Bmatrix": "{}", "vmatrix": "||", "Vmatrix": "‖‖",
}  # fmt: skip

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.S)

#: Lists what a piece of Typst math prints: "t" + text, or "m" + a mark of structure.
_INK = """{
let silent = ("block", "alt", "size", "styles", "limits", "amount", "weak", "class", "numbering",
  "align", "gap", "row-gap", "column-gap", "augment", "reverse", "inline", "stretch", "dotless",
  "style", "delim")
let marked = ("frac", "root", "binom", "overline", "underline", "underbrace", "overbrace")
let scripts = (t: "^", tl: "^", tr: "^", b: "_", bl: "_", br: "_", annotation: "_")
let ink(it) = {
  if type(it) == str { ("t" + it,) }
  else if type(it) == symbol { ("t" + str(it),) }
  else if type(it) == array { it.map(ink).join(default: ()) }
  else if type(it) == content {
    let name = repr(it.func())
    let fields = it.fields()
    if name == "primes" { return ("t" + "′" * fields.count,) }
    if name in marked { ("m" + name,) }
    if name == "mat" or name == "vec" {
      let delim = fields.at("delim", default: ("(", ")"))
      ink(if type(delim) == array { delim } else { (delim, delim) })
    }
    if name == "cases" { ink(fields.at("delim", default: ("{",)).first()) }
    for (key, value) in fields {
      if key in silent { continue }
      if key in scripts and not (type(value) == content and value.func() == math.primes) {
        ("m" + if name == "overbrace" { "^" } else { scripts.at(key) },)
      }
      ink(value)
    }
  } else { () }
}
ink($FORMULA$)
}"""


class FormulaError(ValueError):
    """A formula that cannot be set; the message says why and what to do."""


def load_table(path: Path = TABLE) -> dict[str, str]:
    """Return the reviewed formulas of *path*, TeX (white space folded) to Typst."""
    return {fold(tex): out for tex, out in json.loads(path.read_text(encoding="utf-8")).items()}


def fold(tex: str) -> str:
    """Return *tex* with white space folded: the form in which formulas are compared."""
    return " ".join(tex.split())


def unreviewed(formulas: Iterable[str], table: Mapping[str, str]) -> list[str]:
    """Return the *formulas* that *table* does not hold, each once, in order."""
    return [tex for tex in dict.fromkeys(map(fold, formulas)) if tex not in table]


class Converter:
    """Turns TeX into Typst math and remembers what it did."""

    def __init__(self, table: Mapping[str, str], fonts: typst.Fonts) -> None:
        self.table = dict(table)
        self.made: dict[str, str] = {}
        self.fonts = fonts

    def __call__(self, tex: str) -> str:
        """Return the Typst math (without the dollars) for *tex*, or raise FormulaError."""
        tex = fold(tex)
        if tex in self.table:
            return self.table[tex]
        if tex not in self.made:
            expected = tex_ink(tex)
            out = convert(tex)
            compare(expected, typst_ink(out, self.fonts))
            self.made[tex] = out
        return self.made[tex]


@functools.cache
def converter() -> Converter:
    """The one of this run, so that no output converts and compares a formula that another did."""
    return Converter(load_table(), typst.Fonts(include_system_fonts=False))


def convert(tex: str) -> str:
    """Return what the converter makes of *tex*, its known gaps filled; unchecked."""
    try:
        from tex2typst import tex2typst
    except ImportError as error:
        raise FormulaError(
            "it is not in math.json and the converter is not installed; run `make`"
        ) from error
    try:
        out = str(tex2typst(_prepare(tex)))
    except Exception as error:  # the converter has no error class of its own
        reason = str(error).splitlines()[0]
        raise FormulaError(f"the converter says: {reason}; write it in plain LaTeX") from error
    for old, new in (("dot.circle", "dot.o"), ("times.circle", "times.o"),
                     ("plus.circle", "plus.o"), ("circle.small", "compose"),
                     ("dif", "upright(d)")):  # fmt: skip
        out = re.sub(rf"(?<![\w.\"]){re.escape(old)}(?![\w.\"])", new, out)
    return out


def _prepare(tex: str) -> str:
    """Write *tex* with the commands that the converter knows."""
    tex = re.sub(r"\\[dt]frac\b", r"\\frac", tex)
    tex = re.sub(r"\\(?:big|Big|bigg|Bigg)[lrm]?(?![A-Za-z])", "", tex)
    for name, bar in (("vert", "|"), ("Vert", r"\\|")):
        tex = re.sub(rf"\\l{name}(?![A-Za-z])", rf"\\left{bar}", tex)
        tex = re.sub(rf"\\r{name}(?![A-Za-z])", rf"\\right{bar}", tex)
    tex = re.sub(r"\\middle\s*(\||\\vert(?![A-Za-z]))", r"\\mid ", tex)
    tex = tex.replace("{,}", r"\text{,}")
    cases = r"\\begin\{cases\}.*?\\end\{cases\}"
    return re.sub(cases, lambda found: found[0].replace("&", r"& \quad "), tex, flags=re.S)


def tex_ink(tex: str) -> Counter[str]:
    """Return the signs and marks that *tex* must print.

    Raises FormulaError for a command that this module does not know.
    """
    ink: Counter[str] = Counter()
    tokens = _TOKEN.findall(_prepare(tex))
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        name = token[1:]
        if token in ("\\text", "\\operatorname", "\\operatorname*"):
            word, at = _group(tokens, at, name)
            ink.update(_signs(_word(token, word)))
        elif token in ("\\begin", "\\end"):
            word, at = _group(tokens, at, name)
            if word not in ENVIRONMENTS:
                raise FormulaError(f"the environment {word} is not known; use aligned or a matrix")
            if name == "begin":
                ink.update(ENVIRONMENTS[word])
                if word == "array":
                    at = _group(tokens, at, name)[1]
        elif token == "\\sqrt" and tokens[at : at + 1] == ["["] and "]" in tokens[at:]:
            ink["mark root"] += 1
            del tokens[tokens.index("]", at)], tokens[at]
        elif token in ("\\left", "\\right"):
            at += tokens[at : at + 1] == ["."]
        elif token in ("^", "_"):
            ink["mark " + token] += 1
        elif token.startswith("\\") and token[1:2].isalpha():
            ink.update(_command(name))
        elif token.startswith("\\"):
            ink.update("‖" if name == "|" else "" if name in BLANK_SIGNS else name)
        elif token not in "{}&~":
            ink.update(_signs({"-": "−", "*": "∗", "'": "′"}.get(token, token)))
    return ink


def _command(name: str) -> list[str]:
    """Return the ink of the command *name*."""
    if name in SYMBOLS:
        return _signs(SYMBOLS[name])
    if name in NAMES:
        return list(name)
    if name in ACCENTS:
        return [ACCENTS[name]]
    if name in STRUCTURES:
        return ["mark " + STRUCTURES[name]]
    if name in STYLES:
        return ["mark " + STYLES[name]]
    if name == "bmod":
        return list("mod")
    if name in BLANKS:
        return []
    raise FormulaError(
        f"\\{name} is not a command this book can set; use plain LaTeX, "
        "or add the formula with its Typst form to math.json after looking at it"
    )


def _group(tokens: list[str], at: int, name: str) -> tuple[str, int]:
    """Return the text in the braces that begin at *at*, and the place after them."""
    while at < len(tokens) and tokens[at].isspace():
        at += 1
    if tokens[at : at + 1] != ["{"]:
        raise FormulaError(f"\\{name} needs braces after it")
    try:
        end = tokens.index("}", at)
    except ValueError:
        raise FormulaError("a brace is not closed") from None
    return "".join(tokens[at + 1 : end]), end + 1


def _word(command: str, word: str) -> str:
    """Return what the text *word* of a command prints."""
    if command != "\\text" and not re.fullmatch(r"[A-Za-z0-9 -]+", word):
        raise FormulaError(
            f"{command}{{{word}}}: only letters and digits may stand there; "
            "write \\arg\\min, or the name in one word"
        )
    word = re.sub(r"\\([_%#&$])", r"\1", word)
    if re.search(r"[\\${]", word):
        raise FormulaError("no command, formula or brace may stand inside \\text")
    return word


def _signs(text: str) -> list[str]:
    """Return the visible signs of *text*, letters of special alphabets as plain letters."""
    return [
        unicodedata.normalize("NFKC", sign)
        if unicodedata.decomposition(sign).startswith("<font>")
        else sign
        for sign in text
        if not sign.isspace()
    ]


def typst_ink(out: str, fonts: typst.Fonts) -> Counter[str]:
    """Return the signs and marks that the Typst math *out* prints, or raise FormulaError."""
    compiler = typst.Compiler(b"", font_paths=fonts, ignore_system_fonts=True)
    try:
        tokens = json.loads(compiler.eval(_INK.replace("FORMULA", out)))
    except (typst.TypstError, RuntimeError) as error:
        reason = str(error).removeprefix("failed to evaluate expression: ").splitlines()[0]
        raise FormulaError(f"Typst says: {reason}; write it in plain LaTeX") from error
    ink: Counter[str] = Counter()
    for token in tokens or []:
        ink.update(_signs(token[1:]) if token[0] == "t" else ["mark " + token[1:]])
    for style in set(STYLES.values()):
        ink["mark " + style] += len(re.findall(rf"\b{style}\(", out))
    ink["mark bb"] += len(re.findall(r"(?<![A-Za-z.])([A-Z])\1(?![A-Za-z])", out))
    return ink


def compare(expected: Counter[str], found: Counter[str]) -> None:
    """Raise FormulaError if the two inks differ, naming what was lost and what was added."""
    lost, added = expected - found, found - expected
    if lost or added:
        parts = [
            f"{word} {' '.join(sorted(ink.elements()))}"
            for word, ink in (("loses", lost), ("adds", added))
            if ink
        ]
        raise FormulaError(
            f"the conversion {' and '.join(parts)}; write it more simply, "
            "or add the formula with its Typst form to math.json after looking at it"
        )
