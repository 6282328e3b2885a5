"""What holds for all code: who imports whom, what is long, who touches disk, clock, environment."""
