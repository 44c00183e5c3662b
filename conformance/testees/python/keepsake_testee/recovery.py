"""The recovery key: check digits, generation, display, parsing, completion (spec 03)."""

import itertools
import unicodedata

from .errors import KeepsakeError

DAMM = [
    [int(d) for d in row]
    for row in (
        "0317598642 7092154863 4206871359 1750983426 6123045978 3674209581 5869720134 8945362017 9438617205 2581436790"
    ).split()
]
ROWS, ROW_DIGITS = 8, 8
MARKS = "?_*."
MAX_MARKS = 6
MAX_INPUT = 4096
WHITE_SPACE = set("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {chr(c) for c in range(0x2000, 0x200B)}
DASHES = set("-\xad\u2212\ufe58\ufe63\uff0d") | {chr(c) for c in range(0x2010, 0x2016)}
INVISIBLE = set("\u061c\u2060\ufeff") | {
    chr(c) for c in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
IGNORED = WHITE_SPACE | DASHES | INVISIBLE


def interim(row, digits):
    value = row
    for d in digits:
        value = DAMM[value][int(d)]
    return value


def check_digit(row, digits):
    return interim(row, digits)


def generate(random):
    digits, block = "", 0
    while len(digits) < 56:
        data = random.get(f"recovery-key/{block}", 80)
        digits += "".join(str(b % 10) for b in data if b < 250)
        block += 1
    rows = [digits[7 * i : 7 * i + 7] for i in range(ROWS)]
    return "".join(row + str(check_digit(i + 1, row)) for i, row in enumerate(rows))


def rows_of(digits):
    return [digits[8 * i : 8 * i + 8] for i in range(ROWS)]


def format_rows(digits):
    return [row[:4] + " " + row[4:] for row in rows_of(digits)]


def _read(text, marks):
    if len(text.encode("utf-8", "surrogatepass")) > MAX_INPUT:
        raise KeepsakeError("input.limit-exceeded")
    digits = ""
    for character in text:
        if unicodedata.category(character) == "Nd":
            digits += str(unicodedata.decimal(character))
        elif character in marks:
            digits += "?"
        elif character not in IGNORED:
            row, position = divmod(len(digits), ROW_DIGITS)
            raise KeepsakeError("key.recovery-malformed", row=row + 1, position=position + 1)
    if len(digits) != ROWS * ROW_DIGITS:
        raise KeepsakeError("key.recovery-malformed", digits=len(digits))
    return digits


def _check_rows(digits):
    wrong = [i for i, row in enumerate(rows_of(digits), 1) if "?" not in row and interim(i, row) != 0]
    if wrong:
        raise KeepsakeError("key.recovery-check-digit", rows=wrong)


def parse(text):
    digits = _read(text, "")
    _check_rows(digits)
    return digits


class Completion:
    """The candidates of a key in which some digits are marked as unreadable."""

    def __init__(self, text):
        self._digits = _read(text, MARKS)
        if self._digits.count("?") > MAX_MARKS:
            raise KeepsakeError("key.recovery-malformed")
        _check_rows(self._digits)
        self._rows = [self._fillings(i, row) for i, row in enumerate(rows_of(self._digits), 1)]
        self.count = 1
        for fillings in self._rows:
            self.count *= len(fillings)

    @staticmethod
    def _fillings(number, row):
        marks = row.count("?")
        pattern = row.replace("?", "%s")
        filled = (pattern % digits for digits in itertools.product("0123456789", repeat=marks))
        return [f for f in filled if interim(number, f) == 0]

    def candidates(self):
        return ("".join(rows) for rows in itertools.product(*self._rows))
