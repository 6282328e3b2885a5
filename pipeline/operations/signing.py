"""The key that signs what is published: made once, never replaced in silence (contract §6)."""

from collections.abc import Iterator

from pipeline.core.errors import UsageError
from pipeline.core.periods import Period
from pipeline.core.signing import key_fingerprint
from pipeline.core.wording import say
from pipeline.publishing.manifest import Manifest, current_manifest, published_periods
from pipeline.system.files import replace_private
from pipeline.system.own_secrets import made_by_chance
from pipeline.system.settings import Settings, with_known_key
from pipeline.system.signing_key import key_path, known_key


def signing_settings(settings: Settings) -> Settings:
    """Return the settings with a key, which the first run makes. The caller holds the outputs.

    Raises UsageError when what is published was signed and its key is gone: a new one would make
    every document anew, and what comes back of the others would be harder to tell.
    """
    if settings.signing_key:
        return settings
    for manifest in _current_manifests(settings):
        if manifest.kunci:
            period = Period.parse(manifest.periode).name
            raise UsageError(say("tolak.tanpa_kunci", periode=period, revisi=manifest.revisi))
    return with_made_key(settings)


def signed_otherwise(settings: Settings) -> tuple[Period, ...]:
    """Return the periods, newest first, whose current revision another key signed, or none."""
    mark = key_fingerprint(settings.signing_key)
    return tuple(
        Period.parse(manifest.periode)
        for manifest in _current_manifests(settings)
        if manifest.kunci != mark
    )


def _current_manifests(settings: Settings) -> Iterator[Manifest]:
    for period in published_periods(settings.outputs):
        manifest = current_manifest(settings.outputs, period)
        if manifest is not None:
            yield manifest


def with_made_key(settings: Settings) -> Settings:
    """Return the settings with the known key, made by chance and kept (0600) where there is none.

    The caller holds the outputs. Raises RefusedError for a weak key.
    """
    if not known_key(settings.outputs):
        replace_private(key_path(settings.outputs), made_by_chance().encode() + b"\n")
    return with_known_key(settings)
