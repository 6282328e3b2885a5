"""Where things lie in the repository, so that no test counts folders."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
README: Final = ROOT / "README.md"
GUIDE: Final = ROOT / "PANDUAN.md"
GUIDE_PAGES: Final = ROOT / "docs" / "panduan"
EXPLAIN_EXAMPLES: Final = GUIDE_PAGES / "contoh-explain.md"
SHIPPED: Final = ROOT / "inputs" / "referensi"  # the references as the project ships them
SCENARIOS: Final = ROOT / "tests" / "scenarios"
CASES: Final = ROOT / "tests" / "cases"  # files rebuilt from public reports
KOTA_KECIL: Final = ROOT / "tests" / "samples" / "kota-kecil"
OLD_FORMATS: Final = (
    ROOT / "tests" / "unit" / "reading" / "berkas"
)  # workbooks that no library of ours writes
