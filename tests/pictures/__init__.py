"""The pictures in the README: `make pictures`."""
