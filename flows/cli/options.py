"""The words and options that commands take, each described once (contract §7)."""

from pathlib import Path
from typing import Annotated, Final, Literal

from cyclopts import Parameter, validators

from flows.runtime.choices import Wanted
from pipeline.core.wording import say


def _described(name: str, metavar: str | None = None, as_written: str | None = None) -> Parameter:
    """Describe an option by its sentence in wording.toml; `as_written` is its name where typed."""
    return Parameter(
        name=as_written,
        metavar=metavar,
        help=say(f"bantuan.pilihan.{name}"),
        show_default=False,
        negative=(),
    )


_MONTH: Final = "BULAN"
_CODES: Final = Parameter(consume_multiple=1, negative=())

MonthWord = Annotated[str, _described("bulan", as_written="--bulan")]
FirstMonth = Annotated[str, _described("bulan_awal", as_written="--bulan-awal")]
LastMonth = Annotated[str, _described("bulan_akhir", as_written="--bulan-akhir")]
OneMonth = Annotated[str | None, _described("satu_bulan", as_written="--bulan")]
OneNip = Annotated[str | None, _described("satu_nip", "NIP", "--nip")]
ThisMonth = Annotated[bool, _described("this_month")]
ByGroup = Annotated[bool, _described("by_group")]
Kabar = Annotated[bool, _described("kabar")]
NipWords = Annotated[str, _described("nip", as_written="--nip")]
AsOf = Annotated[str | None, _described("as_of", _MONTH)]
PeriodAsked = Annotated[str | None, _described("period", _MONTH)]
AcceptAnomaly = Annotated[str | None, _described("accept_anomaly", '"ALASAN"')]
AsJson = Annotated[bool, _described("json", as_written="--json")]
DryRun = Annotated[bool, _described("dry_run")]
Only = Annotated[Wanted, _described("only", "PILIHAN")]
AsOfEach = Annotated[bool, _described("as_of_each")]
Repairs = Annotated[Path | None, _described("from_koreksi", "BERKAS.csv", "--from")]
AnswersFile = Annotated[Path, _described("from_jawaban", "BERKAS.csv", "--from")]
AnsweringOpd = Annotated[str | None, _described("opd_penjawab", "KODE", "--opd")]
Received = Annotated[str | None, _described("received", _MONTH)]
Mail = Annotated[Path | None, _described("from_surat", "FOLDER", "--from")]
Opd = Annotated[tuple[str, ...], _CODES, _described("opd", "KODE ...")]
OpdOfPeople = Annotated[tuple[str, ...], _CODES, _described("opd_orang", "KODE ...", "--opd")]
Resend = Annotated[tuple[str, ...], _CODES, _described("resend", "KODE ...")]
Arrived = Annotated[tuple[str, ...], _CODES, _described("arrived", "KODE ...")]
Reminder = Annotated[bool, _described("reminder")]
Port = Annotated[
    int, Parameter(validator=validators.Number(gte=0, lte=65535)), _described("port", "NOMOR")
]
Verify = Annotated[bool, _described("verify")]
Keep = Annotated[int | None, _described("keep", "N")]
SentToo = Annotated[bool, _described("sent_too")]
OlderThan = Annotated[str | None, _described("older_than", "UMUR")]
People = Annotated[
    int | None, Parameter(validator=validators.Number(gte=100)), _described("asn", "N")
]
FleetFile = Annotated[Path, _described("armada", as_written="--armada")]
FleetOption = Annotated[Path | None, _described("armada_serve", "FLEET.toml", "--fleet")]
FleetPeriod = Annotated[str | None, _described("bulan_armada", _MONTH, "--period")]
FleetSize = Annotated[
    int | None,
    Parameter(validator=validators.Number(gte=2, lte=50)),
    _described("armada_contoh", "N", "--fleet"),
]
Agencies = Annotated[
    int | None,
    Parameter(validator=validators.Number(gte=1)),
    _described("banyak_opd", "N", "--opd"),
]
MonthCount = Annotated[
    int, Parameter(validator=validators.Number(gte=1, lte=24)), _described("months", "N")
]
TemplateKind = Annotated[Literal["iuran", "asn"], _described("jenis", as_written="--jenis")]
NewFile = Annotated[Path, _described("berkas_baru", as_written="--berkas")]
Shell = Annotated[Literal["bash", "zsh", "fish"] | None, _described("shell", "SHELL")]
