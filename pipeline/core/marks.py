"""What our workbook tells programs of itself: marks, as custom document properties (contract §6).

Written by rendering, read back by reading; the names of the properties are known here only.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, Self

OPD_REPORT: Final = "laporan-opd"
CITY_REPORT: Final = "rekap-kota"
CITY_NAMES: Final = "nama-kota"
QUALITY_REPORT: Final = "mutu-data"
SUGGESTIONS: Final = "usulan"
RECEIPT: Final = "berita-acara"


@dataclass(frozen=True)
class Marks:
    """Which document a workbook is.

    Its fields are the names of the properties, "" is one that it does not have.

    Only an OPD's report has kode_opd and tanda, the signature over everybody in it.
    """

    dokumen: str = ""
    periode: str = ""
    kode_opd: str = ""
    revisi: str = ""
    tanda: str = ""

    @classmethod
    def from_properties(cls, properties: Mapping[str, str]) -> Self:
        """Return the marks among the properties of any workbook; others are passed over."""
        return cls(**{name: properties.get(name, "") for name in cls.__dataclass_fields__})

    def properties(self) -> dict[str, str]:
        """Return name -> text of the properties that the workbook has."""
        return {name: text for name, text in asdict(self).items() if text}

    def is_report_of(self, kode_opd: str, periode: str) -> bool:
        """Tell whether the workbook is the report of this OPD for this period."""
        return (self.dokumen, self.kode_opd, self.periode) == (OPD_REPORT, kode_opd, periode)

    def is_signed_report(self) -> bool:
        """Tell whether the workbook says of itself all that an OPD's report does."""
        return self.dokumen == OPD_REPORT and all(
            (self.periode, self.kode_opd, self.revisi, self.tanda)
        )
