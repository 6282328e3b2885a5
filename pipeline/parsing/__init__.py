"""Text into typed values: the contract's cell rules, and the typed roster and iuran rows."""
