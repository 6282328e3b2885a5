"""Why a file cannot be read: a finding's code and the values of its message (contract §2.6)."""


class UnreadableError(Exception):
    """A file that cannot be read, with its finding code and the values of that finding's message."""

    def __init__(self, kode: str, **values: str) -> None:
        super().__init__(kode)
        self.kode = kode
        self.values = values

    @classmethod
    def too_large(cls, size_limit: int) -> "UnreadableError":
        """Return the refusal of a file beyond `size_limit` bytes, or beyond what follows from them."""
        return cls("berkas_terlalu_besar", batas=size_text(size_limit))


def size_text(size: int) -> str:
    """536870912 -> "512 MiB"."""
    return f"{size / 2**20:.0f} MiB" if size >= 2**20 else f"{size} B"
