"""What reading needs of the city's policy, and nothing more of it; part of the cache's key."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class ReadingRules:
    """The rules by which cells are read and files refused (contract §2, §4).

    time_zone: in which a moment belongs to a day. unpacked_limit: bytes to which a file may unpack.
    damaged_nip_share, snapped_nip_share: shares of a roster's NIP beyond which it is refused
    (§2.6). transport_words, asn_sources, other_sources: words of sektor and sumber_dana;
    paid_words, unpaid_words: of status_bayar (§4).
    """

    time_zone: str
    unpacked_limit: int
    damaged_nip_share: float
    snapped_nip_share: float
    transport_words: tuple[str, ...]
    asn_sources: tuple[str, ...]
    other_sources: tuple[str, ...]
    paid_words: tuple[str, ...]
    unpaid_words: tuple[str, ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
