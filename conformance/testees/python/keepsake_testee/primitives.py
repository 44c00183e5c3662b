"""Errors, numbers, derivation, digest, sealing, padding, prefix, names, random values (spec 02; spec 11)."""

import functools
import hashlib
import hmac
import os
import re
from operator import methodcaller
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

MAX_NUMBER = 2**53 - 1
MAGIC = b"KEEPSAKE"
HEADER_KIND, SNAPSHOT_KIND, OBJECT_KIND, MARK_KIND, ARCHIVE_KIND = 1, 2, 3, 4, 5
CHUNK, SEALED_CHUNK, SEAL_HEAD, PIECE = 16384, 16400, 56, 1048576
UNSUPPORTED, LIMIT_EXCEEDED, CONFLICT = "input.unsupported-version", "input.limit-exceeded", "store.conflict"
_SUITE = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"
_NAME = re.compile(r"(headers|snapshots|marks)/([0-9a-f]{16})")
_OBJECT_NAME = re.compile(r"objects/([0-9a-f]{2})/\1[0-9a-f]{62}")


class KeepsakeError(Exception):
    """A fault with a code of the specification's list, and what else an operation says of it."""

    def __init__(self, code, **details):
        super().__init__(code)
        self.code, self.details = code, details


class SealError(KeepsakeError):
    """Why sealed bytes do not open: reason is size, commitment or tag."""

    def __init__(self, reason):
        super().__init__("object.truncated" if reason == "size" else "object.auth")
        self.reason = reason


class UnsupportedError(Exception):
    """Something that this testee does not do."""


def need(condition, code, **details):
    if not condition:
        raise KeepsakeError(code, **details)


def need_usage(condition, message):
    """A mistake of the caller is no code of the specification (conformance/protocol.md, Vaults)."""
    need(condition, "usage", message=message)


u8, u16, u32, u64 = (methodcaller("to_bytes", size, "big") for size in (1, 2, 4, 8))


def lp(data):
    return u32(len(data)) + data


def number(data, position, size):
    return int.from_bytes(data[position : position + size], "big")


def ascending(values):
    return all(a < b for a, b in zip(values, values[1:]))


def mac(key, data):
    return hmac.digest(key, data, "sha512")[:32]


def labelled(label, data):
    return b"keepsake/v1/" + label.encode() + b"\0" + data


def derive(ikm, salt, label, context, length=32):
    return HKDF(SHA512(), length, salt, labelled(label, context)).derive(ikm)


def named_random(seed, name, length):
    return derive(seed, b"", "test-randomness", name.encode(), length)


def random_source(seed):
    """A function of the name and length of a random value; values are the named ones where there is a seed."""
    return functools.partial(named_random, seed) if seed else lambda name, length: os.urandom(length)


class EpochKeys(NamedTuple):
    """What the keys of the label table derive from."""

    vault_id: bytes
    epoch: int
    root_key: bytes

    def key(self, label):
        return derive(self.root_key, self.vault_id, label, u64(self.epoch))


def blocks(pieces, size, first=0):
    """Pieces cut anew: one block of first bytes if that is not 0, then blocks of size, the last one shorter."""
    buffer, wanted = b"", first or size
    for piece in pieces:
        buffer, at = buffer + piece, 0
        while len(buffer) - at >= wanted:
            yield buffer[at : at + wanted]
            at, wanted = at + wanted, size
        buffer = buffer[at:]
    if buffer:
        yield buffer


def digest(pieces):
    length, hashes = 0, b""
    for block in blocks(pieces, PIECE):
        length += len(block)
        hashes += hashlib.sha256(block).digest()
    return hashlib.sha256(u64(length) + hashes).digest()


# Sealing: Cobblestone-256. cryptography.cobblestone takes no salt and gives no ranges, so chunks are sealed here.


