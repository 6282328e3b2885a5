"""What every channel takes and answers."""

from dataclasses import dataclass
from typing import Protocol

from pipeline.delivery.model import Delivery


@dataclass(frozen=True)
class Attachment:
    """One file as the recipient gets it: the plain document, or its protected form."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Parcel:
    """One delivery ready to hand over: its message as bytes, its files, its words as plain text."""

    delivery: Delivery
    message: bytes
    attachments: tuple[Attachment, ...]
    cover_letter: str

    @property
    def size(self) -> int:
        """Bytes of the message; of the files where there is no message."""
        return len(self.message) or sum(len(one.data) for one in self.attachments)


@dataclass(frozen=True)
class Answer:
    """A parcel's fate: ACCEPTED, FAILED (surely not accepted) or UNKNOWN, with the channel's words.

    again: worth another try after a while. server: the fault is the channel's, so the next parcel
    would meet it too.
    """

    state: str
    text: str
    again: bool = False
    server: bool = False


class Channel(Protocol):
    """A way out of the house."""

    name: str
    # Whether what was begun last may have taken effect, should it be interrupted; its caller lowers
    # it beforehand.
    handed_over: bool

    def deliver(self, parcel: Parcel) -> Answer:
        """Hand one parcel over and say what became of it.

        Raises nothing for what the other side does.
        """
