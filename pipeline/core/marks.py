"""What our workbook tells programs of itself: marks, as custom document properties (contract §6).

Written by rendering, read back by reading; the names of the properties are known here only. The
cover of an OPD's report bears them in a cell too: not every office program keeps properties.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, Self

from pipeline.core.periods import Period

OPD_REPORT: Final = "laporan-opd"
CITY_REPORT: Final = "rekap-kota"
CITY_NAMES: Final = "nama-kota"
QUALITY_REPORT: Final = "mutu-data"
SUGGESTIONS: Final = "usulan"
RECEIPT: Final = "berita-acara"
SLIP: Final = "jawaban"
# The lists of people of an OPD's report; each stands on a sheet of its own and is signed by itself.
LISTS: Final = ("belum", "sudah", "dikecualikan")
SIGNED: Final = "hmac-sha256-2:"
# How workbooks were signed before: over marks and people written one below the other, all lists
# in one, and where there was no key by a plain hash.
_OLD_FORMS: Final = ("hmac-sha256:", "sha256:")
_CODE: Final = r"[A-Z0-9][A-Z0-9-]{0,39}"
_REVISION: Final = r"r[0-9]{2,4}"
_SIGNATURE: Final = rf"(?:{'|'.join((SIGNED, *_OLD_FORMS))})[0-9a-f]{{64}}"
# What a unit of an OPD is called among its fellows: made by us of its name (reporting/units.py).
_UNIT: Final = r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?"
_ON_THE_COVER: Final = re.compile(
    rf"([0-9]{{4}}-[0-9]{{2}}) ({_CODE})(?:/({_UNIT}))? ({_REVISION}) ({SIGNED}[0-9a-f]{{64}})"
)


@dataclass(frozen=True)
class Marks:
    """Which document a workbook is.

    Its fields are the names of the properties, "" is one that it does not have.

    Only an OPD's report has kode_opd and tanda, the signature over everybody in it; only that of
    one of its units has unit.
    """

    dokumen: str = ""
    periode: str = ""
    kode_opd: str = ""
    revisi: str = ""
    tanda: str = ""
    unit: str = ""

    @classmethod
    def from_properties(cls, properties: Mapping[str, str]) -> Self:
        """Return the marks among the properties of any workbook; others are passed over."""
        return cls(**{name: properties.get(name, "") for name in cls.__dataclass_fields__})

    @classmethod
    def from_cover(cls, text: str) -> Self | None:
        """Return the marks that `text`, a cell of an OPD's cover, bears; None for another text."""
        found = _ON_THE_COVER.fullmatch(text.strip())
        if found is None:
            return None
        month, code, unit, revision, signed = found.groups()
        return cls(OPD_REPORT, month, code, revision, signed, unit or "")

    def on_cover(self) -> str:
        """Return the marks as the cover bears them; "" for a report that nobody signed."""
        whose = f"{self.kode_opd}/{self.unit}" if self.unit else self.kode_opd
        named = (self.periode, whose, self.revisi, self.tanda)
        return " ".join(named) if self.tanda else ""

    def all_texts(self) -> dict[str, str]:
        """Return name -> text of all the marks, "" for those that it does not have."""
        return {name: str(text) for name, text in asdict(self).items()}

    def properties(self) -> dict[str, str]:
        """Return name -> text of the properties that the workbook has."""
        return {name: text for name, text in self.all_texts().items() if text}

    def is_report_of(self, kode_opd: str, periode: str) -> bool:
        """Tell whether the workbook is the report of this whole OPD for this period."""
        of_all = not self.unit
        return of_all and (self.dokumen, self.kode_opd, self.periode) == (
            OPD_REPORT,
            kode_opd,
            periode,
        )

    def is_signed_report(self) -> bool:
        """Tell whether the workbook says of itself all that an OPD's report does, in its form.

        What has not its form (a period, a code, rNN, a signature) is nobody's (contract §6).
        """
        return (
            self.dokumen == OPD_REPORT
            and _is_month(self.periode)
            and re.fullmatch(_CODE, self.kode_opd) is not None
            and re.fullmatch(_REVISION, self.revisi) is not None
            and re.fullmatch(_SIGNATURE, self.tanda) is not None
            and (not self.unit or re.fullmatch(_UNIT, self.unit) is not None)
        )

    def is_signed_the_old_way(self) -> bool:
        """Tell whether the signature has a form in which none is made any more."""
        return self.tanda.startswith(_OLD_FORMS)


def _is_month(text: str) -> bool:
    """Tell whether `text` is a month just as we write it: it is compared as text from here on."""
    try:
        return str(Period.parse(text)) == text
    except ValueError:
        return False
