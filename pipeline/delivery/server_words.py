"""What a mail server writes, as ledger and berita acara keep it (contract §6)."""

from pipeline.core.masking import without_any_digit


def server_words(text: str, longest: int) -> str:
    """Return a server's words on one line of at most `longest` letters.

    They hold no control characters and nothing of a personal number.
    """
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    short = without_any_digit(" ".join(plain.split()))
    return (
        short
        if len(short) <= longest
        else f"{short[: longest - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"
    )
