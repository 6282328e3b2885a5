"""How long and how much memory the largest files take: `make large`."""
