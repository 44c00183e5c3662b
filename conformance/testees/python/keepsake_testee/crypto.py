"""MAC, derivation, digest, sealing, padding, file prefix, random values (spec 02)."""

import hashlib
import hmac
import os
from collections import namedtuple
from functools import partial

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from .base import MAX_NUMBER, UNSUPPORTED, KeepsakeError, need, number, u8, u64

MAGIC = b"KEEPSAKE"
CHUNK, SEALED_CHUNK, SEAL_HEAD, PIECE = 16384, 16400, 56, 1048576
_SUITE = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"


def sha256(data):
    return hashlib.sha256(data).digest()


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
    return partial(named_random, seed) if seed else lambda name, length: os.urandom(length)


class EpochKeys(namedtuple("EpochKeys", "vault_id epoch root_key")):
    """What the keys of the label table derive from."""

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


def digest(*pieces):
    length, hashes = sum(map(len, pieces)), map(sha256, blocks(pieces, PIECE))
    return sha256(u64(length) + b"".join(hashes))


# Sealing: Cobblestone-256. cryptography.cobblestone takes no salt and gives no ranges, so chunks are sealed here.


class SealError(KeepsakeError):
    """Why sealed bytes do not open: reason is size, commitment or tag."""

    def __init__(self, reason):
        super().__init__("object.truncated" if reason == "size" else "object.auth")
        self.reason = reason


def sealed_size(length):
    return SEAL_HEAD + length + 16 * (length // CHUNK + 1)


def is_sealed_size(size):
    return size >= 72 and (size - SEAL_HEAD) % SEALED_CHUNK >= 16


class ChunkKeys:
    """Chunk key, base nonce and commitment of one seal; head is its salt, or salt and commitment to be compared."""

    def __init__(self, key, context, head):
        keys = HKDFExpand(SHA512(), 76, _SUITE + head[:24] + context).derive(key)
        self._aead, self._nonce, self.commitment = AESGCM(keys[:32]), int.from_bytes(keys[32:44], "big"), keys[44:]
        if len(head) > 24 and not hmac.compare_digest(self.commitment, head[24:]):
            raise SealError("commitment")

    def seal(self, index, plaintext):
        return self._aead.encrypt((self._nonce ^ index).to_bytes(12, "big"), plaintext, None)

    def open(self, index, chunk):
        try:
            return self._aead.decrypt((self._nonce ^ index).to_bytes(12, "big"), chunk, None)
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
    keys = ChunkKeys(key, context, next(sealed))
    for index, chunk in enumerate(sealed):
        yield keys.open(index, chunk)


def unseal(key, context, sealed):
    return b"".join(open_chunks(key, context, len(sealed), [sealed]))


def unseal_padded(key, context, sealed, auth, malformed):
    """The content of sealed and padded bytes, with the codes of the layer."""
    try:
        padded = unseal(key, context, sealed)
    except SealError:
        raise KeepsakeError(auth) from None
    return unpad(padded, malformed)


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


HEADER, SNAPSHOT, OBJECT, MARK, ARCHIVE = (MAGIC + u8(1) + u8(kind) for kind in range(1, 6))


def identify(file, malformed="input.malformed"):
    """The kind of a file; malformed is the code where it is none."""
    need(len(file) >= 10 and file[:8] == MAGIC, malformed)
    need(file[8] == 1, UNSUPPORTED)
    return file[9]


def check_prefix(file, prefix, malformed, wrong_kind=None):
    need(identify(file, malformed) == prefix[9], wrong_kind or malformed)
