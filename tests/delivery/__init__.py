"""Delivery: who may receive, what is sent, what is remembered, what a mail server can do to it."""
