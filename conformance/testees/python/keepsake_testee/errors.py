"""Errors (spec 11)."""


class KeepsakeError(Exception):
    """A fault with a code of the specification's list, and what else an operation says of it."""

    def __init__(self, code, **details):
        super().__init__(code)
        self.code = code
        self.details = details


class UsageError(Exception):
    """A mistake of the caller, which is no code of the specification."""


class UnsupportedError(Exception):
    """Something that this testee does not do."""
