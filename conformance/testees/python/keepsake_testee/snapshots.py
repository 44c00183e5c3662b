"""Snapshots and marks: reading and sealing (spec 08; spec 09, Marks)."""

from .errors import KeepsakeError
from .frames import MAX_ID, compare_key
from .header import ascending, file_number
from .objects import MAX_SEGMENT, is_reference
from .primitives import (
    MARK_KIND,
    MAX_NUMBER,
    SNAPSHOT_KIND,
    PaddingError,
    SealError,
    check_prefix,
    digest,
    is_sealed_size,
    name_of,
    number,
    pad,
    padded_size,
    prefix,
    seal,
    seal_context,
    sealed_size,
    u64,
    unpad,
    unseal,
)
from .wire import decode, encode, schema

Snapshot, Mark, Ancestor = schema("Snapshot"), schema("Mark"), schema("Ancestor")
SegmentReference, OrderKey, Totals = schema("SegmentReference"), schema("OrderKey"), schema("Totals")
MAX_FRAMES = 131072
MAX_MARKED = 262144


class Kind:
    """What differs between snapshots and marks."""

    def __init__(self, folder, kind_byte, seal_type, message, max_content, check):
        self.folder, self.kind_byte, self.seal_type, self.message = folder, kind_byte, seal_type, message
        self.malformed, self.auth = seal_type + ".malformed", seal_type + ".auth"
        self.max_content, self.check = max_content, check
        self.max_file = 18 + sealed_size(padded_size(max_content))

    def context(self, vault_id, epoch, n):
        return seal_context(self.seal_type, vault_id + u64(epoch) + u64(n))


class SealedFile:
    """A snapshot or mark that was read; supported is False for one with unknown required features."""

    def __init__(self, name, n, epoch, message, file, supported=True):
        self.name, self.number, self.epoch, self.message = name, n, epoch, message
        self.digest = digest(file)
        self.supported = supported

    @property
    def sequence(self):
        return self.number


def check_file_size(kind, size):
    """The limit on files, which is checked before one is read."""
    if size > kind.max_file:
        raise KeepsakeError(kind.malformed)


def read_sealed(kind, vault_id, keys, name, file):
    """Reads a file by steps 1 to 12; keys is a map from epoch to its keys.

    A snapshot with unknown required features comes back with supported False: whether it counts is still to be asked.
    """
    malformed = kind.malformed
    n = file_number(kind.folder, name)
    check_prefix(file[:10], kind.kind_byte, malformed)
    epoch = number(file, 10, 8)
    if len(file) < 18 or not 1 <= epoch <= MAX_NUMBER:
        raise KeepsakeError(malformed)
    if not is_sealed_size(len(file) - 18) or len(file) > kind.max_file:
        raise KeepsakeError(malformed)
    if epoch not in keys:
        raise KeepsakeError(kind.auth)
    try:
        padded = unseal(keys[epoch].key(kind.seal_type), kind.context(vault_id, epoch, n), memoryview(file)[18:])
    except SealError:
        raise KeepsakeError(kind.auth) from None
    try:
        content = unpad(padded)
    except PaddingError:
        raise KeepsakeError(malformed) from None
    if len(content) > kind.max_content:
        raise KeepsakeError(malformed)
    message = decode(kind.message, content, malformed)
    if kind is SNAPSHOT and message.required_features:
        return SealedFile(name, n, epoch, message, file, supported=False)
    own = message.sequence if kind is SNAPSHOT else message.number
    if not (kind.check(message) and own == n and message.epoch == epoch):
        raise KeepsakeError(malformed)
    return SealedFile(name, n, epoch, message, file)


def seal_file(kind, keys, n, message, salt):
    """The name and file of a message; n is its sequence or number."""
    context = kind.context(keys.vault_id, keys.epoch, n)
    sealed = seal(keys.key(kind.seal_type), context, pad(encode(message)), salt)
    return name_of(kind.folder, n), prefix(kind.kind_byte) + u64(keys.epoch) + sealed


def _is_order_key(key):
    if key is None or len(key.id.encode()) > MAX_ID:
        return False
    if key.rank in (1, 2):
        return key.time_ms == 0 and not key.id
    if key.rank == 7:
        return key.time_ms > 0 and bool(key.id)
    return 3 <= key.rank <= 6 and key.time_ms == 0 and bool(key.id)


def key_tuple(key):
    """An OrderKey as frames compare it."""
    return compare_key(key.rank, key.time_ms, key.id)


def _check_segment(segment):
    reference = segment.object
    return (
        reference is not None and is_reference(reference) and reference.length <= MAX_SEGMENT
        and 1 <= segment.frame_count <= MAX_FRAMES
        and _is_order_key(segment.first) and _is_order_key(segment.last)
        and (segment.first.rank == 7) == (segment.last.rank == 7)
        and key_tuple(segment.first) <= key_tuple(segment.last)
    )


def _check_snapshot(s):
    names = (s.writer_name, s.account, s.service, s.producer)
    sequences = [a.sequence for a in s.ancestors]
    if not (s.sequence >= 1 and s.epoch >= 1 and s.min_header_revision >= 1 and len(s.writer_id) == 16):
        return False
    if any(len(name.encode()) > 256 for name in names) or len(sequences) > 4096 or len(s.segments) > 65536:
        return False
    if not ascending([0, *reversed(sequences), s.sequence]) or any(len(a.digest) != 32 for a in s.ancestors):
        return False
    if not all(_check_segment(segment) for segment in s.segments):
        return False
    return all(key_tuple(a.last) < key_tuple(b.first) for a, b in zip(s.segments, s.segments[1:]))


def _check_mark(m):
    return (
        m.number >= 1 and len(m.writer_id) == 16 and 1 <= len(m.object_ids) <= MAX_MARKED
        and all(len(i) == 32 for i in m.object_ids) and ascending(m.object_ids)
    )


SNAPSHOT = Kind("snapshots", SNAPSHOT_KIND, "snapshot", Snapshot, 33554432, _check_snapshot)
MARK = Kind("marks", MARK_KIND, "mark", Mark, 16777216, _check_mark)
