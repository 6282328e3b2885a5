"""What the data must look like: fields, codes, findings, layouts and the pandera models per stage.

What is data about data stands in files that no programmer is needed for: the findings register in
findings.toml, the labels by which columns of exports are recognised in layouts/. The words that
cells may hold are policy, not here. Takes: nothing. Gives: dictionaries, schemas, models. Knows
nothing of: what is done to the data.
"""
