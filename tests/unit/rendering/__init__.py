"""Pages, workbooks and letters."""
