"""E-mail addresses: whether one is well formed and may be written to, without asking the network."""

from email_validator import EmailNotValidError, validate_email


def plain_address(text: str) -> str:
    """Return the one address that `text` is, its domain in lower case. Raises ValueError when it is none.

    Letters beyond ASCII before the @ are refused: few servers take them. A mailbox is not looked up.
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
    """Tell whether the address is of one of `domains` or of a domain below it; no domains allow every one."""
    domain = domain_of(address)
    return not domains or any(f".{domain}".endswith(f".{allowed.lower()}") for allowed in domains)
