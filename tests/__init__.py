"""What holds: unit/ mirrors the packages, builders/ is what tests share, every other folder is one kind of promise."""
