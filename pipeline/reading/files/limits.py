"""How much one file may take, all from the policy's `batas.ukuran_terurai` (contract §2.6)."""

from dataclasses import dataclass
from typing import Final

# No filled cell of a workbook's XML is shorter than <c r="A1"><v>1</v></c>: a table of more cells
# than fit into the size limit is one cell at the far end of an empty sheet. At the 512 MiB of the
# policy these are 24 million cells.
_CELL: Final = 22
# At 512 MiB the 1,048,576 rows that Excel has: a longer file cannot be opened by who must mend it.
_ROW: Final = 512
# Excel has no more columns either.
MOST_COLUMNS: Final = 16_384
# The reader holds some 80 bytes a cell; 24 million cells and the unpacked parts take 3 GiB at the
# most.
_MEMORY: Final = 5
_PROGRAM: Final = 2**30


@dataclass(frozen=True)
class Limits:
    """The bytes to which a file may unpack, and what follows from them."""

    size: int

    @property
    def cells(self) -> int:
        return self.size // _CELL

    @property
    def rows(self) -> int:
        return self.size // _ROW

    def of_a_workbook(self) -> dict[str, int]:
        """Return the limits as reading.opener takes them."""
        memory = _PROGRAM + _MEMORY * self.size
        return {"sel": self.cells, "baris": self.rows, "teks": 2 * self.size, "memori": memory}
