"""Snapshots and marks: reading and sealing (spec 08; spec 09, Marks)."""

from collections import namedtuple

from . import crypto
from .base import MAX_NUMBER, attempt, file_number, name_of, need, number, sort_out, u64
from .rules import check_all
from .wire import M, decode, encode

# What differs between snapshots and marks; number is the field that stands in the file name, too.
Kind = namedtuple("Kind", "folder prefix label message max_content number")
SNAPSHOT = Kind("snapshots", crypto.SNAPSHOT, "snapshot", M.Snapshot, 33554432, "sequence")
MARK = Kind("marks", crypto.MARK, "mark", M.Mark, 16777216, "number")

# One that was read; supported is False for a snapshot with unknown required features, whose fields are not checked.
SealedFile = namedtuple("SealedFile", "name number epoch message digest supported", defaults=(True,))


def max_file(kind):
    return 18 + crypto.sealed_size(crypto.padded_size(kind.max_content))


def _context(kind, vault_id, epoch, n):
    return crypto.labelled(kind.label, vault_id + u64(epoch) + u64(n))


def read_sealed(kind, vault_id, keys, name, file):
    """Reads a file by steps 1 to 12; keys is a map from epoch to its keys."""
    malformed, auth = kind.label + ".malformed", kind.label + ".auth"
    n, epoch = file_number(kind.folder, name), number(file, 10, 8)
    crypto.check_prefix(file, kind.prefix, malformed)
    need(len(file) >= 18 and 1 <= epoch <= MAX_NUMBER, malformed)
    need(crypto.is_sealed_size(len(file) - 18) and len(file) <= max_file(kind), malformed)
    need(epoch in keys, auth)
    key, context = keys[epoch].key(kind.label), _context(kind, vault_id, epoch, n)
    content = crypto.unseal_padded(key, context, file[18:], auth, malformed)
    need(len(content) <= kind.max_content, malformed)
    message = decode(kind.message, content, malformed)
    supported = kind is MARK or not message.required_features
    if supported:
        check_all(message, malformed)
        need(getattr(message, kind.number) == n and message.epoch == epoch, malformed)
    return SealedFile(name, n, epoch, message, crypto.digest(file), supported)


def seal_file(kind, keys, message, salt):
    check_all(message, kind.label + ".malformed")
    need(message.epoch == keys.epoch, kind.label + ".malformed")
    n, key = getattr(message, kind.number), keys.key(kind.label)
    sealed = crypto.seal(key, _context(kind, keys.vault_id, keys.epoch, n), crypto.pad(encode(message)), salt)
    return name_of(kind.folder, n), kind.prefix + u64(keys.epoch) + sealed


def read_folder(store, folder, limit):
    """The files of a folder by name, up to a length. One that is gone when it is read was deleted meanwhile."""
    files = {name: store.get(name, 0, limit) for name in store.list(folder + "/") if file_number(folder, name)}
    return {name: file for name, file in files.items() if file is not None}


def read_all(store, kind, header):
    """All snapshots or marks that open, and the codes of those that do not, by name."""
    files = read_folder(store, kind.folder, max_file(kind) + 1).items()
    return sort_out({name: attempt(read_sealed, kind, header.vault_id, header.keys, name, f) for name, f in files})
