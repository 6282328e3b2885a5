"""The ledger's tables and statements; ledger.py alone says them (contract §7)."""

from typing import Final

VERSION: Final = 2
_SURAT: Final = """
CREATE VIEW surat AS
SELECT nomor, periode, kode_opd, penerima, sidik, revisi, saluran, koreksi, message_id, berkas,
    ukuran, keadaan, ulang,
    (SELECT count(*) FROM percobaan WHERE percobaan.kiriman = kiriman.nomor) AS percobaan,
    waktu, jawaban, tenggat
FROM kiriman
"""
SCHEMA: Final = f"""
CREATE TABLE kiriman (
    nomor INTEGER PRIMARY KEY,
    periode TEXT NOT NULL,
    kode_opd TEXT NOT NULL,
    penerima TEXT NOT NULL,
    sidik TEXT NOT NULL,
    revisi TEXT NOT NULL,
    saluran TEXT NOT NULL,
    koreksi INTEGER NOT NULL CHECK (koreksi IN (0, 1)),
    message_id TEXT NOT NULL,
    berkas TEXT NOT NULL,
    ukuran INTEGER NOT NULL,
    keadaan TEXT NOT NULL
        CHECK (keadaan IN ('direncanakan', 'mengirim', 'diterima', 'gagal', 'tidak_pasti')),
    ulang INTEGER NOT NULL,
    waktu TEXT NOT NULL,
    jawaban TEXT NOT NULL,
    tenggat TEXT NOT NULL DEFAULT '',
    UNIQUE (periode, kode_opd, penerima, sidik)
) STRICT;
CREATE TABLE percobaan (
    kiriman INTEGER NOT NULL REFERENCES kiriman (nomor),
    nomor INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    mulai TEXT NOT NULL,
    selesai TEXT NOT NULL,
    keadaan TEXT NOT NULL CHECK (keadaan IN ('mengirim', 'diterima', 'gagal', 'tidak_pasti')),
    jawaban TEXT NOT NULL,
    PRIMARY KEY (kiriman, nomor)
) STRICT;
CREATE INDEX percobaan_message_id ON percobaan (message_id);
CREATE TABLE pantulan (
    nomor INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL,
    penerima TEXT NOT NULL,
    waktu TEXT NOT NULL,
    kode TEXT NOT NULL,
    alasan TEXT NOT NULL,
    berkas TEXT NOT NULL,
    pesan_ke INTEGER NOT NULL,
    sifat TEXT NOT NULL CHECK (sifat IN ('gagal', 'tertunda')),
    UNIQUE (message_id, penerima, waktu, kode, alasan, sifat)
) STRICT;
{_SURAT}
"""
# A reminder is a delivery with the deadline that it is about; a report has none.
UPGRADES: Final = {
    1: f"""
ALTER TABLE kiriman ADD COLUMN tenggat TEXT NOT NULL DEFAULT '';
DROP VIEW surat;
{_SURAT}
"""
}
READ: Final = """
SELECT *,
    coalesce((SELECT max(percobaan.rowid) FROM percobaan WHERE percobaan.kiriman = surat.nomor), 0)
FROM surat
"""
_ORDER: Final = "ORDER BY periode, kode_opd, penerima, nomor"
DELIVERIES: Final = f"{READ} WHERE :periode IN ('', periode) AND tenggat = '' {_ORDER}"
REMINDERS: Final = f"{READ} WHERE periode = :periode AND tenggat != '' {_ORDER}"
UNFINISHED: Final = f"{READ} WHERE keadaan = 'mengirim' {_ORDER}"
DELIVERY_OF: Final = f"{READ} WHERE nomor IN (SELECT kiriman FROM percobaan WHERE message_id = ?)"  # noqa: S608 - constants only
HOLDERS: Final = """
SELECT lower(penerima), kode_opd FROM kiriman JOIN percobaan ON percobaan.kiriman = kiriman.nomor
WHERE saluran != 'paket' AND percobaan.keadaan != 'gagal' ORDER BY percobaan.rowid
"""
BOUNCES: Final = """
SELECT DISTINCT pantulan.message_id, pantulan.penerima, pantulan.waktu, kode, alasan,
    pantulan.berkas, pesan_ke,
    CASE WHEN lower(pantulan.penerima) != lower(kiriman.penerima) THEN 'belum_tentu' ELSE sifat END
FROM pantulan
LEFT JOIN percobaan ON percobaan.message_id = pantulan.message_id
LEFT JOIN kiriman ON kiriman.nomor = percobaan.kiriman
WHERE :periode IN ('', periode) ORDER BY pantulan.message_id, pantulan.nomor
"""
PLAN: Final = """
INSERT INTO kiriman (periode, kode_opd, penerima, sidik, revisi, saluran, koreksi, message_id,
    berkas, ukuran, keadaan, ulang, waktu, jawaban, tenggat)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 'direncanakan', ?, ?, '', ?)
ON CONFLICT (periode, kode_opd, penerima, sidik) DO UPDATE SET
    revisi = excluded.revisi, saluran = excluded.saluran, koreksi = excluded.koreksi,
    message_id = excluded.message_id, berkas = excluded.berkas, ukuran = 0,
    keadaan = excluded.keadaan, ulang = excluded.ulang, waktu = excluded.waktu, jawaban = ''
"""
REPLACE: Final = """
UPDATE kiriman SET keadaan = 'gagal', jawaban = ?, waktu = ?
WHERE periode = ? AND kode_opd = ? AND keadaan = 'direncanakan' AND tenggat = ?
    AND NOT (penerima = ? AND sidik = ?)
"""
ATTEMPT: Final = """
INSERT INTO percobaan
SELECT nomor, percobaan + 1, message_id, ?, '', 'mengirim', '' FROM surat WHERE nomor = ?
"""
BOUNCE: Final = """
INSERT INTO pantulan (message_id, penerima, waktu, kode, alasan, berkas, pesan_ke, sifat)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING
"""
