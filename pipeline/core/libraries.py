"""The libraries whose versions show in what is published (contract §6)."""

from typing import Final

LIBRARIES: Final = (
    "polars",
    "openpyxl",
    "python-docx",
    "jinja2",
    "python-calamine",
    "rapidfuzz",
)
