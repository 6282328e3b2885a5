"""What holds for the code as a whole: who imports whom, what is long, who touches disk, clock and environment."""
