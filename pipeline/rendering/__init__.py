"""Report objects into bytes: excel/ workbooks, html/ pages, letter/ the nota dinas.

The same report, the same bytes.

Takes: a report object. Gives: bytes. Raises: nothing for what a report holds. What the three say
alike stands here: columns, headings, sentences. Counts, sorts and filters nothing. Knows nothing
of: where documents lie, whom they go to. To add a column to a list: `columns` (which it has),
schemas/fields (its label), excel/listing (its width). To add a sentence: templates/wording.toml,
and `sentences` where two documents say it.
"""

__all__ = [
    "columns",
    "excel",
    "fitting",
    "fleet_cells",
    "head_sentences",
    "html",
    "letter",
    "sentences",
    "zips",
]
