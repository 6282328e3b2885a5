"""Files rebuilt from public reports of offices, all people invented, each with what must become of it: harapan.csv."""