def sealed_size(length):
    return SEAL_HEAD + length + 16 * (length // CHUNK + 1)


def is_sealed_size(size):
    return size >= 72 and (size - SEAL_HEAD) % SEALED_CHUNK >= 16


class ChunkKeys:
    """Chunk key, base nonce and commitment of one seal."""

    def __init__(self, key, context, salt):
        keys = HKDFExpand(SHA512(), 76, _SUITE + salt + context).derive(key)
        self._aead, self._nonce, self.commitment = AESGCM(keys[:32]), int.from_bytes(keys[32:44], "big"), keys[44:]

    @classmethod
    def of_head(cls, key, context, head):
        """The keys for salt and commitment, which is compared before any chunk is decrypted."""
        keys = cls(key, context, head[:24])
        if not hmac.compare_digest(keys.commitment, head[24:SEAL_HEAD]):
            raise SealError("commitment")
        return keys

    def _nonce_of(self, index):
        return (self._nonce ^ index).to_bytes(12, "big")

    def seal(self, index, plaintext):
        return self._aead.encrypt(self._nonce_of(index), plaintext, None)

    def open(self, index, chunk):
        try:
            return self._aead.decrypt(self._nonce_of(index), chunk, None)
        except InvalidTag:
            raise SealError("tag") from None

    def open_range(self, fetch, size, start, end):
        """Index and plaintext of the chunks with plaintext [start, end); fetch(offset, length) gives sealed bytes."""
        for index in range(start // CHUNK, max(start, end - 1) // CHUNK + 1):
            at = SEAL_HEAD + index * SEALED_CHUNK
            yield index, self.open(index, fetch(at, min(SEALED_CHUNK, size - at)))


def seal(key, context, plaintext, salt):
    keys = ChunkKeys(key, context, salt)
    chunks = [keys.seal(i, plaintext[i * CHUNK : (i + 1) * CHUNK]) for i in range(len(plaintext) // CHUNK + 1)]
    return salt + keys.commitment + b"".join(chunks)


def open_chunks(key, context, size, pieces):
    """Gives out each chunk of sealed bytes of a size, once its tag is right."""
    if not is_sealed_size(size):
        raise SealError("size")
    sealed = blocks(pieces, SEALED_CHUNK, SEAL_HEAD)
    keys = ChunkKeys.of_head(key, context, next(sealed))
    for index, chunk in enumerate(sealed):
        yield keys.open(index, chunk)


def unseal(key, context, sealed, auth=None):
    """Opens sealed bytes as a whole; faults have the code auth, if one is given."""
    try:
        return b"".join(open_chunks(key, context, len(sealed), [sealed]))
    except SealError:
        if auth is None:
            raise
        raise KeepsakeError(auth) from None


def padme(length):
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def padded_size(length):
    return max(4096, padme(8 + length))


def pad(content):
    return u64(len(content)) + content + bytes(padded_size(len(content)) - 8 - len(content))


def unpad(padded, code="object.padding"):
    length = number(padded, 0, 8)
    need(len(padded) >= 8 and length <= MAX_NUMBER and padded_size(length) == len(padded), code)
    need(not padded[8 + length :].strip(b"\0"), code)
    return padded[8 : 8 + length]


def prefix(kind):
    return MAGIC + u8(1) + u8(kind)


def identify(file, malformed="input.malformed"):
    """The kind of a file; malformed is the code where it is none."""
    need(len(file) >= 10 and file[:8] == MAGIC, malformed)
    need(file[8] == 1, UNSUPPORTED)
    return file[9]


def check_prefix(file, kind, malformed, wrong_kind=None):
    need(identify(file, malformed) == kind, wrong_kind or malformed)


def name_of(folder, n):
    """A file name with a number: headers/, snapshots/, marks/."""
    return f"{folder}/{n:016x}"


def file_number(folder, name):
    """The number in the name of a header, snapshot or mark, or 0 if it is no such name."""
    match = _NAME.fullmatch(name)
    n = int(match[2], 16) if match and match[1] == folder else 0
    return n if n <= MAX_NUMBER else 0


def object_name(object_id):
    text = object_id.hex()
    return f"objects/{text[:2]}/{text}"


def is_object_name(name):
    return _OBJECT_NAME.fullmatch(name) is not None
