"""Sealed objects, from chapter 6."""

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from primitives import (
    CHUNK,
    SEALED_CHUNK,
    Fault,
    context_of,
    derive,
    digest,
    lp,
    mac,
    message_keys,
    named_random,
    nonce,
    pad,
    padded_size,
    seal,
    stored_size,
    u8,
    u32,
    u64,
)

FIRST = 66


def seal_object(i, bytes_of):
    vault_id, content = bytes_of(i["vaultId"]), bytes_of(i["content"])
    root_key, epoch = bytes_of(i["rootKey"]), u64(i["epoch"])
    id_key, key_key = (derive(root_key, vault_id, label, epoch) for label in ("object-id", "object-key"))
    content_digest = digest(content)
    named = u8(i["type"]) + u32(i["generation"]) + lp(i["identity"].encode()) + u64(len(content)) + content_digest
    object_id = mac(id_key, named)
    key = mac(key_key, object_id)
    name = f"objects/{object_id.hex()[:2]}/{object_id.hex()}"
    salt = named_random(bytes_of(i["seed"]), "salt/" + name, 24)
    context = context_of("object", vault_id + u8(i["type"]) + object_id)
    file = b"KEEPSAKE\1\3" + seal(key, context, pad(content), salt)
    chunk_key, base, commitment = message_keys(key, context, salt)
    reference = {"id": object_id, "key": key, "length": len(content), "digest": content_digest}
    between = {"objectIdKey": id_key, "objectKeyKey": key_key, "context": context, "salt": salt}
    keys = {"chunkKey": chunk_key, "baseNonce": base, "commitment": commitment}
    sizes = {"paddedLength": padded_size(len(content)), "storedLength": len(file)}
    return {"reference": reference, "name": name, "file": file}, {**between, **keys, **sizes}


def check_start(i, bytes_of):
    """The file and its chunk key, after everything that comes before the first chunk."""
    reference, length = i["reference"], i["reference"]["length"]
    if "file" not in i:
        raise Fault("object.missing")
    file = bytes_of(i["file"])
    if len(file) < stored_size(length):
        raise Fault("object.truncated")
    if len(file) > stored_size(length):
        raise Fault("object.size")
    if file[:8] != b"KEEPSAKE":
        raise Fault("object.malformed")
    if file[8] != 1:
        raise Fault("input.unsupported-version")
    if file[9] != 3:
        raise Fault("object.wrong-kind")
    context = context_of("object", bytes_of(i["vaultId"]) + u8(i["type"]) + bytes_of(reference["id"]))
    chunk_key, base, commitment = message_keys(bytes_of(reference["key"]), context, file[10:34])
    if not hmac.compare_digest(commitment, file[34:66]):
        raise Fault("object.auth")
    return file, AESGCM(chunk_key), base


def read_chunk(file, aead, base, n, length):
    """The content in a chunk that passes."""
    try:
        plain = aead.decrypt(nonce(base, n), file[FIRST + n * SEALED_CHUNK : FIRST + (n + 1) * SEALED_CHUNK], None)
    except InvalidTag:
        raise Fault("object.auth") from None
    if n == 0 and int.from_bytes(plain[:8], "big") != length:
        raise Fault("object.size")
    end = 8 + length - n * CHUNK
    if any(plain[max(0, end) :]):
        raise Fault("object.padding")
    return plain[8 if n == 0 else 0 : max(0, end)]


def read_object(i, bytes_of):
    file, aead, base = check_start(i, bytes_of)
    length = i["reference"]["length"]
    content = b""
    early = i["type"] == 2
    for n in range(padded_size(length) // CHUNK + 1):
        try:
            content += read_chunk(file, aead, base, n, length)
        except Fault as fault:
            raise Fault(fault.code, content if early else b"") from None
    if digest(content) != bytes_of(i["reference"]["digest"]):
        raise Fault("object.digest", content if early else b"")
    return {"content": content}, {"paddedLength": padded_size(length), "storedLength": len(file)}


def read_range(i, bytes_of):
    file, aead, base = check_start(i, bytes_of)
    first, last = (8 + i["start"]) // CHUNK, (8 + i["end"] - 1) // CHUNK
    chunks = [read_chunk(file, aead, base, n, i["reference"]["length"]) for n in range(first, last + 1)]
    skipped = i["start"] - max(0, first * CHUNK - 8)
    content = b"".join(chunks)[skipped : skipped + i["end"] - i["start"]]
    return {"content": content}, {"firstChunk": first, "lastChunk": last}
