"""What every page is drawn with: templates, style and script in it, what stands around its content.

Every page carries its own style and script, and a content security policy that allows nothing else,
so that a hostile text in the data stays a text. The only module that knows jinja2.
"""

import base64
import hashlib
from functools import cache
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.core import formats
from pipeline.core.periods import MONTH_NAMES
from pipeline.core.wording import TEMPLATES, say
from pipeline.rendering.html.lean import own_style, table_body
from pipeline.reporting.model import Edition

_LONG_TABLES: Final = "css/tabel-panjang.css"
Contents = tuple[tuple[str, str], ...]


def render_page(template: str, **values: object) -> bytes:
    """Return `template` filled with `values`, every text in them escaped."""
    style = own_style(values.values(), _template_text(_LONG_TABLES), str(values.get("paper", "A4")))
    filled = _template_environment().get_template(template).render(**values, own_style=style)
    return filled.encode()


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
        zip=zip,
        say=say,
        asset=_template_text,
        policy=_security_policy,
        table_body=table_body,
        months=",".join(MONTH_NAMES),
        **words,
    )
    return environment


@cache
def _template_text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _security_policy(own: str) -> str:
    """Return what a page with the style `own` besides the common one may do: show itself."""
    common, script = _asset_hashes()
    styles = " ".join(f"'{one}'" for one in (common, *([_content_hash(own)] if own else [])))
    allowed = f"style-src {styles}; script-src '{script}'; img-src data:"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


@cache
def _asset_hashes() -> tuple[str, str]:
    common, script = ("css/laporan.css", "partials/daftar.js")
    return _content_hash(_template_text(common)), _content_hash(_template_text(script))


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
    paper = policy.surat.kertas
    return {"title": title, "edition": edition, "footer": footer, "brand": brand, "paper": paper}


def contents_of(named: Contents) -> Contents:
    """Return a table of contents from (anchor, wording key) pairs."""
    return tuple((anchor, say(key)) for anchor, key in named)
