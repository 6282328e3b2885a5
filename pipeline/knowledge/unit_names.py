"""How the names of OPDs and units are compared (contract §3)."""

import polars as pl

from pipeline.core.text import plain

_CITY_FIRST = r"^\W*kota\W*semarang\b\W*"
_CITY_LAST = r"\W*\bkota\W*semarang\W*$"


def name_key(name: pl.Expr) -> pl.Expr:
    """Return a unit's name as compared: as labels, without the city, Kel. and Kec. written out.

    Empty is null.
    """
    bare = name.str.to_lowercase().str.replace(_CITY_FIRST, "").str.replace(_CITY_LAST, "")
    full = bare.str.replace(r"^\W*kel(\.\s*|\s+)", "kelurahan ").str.replace(
        r"^\W*kec(\.\s*|\s+)", "kecamatan "
    )
    key = plain(full)
    return pl.when(key != "").then(key)
