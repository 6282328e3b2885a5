"""Report objects into documents: workbook, page, letter. Nothing is decided or counted here."""
