"""E-mail addresses: if one is well formed and may be written to, without asking the network."""

import re
from ipaddress import ip_address
from typing import Final

from email_validator import EmailNotValidError, validate_email

_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST_NAME: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


def plain_address(text: str) -> str:
    """Return the one address that `text` is, its domain in lower case.

    Raises ValueError when it is none.

    Letters beyond ASCII before the @ are refused: few servers take them. A mailbox is not looked
    up.
    """
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise ValueError from None
    return found.ascii_email or found.normalized


def domain_of(address: str) -> str:
    """Return what stands after the @."""
    return address.rpartition("@")[2].lower()


def within(address: str, domains: tuple[str, ...]) -> bool:
    """Tell whether the address is of one of `domains` or of a domain below it.

    No domains allow every one.
    """
    domain = domain_of(address)
    return not domains or any(f".{domain}".endswith(f".{allowed.lower()}") for allowed in domains)


def is_domain(text: str) -> bool:
    """Tell whether `text` is written as a mail domain is.

    That is labels of letters, digits and hyphens, and a dot.
    """
    return "." in text and _HOST_NAME.fullmatch(text) is not None


def is_host(text: str) -> bool:
    """Tell whether `text` is the name or the number of a server: no scheme, no port, no blank."""
    return _HOST_NAME.fullmatch(text) is not None or _is_number(text)


def _is_number(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
