"""Numbers, MAC, derivation, digest, sealing, padding, file prefix, random values (spec 02)."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .errors import KeepsakeError

MAX_NUMBER = 2**53 - 1
MAGIC = b"KEEPSAKE"
HEADER_KIND, SNAPSHOT_KIND, OBJECT_KIND, MARK_KIND, ARCHIVE_KIND = 1, 2, 3, 4, 5
CHUNK = 16384
SEALED_CHUNK = CHUNK + 16
SEAL_HEAD = 56
PIECE = 1048576
_SUITE = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM"


def u8(n):
    return n.to_bytes(1, "big")


def u16(n):
    return n.to_bytes(2, "big")


def u32(n):
    return n.to_bytes(4, "big")


def u64(n):
    return n.to_bytes(8, "big")


def lp(data):
    return u32(len(data)) + data


def number(data, position, size):
    return int.from_bytes(data[position : position + size], "big")


def name_of(folder, n):
    """A file name with a number: headers/, snapshots/, marks/."""
    return f"{folder}/{n:016x}"


def mac(key, data):
    return hmac.digest(key, data, "sha512")[:32]


def same(a, b):
    """Comparison in constant time."""
    return hmac.compare_digest(a, b)


def hkdf_extract(salt, ikm):
    return hmac.digest(salt or bytes(64), ikm, "sha512")


def hkdf_expand(prk, info, length):
    out, block, counter = b"", b"", 1
    while len(out) < length:
        block = hmac.digest(prk, block + info + bytes([counter]), "sha512")
        out += block
        counter += 1
    return out[:length]


def derive(ikm, salt, label, context, length=32):
    info = b"keepsake/v1/" + label.encode() + b"\0" + context
    return hkdf_expand(hkdf_extract(salt, ikm), info, length)


class Digest:
    """The digest of a byte string that arrives in pieces (spec 02, Digest of content)."""

    def __init__(self):
        self.length = 0
        self._hashes = b""
        self._piece = hashlib.sha256()
        self._filled = 0

    def update(self, data):
        view = memoryview(data)
        self.length += len(view)
        while len(view):
            part = view[: PIECE - self._filled]
            self._piece.update(part)
            self._filled += len(part)
            view = view[len(part) :]
            if self._filled == PIECE:
                self._end_piece()

    def _end_piece(self):
        self._hashes += self._piece.digest()
        self._piece = hashlib.sha256()
        self._filled = 0

    def finish(self):
        if self._filled:
            self._end_piece()
        return hashlib.sha256(u64(self.length) + self._hashes).digest()


def digest(content):
    state = Digest()
    state.update(content)
    return state.finish()


# Sealing: Cobblestone-256. cryptography.cobblestone takes no salt and gives no ranges, so chunks are sealed here.


class SealError(Exception):
    """Why sealed bytes do not open: reason is size, commitment or tag."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def seal_context(kind, fields):
    return b"keepsake/v1/" + kind.encode() + b"\0" + fields


