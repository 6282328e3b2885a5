"""The letter of an OPD's secretary, and the only place that knows python-docx."""

from pipeline.rendering.letter.nota_dinas import nota_dinas

__all__ = ["nota_dinas"]
