"""References, policy and organisation."""
