"""The ways out of the house, behind one interface: a folder, a mail server, packages for another system.

Takes: a Parcel. Gives: an Answer: accepted, certainly not, or unknown. Raises: nothing for what the other side does.
Knows nothing of: the ledger, who is to get what.
"""

from pipeline.delivery.channels.folder import FolderChannel
from pipeline.delivery.channels.interface import Answer, Attachment, Channel, Parcel
from pipeline.delivery.channels.package import PackageChannel
from pipeline.delivery.channels.smtp import SmtpChannel

__all__ = ["Answer", "Attachment", "Channel", "FolderChannel", "PackageChannel", "Parcel", "SmtpChannel"]
