"""Page, workbook and letter of one month say the same."""
