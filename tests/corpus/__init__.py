"""Small broken and odd files, each with what must become of it: harapan.csv is the table to read."""
