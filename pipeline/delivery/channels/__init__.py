"""Ways out of the house behind one interface: a folder, a mail server, packages for another system.

Takes: a Parcel. Gives: an Answer: accepted, certainly not, or unknown. Raises: nothing for what the
other side does. Knows nothing of: the ledger, who is to get what. To add a channel: its module
here, its name in knowledge's `sending_rules`, its choice in `delivery.sending`, its words in
wording.toml [berita_acara.saluran]; what is true of one channel alone is asked by name in
`delivery.prospects`.
"""

from pipeline.delivery.channels.folder import FolderChannel
from pipeline.delivery.channels.interface import Answer, Attachment, Channel, Parcel
from pipeline.delivery.channels.package import PackageChannel
from pipeline.delivery.channels.smtp import SmtpChannel

__all__ = [
    "Answer",
    "Attachment",
    "Channel",
    "FolderChannel",
    "PackageChannel",
    "Parcel",
    "SmtpChannel",
]
