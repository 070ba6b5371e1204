"""The fonts of the book: figures, share cards, formulas and the PDF are set with these files."""

from pathlib import Path

FONTS = Path(__file__).parent
