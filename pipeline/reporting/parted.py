"""Rows of many OPDs, parted by OPD once."""

import polars as pl


class Parted:
    """The rows of each OPD of a frame with kode_opd, in the frame's order."""

    def __init__(self, frame: pl.DataFrame, *, named: bool = True) -> None:
        """Part `frame`; with `named` false kode_opd is not among the columns of the parts."""
        parts = frame.partition_by("kode_opd", maintain_order=True)
        self._parts = {part["kode_opd"][0]: part for part in parts}
        self._none = frame.clear()
        for part in () if named else (*parts, self._none):
            part.drop_in_place("kode_opd")

    def of(self, kode: str) -> pl.DataFrame:
        """Return the rows of the OPD `kode`; none where it has none."""
        return self._parts.get(kode, self._none)
