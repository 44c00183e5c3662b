"""The recovery key (spec 03), and passkeys: the PRF input, results, and an authenticator in software (spec 04)."""

import hmac
import itertools
import re
import unicodedata

from . import crypto
from .base import LIMIT_EXCEEDED, KeepsakeError, need

_DAMM = "0317598642 7092154863 4206871359 1750983426 6123045978 3674209581 5869720134 8945362017 9438617205 2581436790"
_TABLE = [[int(d) for d in row] for row in _DAMM.split()]
_MALFORMED = "key.recovery-malformed"
_MARKS = "?_*."
_IGNORED = re.compile(
    "[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"  # white space
    "\\-\xad\u2010-\u2015\u2212\ufe58\ufe63\uff0d"  # hyphens and dashes
    "\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"  # invisible
)


def check_digit(row, digits):
    """The interim after some digits of a row: its check digit after 7, 0 after all 8 of a right row."""
    for d in digits:
        row = _TABLE[row][int(d)]
    return row


def generate(seed=None):
    random, digits = crypto.random_source(seed), ""
    for block in itertools.count():
        digits += "".join(str(b % 10) for b in random(f"recovery-key/{block}", 80) if b < 250)
        if len(digits) >= 56:
            rows = (digits[7 * i : 7 * i + 7] for i in range(8))
            return "".join(row + str(check_digit(i, row)) for i, row in enumerate(rows, 1))


def _rows(digits):
    return [digits[at : at + 8] for at in range(0, 64, 8)]


def format_rows(digits):
    return [row[:4] + " " + row[4:] for row in _rows(digits)]


def parse(text, marks=""):
    """The 64 digits; with marks, those that are unreadable are question marks."""
    need(len(text.encode("utf-8", "surrogatepass")) <= 4096, LIMIT_EXCEEDED)
    digits = ""
    for character in text:
        if unicodedata.category(character) == "Nd":
            digits += str(unicodedata.decimal(character))
        elif character in marks:
            digits += "?"
        elif not _IGNORED.match(character):
            raise KeepsakeError(_MALFORMED, row=len(digits) // 8 + 1, position=len(digits) % 8 + 1)
    need(len(digits) == 64, _MALFORMED, digits=len(digits))
    need(digits.count("?") <= 6, _MALFORMED)
    wrong = [i for i, row in enumerate(_rows(digits), 1) if "?" not in row and check_digit(i, row)]
    need(not wrong, "key.recovery-check-digit", rows=wrong)
    return digits


def complete(text):
    """Of a key in which digits are marked as unreadable: how many candidates there are and the only one; and all."""
    rows = []
    for i, row in enumerate(_rows(parse(text, _MARKS)), 1):
        pattern, fillings = row.replace("?", "%s"), itertools.product("0123456789", repeat=row.count("?"))
        rows.append([digits for filling in fillings if not check_digit(i, digits := pattern % filling)])
    candidates = list(map("".join, itertools.product(*rows)))
    return {"candidates": len(candidates), "digits": candidates[0] if len(candidates) == 1 else None}, candidates


def prf_input(prf_salt):
    return crypto.labelled("prf", prf_salt)


def evaluate(cred_random, input):
    """What an authenticator with hmac-secret, behind a browser or alone, gives for a PRF input."""
    return hmac.digest(cred_random, crypto.sha256(b"WebAuthn PRF\0" + input), "sha256")


def prf_output(value):
    """The 32 bytes of results.first: bytes, a list of byte values, or None where there was none."""
    need(value is not None and len(value) == 32, "key.prf-missing")
    need(all(type(b) is int and 0 <= b <= 255 for b in value), "key.prf-missing")
    return bytes(value)
