"""What holds: unit/ mirrors the packages, builders/ is what tests share.

Every other folder is one kind of promise.
"""
