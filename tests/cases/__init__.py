"""Files rebuilt from public reports of offices, all people invented.

harapan.csv says what must become of each.
"""
