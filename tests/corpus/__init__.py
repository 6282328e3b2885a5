"""Small broken and odd files, each with what must become of it: see the table harapan.csv."""
