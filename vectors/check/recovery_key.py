"""Recovery keys, from chapter 3."""

import itertools
import unicodedata

from primitives import Fault, named_random

TABLE = [
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
]
WHITE_SPACE = {9, 10, 11, 12, 13, 32, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000}
WHITE_SPACE |= set(range(0x2000, 0x200B))
DASHES = {0x2D, 0xAD, 0x2212, 0xFE58, 0xFE63, 0xFF0D} | set(range(0x2010, 0x2016))
INVISIBLE = {0x61C, 0x2060, 0xFEFF} | set(range(0x200B, 0x2010)) | set(range(0x202A, 0x202F)) | set(range(0x2066, 0x206A))
IGNORED = WHITE_SPACE | DASHES | INVISIBLE


def interim(row, digits):
    state = row
    for digit in digits:
        state = int(TABLE[state][int(digit)])
    return state


def rows_of(key):
    return [key[i : i + 8] for i in range(0, 64, 8)]


def wrong_rows(key):
    return [r for r, row in enumerate(rows_of(key), 1) if "?" not in row and interim(r, row) != 0]


def read(text, marks=""):
    if len(text.encode()) > 4096:
        raise Fault("input.limit-exceeded")
    key = ""
    for character in text:
        if unicodedata.category(character) == "Nd":
            key += str(unicodedata.digit(character))
        elif character in marks:
            key += "?"
        elif ord(character) not in IGNORED:
            raise Fault("key.recovery-malformed", row=len(key) // 8 + 1, position=len(key) % 8 + 1)
    if len(key) != 64:
        raise Fault("key.recovery-malformed", digits=len(key))
    return key


def parse(text):
    key = read(text)
    if wrong_rows(key):
        raise Fault("key.recovery-check-digit", rows=wrong_rows(key))
    return key


def generate(seed):
    free = ""
    for block in itertools.count():
        free += "".join(str(b % 10) for b in named_random(seed, f"recovery-key/{block}", 80) if b < 250)
        if len(free) >= 56:
            break
    rows = [free[i : i + 7] for i in range(0, 56, 7)]
    return "".join(row + str(interim(r, row)) for r, row in enumerate(rows, 1))


def complete(text):
    key = read(text, marks="?_*.")
    if key.count("?") > 6:
        raise Fault("key.recovery-malformed")
    if wrong_rows(key):
        raise Fault("key.recovery-check-digit", rows=wrong_rows(key))
    return list(itertools.product(*(fillings(r, row) for r, row in enumerate(rows_of(key), 1))))


def fillings(number, row):
    parts = row.split("?")
    tries = itertools.product("0123456789", repeat=len(parts) - 1)
    rows = (parts[0] + "".join(d + p for d, p in zip(digits, parts[1:])) for digits in tries)
    return [filled for filled in rows if interim(number, filled) == 0]


def shown(key):
    return [f"{row[:4]} {row[4:]}" for row in rows_of(key)]
