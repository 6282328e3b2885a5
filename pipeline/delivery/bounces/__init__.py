"""What mail servers sent back, matched to what was sent (contract §7, bounces).

Takes: bytes of mail and the ledger's deliveries. Gives: notices, each with the delivery that it is
about or none. Raises: nothing for what a mail holds. Knows nothing of: sending.
"""
