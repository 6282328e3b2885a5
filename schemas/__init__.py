"""What the data must look like: fields, codes, findings, layouts and the pandera models per stage."""
