"""Two branch offices' iuran files of a month: own layouts, and the faults that single rows have."""

from collections.abc import Sequence
from random import Random
from typing import Final

from pipeline.core import formats
from pipeline.core.periods import Period
from pipeline.demo.data import demo_data, draw
from pipeline.demo.exporting import Row, csv_bytes, sheets_bytes
from pipeline.demo.payments import MAJAPAHIT, PEMUDA, Payment
from pipeline.demo.workers import TRANSPORT
from pipeline.demo.writing import (
    DATE_FORMS,
    MONTH_FORMS,
    RUPIAH_FORMS,
    excel_number,
    mistyped,
    month_range,
)

_FULL_NIP: Final = 18
_NUMBER_CELLS: Final = 0.6
_DATE_CELLS: Final = 0.7
_WITH_SECTOR: Final = 0.3


class BranchFile:
    """One branch's file of one month; `payments` are those received then."""

    def __init__(self, payments: Sequence[Payment], month: Period, rng: Random) -> None:
        self._payments = sorted(payments, key=lambda payment: payment.day)
        self._month = month
        self._rng = rng
        self._layout = demo_data("layouts")
        self._data = demo_data("behaviour")

    def file(self, branch: str) -> tuple[str, bytes]:
        """Return name and bytes of the file of `branch`."""
        name = self._layout["berkas"][branch].format(bulan=self._month)
        return name, self._pemuda() if branch == PEMUDA else self._majapahit()

    def _pemuda(self) -> bytes:
        words, header = self._layout["kata"], self._layout["pemuda"]
        title = words["cabang_pemuda"].format(nama_bulan=self._month.name)
        numbers = [f"({place})" for place in range(1, len(header) + 1)]
        body = [
            self._pemuda_row(number, payment) for number, payment in enumerate(self._payments, 1)
        ]
        total = sum(payment.rupiah for payment in self._payments)
        rows: list[Row] = [(words["judul_pemuda"],), (title,), (), header, numbers, *body]
        return sheets_bytes([("Rekap", rows + self._closing(total, header.index("JUMLAH IURAN")))])

    def _closing(self, total: int, column: int) -> list[Row]:
        words, before = self._layout["kata"], [""] * column
        place = words["tempat_tanggal"].format(tanggal=formats.date(self._month.last_day))
        sums: list[object] = [f"{words['jumlah']}:", *before[1:], total]
        return [sums, (), [*before, "", place], [*before, "", words["penanda_iuran"]]]

    def _pemuda_row(self, number: int, payment: Payment) -> Row:
        fault = self._fault_of(payment)
        nik, kpj = self._keys(payment, fault)
        return (
            number,
            self._nip(payment, fault),
            payment.signature.name,
            payment.signature.nik,
            payment.signature.opd,
            nik,
            kpj,
            payment.worker.job,
            self._sector(payment),
            self._months(payment, fault),
            self._amount(payment, fault),
            self._day(payment, fault),
            self._status(payment, fault),
            self._source(payment, fault),
            str(self._rng.randrange(10**11, 10**12)),
        )

    def _majapahit(self) -> bytes:
        rows = [self._majapahit_row(payment) for payment in self._payments]
        return csv_bytes([self._layout["majapahit"], *rows], ";")

    def _majapahit_row(self, payment: Payment) -> Row:
        fault = self._fault_of(payment)
        nik, kpj = self._keys(payment, fault)
        day = "" if fault == "tanpa_tanggal" else self._rng.choice(DATE_FORMS)(payment.day)
        return (
            self._nip(payment, fault),
            payment.signature.name,
            payment.signature.nik,
            nik,
            payment.worker.name,
            kpj,
            payment.worker.job,
            self._sector(payment),
            *self._begin_end_count(payment, fault),
            self._written_amount(payment, fault),
            day,
            self._status(payment, fault),
            self._source(payment, fault),
        )

    def _fault_of(self, payment: Payment) -> str | None:
        fault = draw(self._rng, self._data["cacat_baris"])
        return None if payment.reliable else fault

    def _nip(self, payment: Payment, fault: str | None) -> object:
        nip = payment.signature.nip
        if len(nip) != _FULL_NIP or not nip.isdigit():
            return nip
        if fault == "nip_angka" and payment.branch == PEMUDA:
            return excel_number(nip)
        if fault == "salah_ketik":
            return mistyped(self._rng, nip)
        return (
            formats.nip(nip)
            if fault is None and payment.branch == MAJAPAHIT and self._rng.random() < 0.1
            else nip
        )

    def _keys(self, payment: Payment, fault: str | None) -> tuple[str, str]:
        if fault == "tanpa_pekerja":
            return "", "-"
        return ("" if fault == "kpj_saja" else payment.worker.nik), payment.worker.kpj

    def _sector(self, payment: Payment) -> str:
        transport = payment.worker.sector == TRANSPORT
        return "Transportasi" if transport and self._rng.random() < _WITH_SECTOR else ""

    def _months(self, payment: Payment, fault: str | None) -> str:
        if fault == "tanpa_bulan":
            return str(self._rng.choice(self._data["kata"]["bulan_rusak"]))
        return month_range(self._rng, payment.first, payment.last)

    def _begin_end_count(self, payment: Payment, fault: str | None) -> tuple[str, str, object]:
        """Return BLTH AWAL, BLTH AKHIR and JML BULAN: either the end or the count is filled in."""
        if fault == "tanpa_bulan":
            return str(self._rng.choice(self._data["kata"]["bulan_rusak"])), "", ""
        form = self._rng.choice(MONTH_FORMS)
        if self._rng.random() < 0.5:
            return form(payment.first), form(payment.last), ""
        return form(payment.first), "", payment.last.index - payment.first.index + 1

    def _amount(self, payment: Payment, fault: str | None) -> object:
        as_number = fault != "nominal_rusak" and self._rng.random() < _NUMBER_CELLS
        return payment.rupiah if as_number else self._written_amount(payment, fault)

    def _written_amount(self, payment: Payment, fault: str | None) -> str:
        if fault == "nominal_rusak":
            return str(self._rng.choice(self._data["kata"]["nominal_rusak"]))
        return self._rng.choice(RUPIAH_FORMS)(payment.rupiah)

    def _day(self, payment: Payment, fault: str | None) -> object:
        if fault == "tanpa_tanggal":
            return ""
        as_date = self._rng.random() < _DATE_CELLS
        return payment.day if as_date else self._rng.choice(DATE_FORMS)(payment.day)

    def _status(self, payment: Payment, fault: str | None) -> str:
        return (
            str(self._rng.choice(self._data["kata"]["status_aneh"]))
            if fault == "status_aneh"
            else payment.status
        )

    def _source(self, payment: Payment, fault: str | None) -> str:
        return (
            str(self._rng.choice(self._data["kata"]["sumber_aneh"]))
            if fault == "sumber_aneh"
            else payment.source
        )
