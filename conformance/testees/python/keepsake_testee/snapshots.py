"""Snapshots and marks: reading and sealing (spec 08; spec 09, Marks)."""

from collections import namedtuple
from dataclasses import dataclass

from .primitives import (
    MARK_KIND,
    MAX_NUMBER,
    SNAPSHOT_KIND,
    KeepsakeError,
    check_prefix,
    digest,
    file_number,
    is_sealed_size,
    labelled,
    name_of,
    need,
    number,
    pad,
    padded_size,
    prefix,
    seal,
    sealed_size,
    u64,
    unpad,
    unseal,
)
from .rules import check_all
from .wire import M, decode, encode


# What differs between snapshots and marks; number is the field that the file name has, too.
Kind = namedtuple("Kind", "folder byte label message max_content number")
SNAPSHOT = Kind("snapshots", SNAPSHOT_KIND, "snapshot", M.Snapshot, 33554432, "sequence")
MARK = Kind("marks", MARK_KIND, "mark", M.Mark, 16777216, "number")


@dataclass
class SealedFile:
    """A snapshot or mark that was read; supported is False for one with unknown required features."""

    name: str
    number: int
    epoch: int
    message: object
    digest: bytes
    supported: bool = True


def max_file(kind):
    return 18 + sealed_size(padded_size(kind.max_content))


def _context(kind, vault_id, epoch, n):
    return labelled(kind.label, vault_id + u64(epoch) + u64(n))


def read_sealed(kind, vault_id, keys, name, file):
    """Reads a file by steps 1 to 12; keys is a map from epoch to its keys.

    A snapshot with unknown required features comes back with supported False: whether it counts is still to be asked.
    """
    malformed, auth = kind.label + ".malformed", kind.label + ".auth"
    n, epoch = file_number(kind.folder, name), number(file, 10, 8)
    check_prefix(file, kind.byte, malformed)
    need(len(file) >= 18 and 1 <= epoch <= MAX_NUMBER, malformed)
    need(is_sealed_size(len(file) - 18) and len(file) <= max_file(kind), malformed)
    need(epoch in keys, auth)
    padded = unseal(keys[epoch].key(kind.label), _context(kind, vault_id, epoch, n), file[18:], auth)
    content = unpad(padded, malformed)
    need(len(content) <= kind.max_content, malformed)
    message = decode(kind.message, content, malformed)
    read = SealedFile(name, n, epoch, message, digest([file]), not getattr(message, "required_features", ()))
    if read.supported:
        check_all(message, malformed)
        need(getattr(message, kind.number) == n and message.epoch == epoch, malformed)
    return read


def seal_file(kind, keys, message, salt):
    """The name and file of a message."""
    check_all(message, kind.label + ".malformed")
    need(message.epoch == keys.epoch, kind.label + ".malformed")
    n = getattr(message, kind.number)
    context = _context(kind, keys.vault_id, keys.epoch, n)
    sealed = seal(keys.key(kind.label), context, pad(encode(message)), salt)
    return name_of(kind.folder, n), prefix(kind.byte) + u64(keys.epoch) + sealed


def read_all(store, kind, header):
    """All snapshots or marks that open, and the codes of those that do not, by name."""
    found, faults = [], {}
    for name in store.list(kind.folder + "/"):
        file = store.get(name, 0, max_file(kind) + 1) if file_number(kind.folder, name) else None
        try:
            if file is not None:
                found.append(read_sealed(kind, header.vault_id, header.keys, name, file))
        except KeepsakeError as error:
            faults[name] = error.code
    return found, faults
