"""Passkeys: the PRF input, results, and an authenticator in software (spec 04)."""

import hashlib
import hmac

from .errors import KeepsakeError


def prf_input(prf_salt):
    return b"keepsake/v1/prf\0" + prf_salt


def evaluate(cred_random, data):
    """What an authenticator with hmac-secret, behind a browser or alone, gives for a PRF input."""
    ctap_salt = hashlib.sha256(b"WebAuthn PRF\0" + data).digest()
    return hmac.digest(cred_random, ctap_salt, "sha256")


def output(value):
    """The 32 bytes of results.first: bytes, a list of byte values, or None where there was none."""
    if value is None or len(value) != 32:
        raise KeepsakeError("key.prf-missing")
    if not isinstance(value, (bytes, bytearray, memoryview)):
        if not all(type(b) is int and 0 <= b <= 255 for b in value):
            raise KeepsakeError("key.prf-missing")
    return bytes(value)
