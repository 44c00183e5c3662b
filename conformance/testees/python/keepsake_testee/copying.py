"""Copying a vault from one store to another, without a key (spec 09, Copying)."""

from . import crypto
from .base import CONFLICT, MAX_NUMBER, UNSUPPORTED, KeepsakeError
from .base import attempt, file_number, is_object_name, name_of, need, number
from .header import ROLLBACK, need_parsed, parse_all
from .objects import HEAD, stored_size
from .rules import MAX_OBJECT
from .snapshots import SNAPSHOT, max_file
from .vault import FORK, SNAPSHOT_ROLLBACK, MemoryStore, read_headers

SHORTEST, LONGEST = stored_size(0), stored_size(MAX_OBJECT)


def _list_snapshots(store):
    return {name: size for name, size in store.list("snapshots/").items() if file_number("snapshots", name)}


def _list_objects(store):
    return {name: size for name, size in store.list("objects/").items() if is_object_name(name)}


def _snapshot_epoch(file, size):
    """The epoch of a snapshot that shows no damage without a key."""
    epoch = number(file, 10, 8)
    crypto.check_prefix(file, crypto.SNAPSHOT, "snapshot.malformed")
    need(len(file) >= 18 and 1 <= epoch <= MAX_NUMBER, "snapshot.malformed")
    need(crypto.is_sealed_size(size - 18) and size <= max_file(SNAPSHOT), "snapshot.malformed")
    return epoch


def _need_object_size(size):
    need(SHORTEST <= size <= LONGEST and crypto.is_sealed_size(size - 10), "object.truncated")
    body = size - HEAD
    padded = body - 16 * (body // crypto.SEALED_CHUNK + 1)
    need(crypto.padded_size(padded - 8) == padded, "object.truncated")


def copy_vault(store, source, source_interference=()):
    """Copies the files of source to the store. Returns what was left out: names and codes."""
    origin, report = MemoryStore(source, source_interference), {}

    def whole(name, function, *arguments):
        """Runs a check of a file; says whether it passed."""
        result = attempt(function, *arguments)
        if isinstance(result, KeepsakeError):
            report[name] = result.code
            return None
        return result if result is not None else True

    headers, snapshots = read_headers(origin), _list_snapshots(origin)
    again = (file_number("headers", name) for name in origin.list("headers/"))
    need(all(n in headers for n in again if n), CONFLICT)
    objects = _list_objects(origin)
    headers_there, snapshots_there, objects_there = read_headers(store), _list_snapshots(store), _list_objects(store)

    (parsed, faults), (parsed_there, faults_there) = parse_all(headers), parse_all(headers_there)
    need_parsed(parsed, faults)
    need(UNSUPPORTED not in [*faults.values(), *faults_there.values()], UNSUPPORTED)
    need(len({h.vault_id for h in parsed + parsed_there}) == 1, FORK)
    need(not parsed_there or parsed_there[0].order <= parsed[0].order, ROLLBACK)
    need(max(snapshots_there, default="") <= max(snapshots, default=""), SNAPSHOT_ROLLBACK)
    report.update((name_of("headers", n), code) for n, code in faults.items())
    need(all(headers_there.get(h.revision, h.file) == h.file for h in parsed), CONFLICT)
    epochs = {}
    for name, size in snapshots.items():
        file = origin.get(name, 0, max_file(SNAPSHOT) if name in snapshots_there else 18)
        epoch = file is not None and whole(name, _snapshot_epoch, file, size)
        if epoch and name in snapshots_there:
            need(store.get(name) in (file, None), CONFLICT)
        elif epoch:
            epochs[name] = epoch
    objects = {name: size for name, size in objects.items() if whole(name, _need_object_size, size)}
    need(all(objects_there.get(name, size) == size for name, size in objects.items()), CONFLICT)

    def put(name, file):
        need(store.put_unless_equal(name, file) is None, CONFLICT)

    for name in objects:
        file = None if name in objects_there else origin.get(name)
        about = (crypto.OBJECT, "object.malformed", "object.wrong-kind")
        if file is not None and whole(name, crypto.check_prefix, file, *about):
            put(name, file)
    last = parsed_there[0].epoch if parsed_there else 0
    missing = [h for h in parsed if h.revision not in headers_there]
    early = [name for name in epochs if epochs[name] > last] or list(epochs)
    for stage in (
        [h for h in missing if h.epoch <= last],
        early,
        [h for h in missing if h.epoch > last],
        [name for name in epochs if name not in early],
    ):
        for entry in stage:
            if isinstance(entry, str):
                file = origin.get(entry)
                if file is not None:
                    put(entry, file)
            else:
                put(entry.name, entry.file)
    return sorted(report.items())
