"""Bytes of a file into typed rows, findings and row accounting, kept by content (contract §2-§4).

Takes: `parse_file(data, kind, ReadingRules, key)`: the bytes, "asn" or "iuran", the few rules of
the policy that reading needs, and the key that makes pseudonyms. Gives: a ParsedFile; every row is
in exactly one class. Raises: nothing for what the bytes hold, since a file that cannot be read
comes back refused; MachineError where the machine could not read it. No NIK and no KPJ leaves
whole. Knows nothing of: policy, month folders, OPDs, other files.
"""

__all__ = ["cache", "cells", "files", "findings", "intake", "iuran", "returned", "rules", "tables"]
