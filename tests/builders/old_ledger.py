"""The ledger as its first version made it: what such a file holds must not be lost (contract §7)."""

from typing import Final

FIRST_SCHEMA: Final = """
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
CREATE VIEW surat AS
SELECT nomor, periode, kode_opd, penerima, sidik, revisi, saluran, koreksi, message_id, berkas,
    ukuran, keadaan, ulang,
    (SELECT count(*) FROM percobaan WHERE percobaan.kiriman = kiriman.nomor) AS percobaan,
    waktu, jawaban
FROM kiriman
"""
