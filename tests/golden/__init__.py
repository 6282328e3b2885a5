"""kota-kecil against its expected tables."""
