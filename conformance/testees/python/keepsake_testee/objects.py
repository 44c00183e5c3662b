"""Sealed objects: ids, keys, reading whole and in ranges, sealing (spec 06)."""

from .errors import KeepsakeError, UsageError
from .primitives import (
    CHUNK,
    OBJECT_KIND,
    SEAL_HEAD,
    SEALED_CHUNK,
    Digest,
    Opener,
    SealError,
    check_prefix,
    digest,
    lp,
    mac,
    number,
    open_head,
    pad,
    padded_size,
    prefix,
    seal,
    seal_context,
    sealed_size,
    u8,
    u32,
    u64,
)
from .wire import ObjectReference

SEGMENT, ATTACHMENT = 1, 2
MAX_OBJECT, MAX_SEGMENT = 2**40, 16777216
THUMBNAIL = "/thumbnail"
HEAD = 10 + SEAL_HEAD


def stored_size(length):
    return 10 + sealed_size(padded_size(length))


def object_name(object_id):
    text = object_id.hex()
    return f"objects/{text[:2]}/{text}"


def object_id(keys, kind, generation, identity, length, content_digest):
    data = u8(kind) + u32(generation) + lp(identity.encode()) + u64(length) + content_digest
    return mac(keys.key("object-id"), data)


def object_key(keys, oid):
    return mac(keys.key("object-key"), oid)


def make_reference(keys, kind, generation, identity, content):
    content_digest = digest(content)
    oid = object_id(keys, kind, generation, identity, len(content), content_digest)
    return ObjectReference(id=oid, key=object_key(keys, oid), length=len(content), digest=content_digest)


def is_reference(reference):
    """Whether a reference has the shape that it has to have (spec 06, References)."""
    sizes = (len(reference.id), len(reference.key), len(reference.digest))
    return sizes == (32, 32, 32) and reference.length <= MAX_OBJECT


def _context(vault_id, kind, oid):
    return seal_context("object", vault_id + u8(kind) + oid)


def seal_object(vault_id, kind, reference, content, random):
    """The file of an object; the reference's own key seals it."""
    salt = random.get("salt/" + object_name(reference.id), 24)
    context = _context(vault_id, kind, reference.id)
    return prefix(OBJECT_KIND) + seal(reference.key, context, pad(content), salt)


def check_size(length, size):
    """Steps 1 to 3 of reading content of a length; size is None where the object is not stored."""
    if size is None:
        raise KeepsakeError("object.missing")
    if size != stored_size(length):
        raise KeepsakeError("object.truncated" if size < stored_size(length) else "object.size")


def _check_head(head):
    check_prefix(head[:10], OBJECT_KIND, "object.malformed", "object.wrong-kind")


def _chunk_content(index, chunk, length):
    """The content bytes of a chunk whose tag was right (spec 06, for each chunk, steps 2 and 3)."""
    if index == 0 and number(chunk, 0, 8) != length:
        raise KeepsakeError("object.size")
    end = min(max(8 + length - index * CHUNK, 0), len(chunk))
    if chunk[end:].strip(b"\0"):
        raise KeepsakeError("object.padding")
    return chunk[8 if index == 0 else 0 : end]


class ObjectReader:
    """Reads an object that arrives in pieces; gives out the content of each chunk that passed."""

    def __init__(self, vault_id, kind, reference, size):
        if kind == SEGMENT and reference.length > MAX_SEGMENT:
            raise KeepsakeError("content.limit-exceeded")
        check_size(reference.length, size)
        self._reference = reference
        self._head = b""
        self._opener = Opener(reference.key, _context(vault_id, kind, reference.id), size - 10)
        self._digest = Digest()
        self._index = 0

    def update(self, data):
        if len(self._head) < 10:
            missing = 10 - len(self._head)
            self._head += data[:missing]
            data = data[missing:]
            if len(self._head) < 10:
                return
            _check_head(self._head)
        try:
            for chunk in self._opener.update(data):
                content = _chunk_content(self._index, chunk, self._reference.length)
                self._index += 1
                self._digest.update(content)
                yield content
        except SealError:
            raise KeepsakeError("object.auth") from None

    def finish(self):
        if self._digest.finish() != self._reference.digest:
            raise KeepsakeError("object.digest")


def read_object(vault_id, kind, reference, file):
    """The content of an object whose file is in memory, or None where there is none."""
    reader = ObjectReader(vault_id, kind, reference, None if file is None else len(file))
    content = b"".join(reader.update(file))
    reader.finish()
    return content


def read_range(vault_id, kind, reference, size, fetch, start, end):
    """Content [start, end) of an attachment; fetch(offset, length) reads a part of its file."""
    if not 0 <= start < end <= reference.length:
        raise UsageError("range")
    check_size(reference.length, size)
    def whole(offset, length):
        """A part of the file; a shorter answer means a shorter file (spec 09, store-short-range)."""
        data = fetch(offset, length)
        if len(data) < length:
            raise KeepsakeError("object.truncated")
        return data

    head = whole(0, HEAD)
    _check_head(head)
    out = []
    try:
        keys = open_head(reference.key, _context(vault_id, kind, reference.id), head[10:])
        first, last = (8 + start) // CHUNK, (8 + end - 1) // CHUNK
        for i in range(first, last + 1):
            at = HEAD + SEALED_CHUNK * i
            chunk = keys.open(i, whole(at, min(SEALED_CHUNK, size - at)))
            out.append(_chunk_content(i, chunk, reference.length))
    except SealError:
        raise KeepsakeError("object.auth") from None
    skipped = max(first * CHUNK - 8, 0)
    return b"".join(out)[start - skipped : end - skipped]
