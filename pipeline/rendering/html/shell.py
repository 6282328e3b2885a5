"""What every page is drawn with: templates, style and script in it, what stands around its content.

Every page carries its own style and script, and a content security policy that allows nothing else,
so that a hostile text in the data stays a text. The only module that knows jinja2.
"""

import base64
import hashlib
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.core import formats
from pipeline.core.wording import TEMPLATES, say
from pipeline.reporting.model import Edition

Contents = tuple[tuple[str, str], ...]


def render_page(template: str, **values: object) -> bytes:
    """Return `template` filled with `values`, every text in them escaped."""
    return _template_environment().get_template(template).render(**values).encode()


@cache
def _template_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    words = {name: getattr(formats, name) for name in ("number", "rupiah", "percent")}
    environment.globals.update(
        zip=zip, say=say, asset=_template_text, policy=_security_policy, **words
    )
    return environment


@cache
def _template_text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _security_policy() -> str:
    style, script = (
        _content_hash(_template_text(name)) for name in ("css/laporan.css", "partials/daftar.js")
    )
    allowed = f"style-src '{style}'; script-src '{script}'; img-src data:"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _content_hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def shell(edition: Edition, title: str) -> dict[str, object]:
    """Return what stands around the content of every page of `edition`."""
    policy = edition.policy
    footer = say(
        "halaman.kaki",
        instansi=policy.instansi,
        gerakan=policy.gerakan,
        periode=edition.period.name,
        revisi=edition.revision,
        data_sampai=edition.known_until.name,
    )
    brand = (policy.instansi, policy.gerakan)
    return {"title": title, "edition": edition, "footer": footer, "brand": brand}


def contents_of(named: Contents) -> Contents:
    """Return a table of contents from (anchor, wording key) pairs."""
    return tuple((anchor, say(key)) for anchor, key in named)
