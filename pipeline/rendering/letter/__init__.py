"""The letter of an OPD's secretary, the nota dinas, and the only place that knows python-docx.

Takes: an OpdReport. Gives: the bytes of a .docx, the same report the same bytes. Raises: nothing.
Knows nothing of: workbooks and pages; what they say alike stands in rendering/columns and
rendering/sentences.
"""

from pipeline.rendering.letter.nota_dinas import nota_dinas

__all__ = ["nota_dinas"]
