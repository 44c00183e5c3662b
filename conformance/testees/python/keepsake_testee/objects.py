"""Sealed objects: ids, keys, reading whole and in ranges, sealing (spec 06)."""

from . import crypto
from .base import USAGE, need, number, object_name, u8, u32, u64
from .crypto import CHUNK, SEALED_CHUNK
from .rules import MAX_SEGMENT
from .wire import M

SEGMENT, ATTACHMENT = 1, 2
HEAD = 10 + crypto.SEAL_HEAD


def stored_size(length):
    return 10 + crypto.sealed_size(crypto.padded_size(length))


def make_reference(keys, kind, generation, identity, length, digest):
    name = identity.encode()
    oid = crypto.mac(keys.key("object-id"), u8(kind) + u32(generation) + u32(len(name)) + name + u64(length) + digest)
    return M.ObjectReference(id=oid, key=crypto.mac(keys.key("object-key"), oid), length=length, digest=digest)


def _context(vault_id, kind, reference):
    return crypto.labelled("object", vault_id + u8(kind) + reference.id)


def seal_object(vault_id, kind, reference, content, random):
    """The file of an object; the reference's own key seals it."""
    salt = random("salt/" + object_name(reference.id), 24)
    return crypto.OBJECT + crypto.seal(reference.key, _context(vault_id, kind, reference), crypto.pad(content), salt)


def check_size(length, size):
    """Steps 1 to 3 of reading content of a length; size is None where the object is not stored."""
    need(size is not None, "object.missing")
    need(size >= stored_size(length), "object.truncated")
    need(size <= stored_size(length), "object.size")


def _open_head(vault_id, kind, reference, head):
    crypto.check_prefix(head, crypto.OBJECT, "object.malformed", "object.wrong-kind")
    return crypto.ChunkKeys(reference.key, _context(vault_id, kind, reference), head[10:])


def _content_of(index, chunk, length):
    """The content in a chunk, whose length field and padding are checked."""
    need(index or number(chunk, 0, 8) == length, "object.size")
    end = max(8 + length - index * CHUNK, 0)
    need(not chunk[end:].strip(b"\0"), "object.padding")
    return chunk[0 if index else 8 : end]


def read_chunks(vault_id, kind, reference, size, pieces):
    """Gives out the content of an object, chunk by chunk; at the end its digest is checked."""
    need(kind != SEGMENT or reference.length <= MAX_SEGMENT, "content.limit-exceeded")
    check_size(reference.length, size)
    parts = crypto.blocks(pieces, SEALED_CHUNK, HEAD)
    keys, passed = _open_head(vault_id, kind, reference, next(parts)), []
    for index, chunk in enumerate(parts):
        passed.append(_content_of(index, keys.open(index, chunk), reference.length))
        yield passed[-1]
    need(crypto.digest(*passed) == reference.digest, "object.digest")


def read_range(vault_id, kind, reference, size, fetch, start, end):
    """Content [start, end) of an attachment; fetch(offset, length) reads a part of its file."""
    need(0 <= start < end <= reference.length, USAGE, message="no such range")
    check_size(reference.length, size)

    def whole(offset, length):
        """A part of the file; a shorter answer means a shorter file (spec 09, store-short-range)."""
        data = fetch(offset, length)
        need(data is not None, "object.missing")
        need(len(data) == length, "object.truncated")
        return data

    keys = _open_head(vault_id, kind, reference, whole(0, HEAD))
    chunks = keys.open_range(lambda offset, length: whole(10 + offset, length), size - 10, 8 + start, 8 + end)
    content = b"".join(_content_of(index, chunk, reference.length) for index, chunk in chunks)
    skipped = max((8 + start) // CHUNK * CHUNK - 8, 0)
    return content[start - skipped : end - skipped]
