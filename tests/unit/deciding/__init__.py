"""Who has paid for whom."""
