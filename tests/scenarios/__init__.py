"""Named stories of pairs of small files: README.md."""
