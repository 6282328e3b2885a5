"""By which line of the policy somebody is obliged, or is not (contract §5.5, kebijakan.toml)."""

from pipeline.core.wording import say
from pipeline.dossier.model import Person
from pipeline.knowledge.policy import Policy
from schemas.codes import UNKNOWN_KIND
from schemas.layouts import plain_label


def obligation(person: Person, policy: Policy) -> tuple[str, ...]:
    """Return one sentence for the kind of ASN and one for the standing.

    Each names its line of kebijakan.toml.
    """
    return _by_kind(person.jenis_asn, policy), _by_standing(person.kedudukan_hukum, policy)


def _by_kind(kind: str, policy: Policy) -> str:
    since = policy.wajib.get(kind)
    if kind == UNKNOWN_KIND:
        return say("jelaskan.wajib.jenis_tidak_dikenal")
    if since is None:
        return say("jelaskan.wajib.jenis_tidak_disebut", jenis=kind)
    return say("jelaskan.wajib.jenis", jenis=kind, kode=since, bulan=since.name)


def _by_standing(standing: str | None, policy: Policy) -> str:
    if standing is None:
        return say("jelaskan.wajib.kedudukan_kosong")
    listed = policy.standing().get(plain_label(standing))
    return say(f"jelaskan.wajib.kedudukan_{listed or 'tidak_dikenal'}", kedudukan=standing)
