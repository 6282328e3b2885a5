"""Why a file cannot be read: a finding's code and the values of its message (contract §2.6)."""

from pipeline.core.sizes import size_text


class MachineError(Exception):
    """The machine kept a file from being read: memory that ran out, a reader killed from outside.

    That says nothing of the file.
    """


class UnreadableError(Exception):
    """A file that cannot be read, with its finding code and the values of the finding's message."""

    def __init__(self, kode: str, **values: str) -> None:
        super().__init__(kode)
        self.kode = kode
        self.values = values

    @classmethod
    def too_large(cls, size_limit: int) -> "UnreadableError":
        """Return the refusal of a file over `size_limit` bytes, or over what follows from them."""
        return cls("berkas_terlalu_besar", batas=size_text(size_limit))
