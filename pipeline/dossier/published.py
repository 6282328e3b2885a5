"""What is published of a person, beside the verdict of now (contract §7, explain)."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.dossier.model import Dossier, Published
from pipeline.publishing.first import people_in
from pipeline.publishing.manifest import Manifest, current_manifest, versions
from schemas.codes import ANSWERS


def published_verdict(
    outputs: Path, dossier: Dossier, inputs: Mapping[str, str], references: Mapping[str, str]
) -> Published | None:
    """Return what the current revision says of the dossier's person; None where there is none.

    `inputs` and `references`: path -> SHA-256, as they are now. Raises PublicationError when the
    revision cannot be read.
    """
    manifest = current_manifest(outputs, Period.parse(dossier.periode))
    if manifest is None:
        return None
    then = _verdict_then(outputs / manifest.periode / manifest.revisi, dossier.nip)
    now = (dossier.putusan.status, dossier.putusan.alasan) if dossier.putusan else (None, None)
    same = then == now
    causes = () if same else tuple(_causes(manifest, dossier, inputs, references))
    made = str(manifest.jalan.get("selesai", ""))
    return Published(manifest.revisi, made, manifest.data_sampai, *then, same, causes)


def _verdict_then(revision: Path, nip: str) -> tuple[str | None, str | None]:
    rows = people_in(revision).filter(pl.col("nip") == nip).sort("nip")
    return (rows["status"][0], rows["alasan"][0]) if rows.height else (None, None)


def _for_verdicts(inputs: Mapping[str, str]) -> dict[str, str]:
    """Return the inputs without what secretaries sent back: an answer changes no verdict (§8.3)."""
    return {name: mark for name, mark in inputs.items() if f"/{ANSWERS}/" not in name}


def _causes(
    manifest: Manifest,
    dossier: Dossier,
    inputs: Mapping[str, str],
    references: Mapping[str, str],
) -> Iterator[str]:
    if manifest.data_sampai != dossier.data_sampai:
        until = Period.parse(manifest.data_sampai).name
        yield say("jelaskan.terbit_sebab.sampai", sampai=until)
    for key, then, now in (
        ("masukan", _for_verdicts(manifest.masukan), _for_verdicts(inputs)),
        ("referensi", manifest.referensi, references),
        ("versi", manifest.versi, versions()),
    ):
        names = sorted(then.keys() | now.keys())
        changed = [name for name in names if then.get(name) != now.get(name)]
        if changed:
            yield say(f"jelaskan.terbit_sebab.{key}", nama=", ".join(changed))
