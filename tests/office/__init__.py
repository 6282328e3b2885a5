"""The workbooks and letters in a real LibreOffice."""
