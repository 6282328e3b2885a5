"""What a mail server writes, as ledger and berita acara keep it (contract §6)."""

from pipeline.core.masking import without_numbers


def server_words(text: str, longest: int) -> str:
    """Return a server's words on one line of at most `longest` letters.

    They hold no control characters and no whole personal numbers.
    """
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    short = without_numbers(" ".join(plain.split()))
    return (
        short
        if len(short) <= longest
        else f"{short[: longest - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"
    )