def sealed_size(n):
    return SEAL_HEAD + n + 16 * (n // CHUNK + 1)


def is_sealed_size(size):
    return size >= 72 and (size - SEAL_HEAD) % SEALED_CHUNK >= 16


def sealed_content_size(size):
    """The length of the plaintext of a possible sealed size."""
    return size - SEAL_HEAD - 16 * ((size - SEAL_HEAD) // SEALED_CHUNK + 1)


class ChunkKeys:
    """Chunk key, base nonce and commitment of one seal."""

    def __init__(self, key, context, salt):
        keys = hkdf_expand(key, _SUITE + b"\0" + salt + context, 76)
        self._aead = AESGCM(keys[:32])
        self._nonce = int.from_bytes(keys[32:44], "big")
        self.commitment = keys[44:]

    def _nonce_of(self, index):
        return (self._nonce ^ index).to_bytes(12, "big")

    def seal(self, index, plaintext):
        return self._aead.encrypt(self._nonce_of(index), bytes(plaintext), None)

    def open(self, index, chunk):
        try:
            return self._aead.decrypt(self._nonce_of(index), bytes(chunk), None)
        except InvalidTag:
            raise SealError("tag") from None


def seal(key, context, plaintext, salt):
    keys = ChunkKeys(key, context, salt)
    view = memoryview(plaintext)
    chunks = [keys.seal(i, view[i * CHUNK : (i + 1) * CHUNK]) for i in range(len(view) // CHUNK + 1)]
    return salt + keys.commitment + b"".join(chunks)


def open_head(key, context, head):
    """Chunk keys from salt and commitment, which is compared before any chunk is decrypted."""
    keys = ChunkKeys(key, context, bytes(head[:24]))
    if not same(keys.commitment, bytes(head[24:SEAL_HEAD])):
        raise SealError("commitment")
    return keys


class Opener:
    """Opens sealed bytes of a known size that arrive in pieces, and gives out each chunk whose tag is right."""

    def __init__(self, key, context, size):
        if not is_sealed_size(size):
            raise SealError("size")
        self._key, self._context, self._left = key, context, size
        self._buffer = bytearray()
        self._keys = None
        self._index = 0

    def update(self, data):
        self._buffer += data
        if self._keys is None and len(self._buffer) >= SEAL_HEAD:
            self._keys = open_head(self._key, self._context, self._buffer[:SEAL_HEAD])
            del self._buffer[:SEAL_HEAD]
            self._left -= SEAL_HEAD
        while self._keys is not None and self._left:
            size = min(SEALED_CHUNK, self._left)
            if len(self._buffer) < size:
                return
            chunk = bytes(self._buffer[:size])
            del self._buffer[:size]
            self._left -= size
            self._index += 1
            yield self._keys.open(self._index - 1, chunk)


def unseal(key, context, sealed):
    """Opens sealed bytes as a whole."""
    opener = Opener(key, context, len(sealed))
    return b"".join(opener.update(sealed))


def unseal_range(key, context, sealed, start, end):
    """Opens the chunks that hold plaintext [start, end)."""
    if not is_sealed_size(len(sealed)):
        raise SealError("size")
    keys = open_head(key, context, sealed[:SEAL_HEAD])
    first, last = start // CHUNK, max(start, end - 1) // CHUNK
    chunks = []
    for i in range(first, last + 1):
        at = SEAL_HEAD + i * SEALED_CHUNK
        chunks.append(keys.open(i, sealed[at : at + SEALED_CHUNK]))
    return b"".join(chunks)[start - first * CHUNK : end - first * CHUNK]


# Padding


class PaddingError(Exception):
    """Why a padded plaintext is wrong: fault is short, size or zero."""

    def __init__(self, fault):
        super().__init__(fault)
        self.fault = fault


def padme(length):
    exponent = length.bit_length() - 1
    bits = exponent.bit_length()
    mask = (1 << (exponent - bits)) - 1
    return (length + mask) & ~mask


def padded_size(n):
    return max(4096, padme(8 + n))


def pad(content):
    return u64(len(content)) + bytes(content) + bytes(padded_size(len(content)) - 8 - len(content))


def unpad(padded):
    if len(padded) < 8:
        raise PaddingError("short")
    length = number(padded, 0, 8)
    if length > MAX_NUMBER or padded_size(length) != len(padded):
        raise PaddingError("size")
    if padded[8 + length :].strip(b"\0"):
        raise PaddingError("zero")
    return padded[8 : 8 + length]


# File prefix


def prefix(kind):
    return MAGIC + u8(1) + u8(kind)


def check_prefix(head, kind, malformed, wrong_kind=None):
    if len(head) < 10 or head[:8] != MAGIC:
        raise KeepsakeError(malformed)
    if head[8] != 1:
        raise KeepsakeError("input.unsupported-version")
    if head[9] != kind:
        raise KeepsakeError(wrong_kind or malformed)


def identify(head):
    """The kind of a file of which nobody said what it should be."""
    if len(head) < 10 or head[:8] != MAGIC:
        raise KeepsakeError("input.malformed")
    if head[8] != 1:
        raise KeepsakeError("input.unsupported-version")
    return head[9]


# Keys and random values


class EpochKeys:
    """The keys of the label table that derive from the root key of an epoch."""

    def __init__(self, vault_id, epoch, root_key):
        self.vault_id, self.epoch, self.root_key = vault_id, epoch, root_key
        self._keys = {}

    def key(self, label):
        if label not in self._keys:
            self._keys[label] = derive(self.root_key, self.vault_id, label, u64(self.epoch))
        return self._keys[label]


def named_random(seed, name, length):
    info = b"keepsake/v1/test-randomness\0" + name.encode()
    return hkdf_expand(hkdf_extract(b"", seed), info, length)


class Random:
    """Random values: those of the platform, or named ones from a seed (in tests only)."""

    def __init__(self, seed=None):
        self.seed = seed

    def get(self, name, length):
        return os.urandom(length) if self.seed is None else named_random(self.seed, name, length)
