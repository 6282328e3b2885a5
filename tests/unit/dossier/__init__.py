"""One person explained."""
