"""The primitives of chapter 2, from the chapter alone."""

import hashlib
import hmac
import struct

from cryptography.cobblestone import Cobblestone256Decryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

CHUNK = 16384
SEALED_CHUNK = CHUNK + 16
PIECE = 1048576
LAST = 2**53 - 1


class Fault(Exception):
    """A code of the specification, or a fault that the layer above gives its code."""

    def __init__(self, code, released=b"", **details):
        super().__init__(code)
        self.code = code
        self.released = released
        self.details = details


def u8(n):
    return struct.pack(">B", n)


def u32(n):
    return struct.pack(">I", n)


def u64(n):
    return struct.pack(">Q", n)


def lp(data):
    return u32(len(data)) + data


def sha256(data):
    return hashlib.sha256(data).digest()


def mac(key, data):
    return hmac.new(key, data, hashlib.sha512).digest()[:32]


def hkdf(ikm, salt, info, length):
    return HKDF(hashes.SHA512(), length, salt, info).derive(ikm)


def derive(ikm, salt, label, context, length=32):
    return hkdf(ikm, salt, b"keepsake/v1/" + label.encode() + b"\0" + context, length)


def named_random(seed, name, length):
    return hkdf(seed, None, b"keepsake/v1/test-randomness\0" + name.encode(), length)


def pieces(content):
    return [sha256(content[i : i + PIECE]) for i in range(0, len(content), PIECE)]


def digest(content):
    return sha256(u64(len(content)) + b"".join(pieces(content)))


def context_of(type_name, fields):
    return b"keepsake/v1/" + type_name.encode() + b"\0" + fields


def message_keys(key, context, salt):
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + salt + context
    output = HKDFExpand(hashes.SHA512(), 76, info).derive(key)
    return output[:32], output[32:44], output[44:]


def nonce(base, i):
    return (int.from_bytes(base, "big") ^ i).to_bytes(12, "big")


def seal(key, context, plaintext, salt):
    chunk_key, base, commitment = message_keys(key, context, salt)
    aead = AESGCM(chunk_key)
    chunks = [
        aead.encrypt(nonce(base, i), plaintext[i * CHUNK : (i + 1) * CHUNK], None)
        for i in range(len(plaintext) // CHUNK + 1)
    ]
    return salt + commitment + b"".join(chunks)


def library_open(key, context, sealed):
    """The same by the library's own Cobblestone; None if it refuses."""
    try:
        decryptor = Cobblestone256Decryptor(key, context)
        return decryptor.update(sealed) + decryptor.finalize()
    except (InvalidTag, ValueError):
        return None


def open_sealed(key, context, sealed):
    """Opens by the steps of the chapter, and agrees with the library."""
    try:
        plaintext = _open(key, context, sealed)
    except Fault:
        assert library_open(key, context, sealed) is None
        raise
    assert library_open(key, context, sealed) == plaintext
    return plaintext


def _open(key, context, sealed):
    possible = is_possible_size(len(sealed))
    if len(sealed) < 56:
        raise Fault("size")
    chunk_key, base, commitment = message_keys(key, context, sealed[:24])
    if not hmac.compare_digest(commitment, sealed[24:56]):
        raise Fault("size" if not possible else "commitment")
    aead = AESGCM(chunk_key)
    released = b""
    body = sealed[56:]
    for i in range(len(body) // SEALED_CHUNK + 1):
        try:
            chunk = body[i * SEALED_CHUNK : (i + 1) * SEALED_CHUNK]
            released += aead.decrypt(nonce(base, i), chunk, None)
        except InvalidTag:
            raise Fault("tag" if possible else "size", released) from None
    return released


def is_possible_size(size):
    return size >= 72 and (size - 56) % SEALED_CHUNK >= 16


def sealed_size(length):
    return 56 + length + 16 * (length // CHUNK + 1)


def padme(length):
    e = length.bit_length() - 1
    s = e.bit_length()
    mask = (1 << max(0, e - s)) - 1
    return (length + mask) & ~mask


def padded_size(length):
    return max(4096, padme(8 + length))


def stored_size(length):
    return 10 + sealed_size(padded_size(length))


def pad(content):
    return (u64(len(content)) + content).ljust(padded_size(len(content)), b"\0")


def unpad(padded):
    if len(padded) < 8:
        raise Fault("short")
    length = int.from_bytes(padded[:8], "big")
    if length > LAST or padded_size(length) != len(padded):
        raise Fault("size")
    if any(padded[8 + length :]):
        raise Fault("zero")
    return padded[8 : 8 + length]
