"""The operations of conformance/protocol.md: each is a function that takes its arguments by name, as Python values."""

import functools
import inspect
import itertools
import re

from . import archive, backup, copying, crypto, header, maintain, mending, objects, recovery, restore
from .base import UNSUPPORTED, KeepsakeError, attempt, file_number, name_of, need, object_name
from .content import BackupRules, Segment, encode_segment, order_key, read_frame, read_table
from .header import NO_SLOT, Header, RecoveryKey
from .restore import summary
from .rules import key_tuple, read
from .snapshots import MARK, SNAPSHOT, read_sealed, seal_file
from .vault import MemoryStore, Vault
from .wire import M, decode, encode, to_json, unknown_count
from .write import NewSlot, Writer, create


@functools.cache
def snake_case(name):
    return re.sub("[A-Z]", lambda capital: "_" + capital[0].lower(), name)


def _snake(value):
    return {snake_case(name): v for name, v in value.items()}


def pick(thing, names):
    """An object of an answer, of members that are named as attributes of a thing."""
    return {name: getattr(thing, snake_case(name)) for name in names.split()}


_SECRETS = {
    "recovery-key": lambda v: RecoveryKey(recovery.parse(v["digits"])),
    "passkey": lambda v: header.Passkey(v["credentialId"], recovery.prf_output(v["prf"])),
    "cred-random": lambda v: header.Authenticator(v["credentialId"], v["rpId"], v["credRandom"]),
    "kek": lambda v: header.DeviceKeys(None, None, {v["slotId"]: v["kek"]}),
    "root-key": lambda v: header.DeviceKeys(v["epoch"], v["rootKey"]),
}


def _secret(value):
    return _SECRETS[value["kind"]](value)


def _slot(value):
    """A slot to make, or one with its info and sealed root key."""
    if "secret" in value:
        return NewSlot(**{**_snake(value), "secret": _secret(value["secret"])})
    return M.KeySlot(**_snake(value))


def _order_key(value):
    return key_tuple(M.OrderKey(**_snake(value)))


def _list_of(form):
    return lambda values: [form(value) for value in values]


# Arguments whose form is more than text, numbers and bytes, by their names.
_FORMS = {
    "secret": _secret,
    "secrets": _list_of(_secret),
    "slot": _slot,
    "slots": _list_of(_slot),
    "add": _list_of(_slot),
    "state": lambda data: read(M.DeviceState, data, "input.malformed"),
    "reference": lambda value: M.ObjectReference(**value),
    "first": _order_key,
    "last": _order_key,
}


@functools.cache
def _parameters(function):
    return inspect.signature(function).parameters


def call(function, arguments, **more):
    """Calls a function with those arguments that it has a parameter for; what is no object is one member of it."""
    member, function = function if isinstance(function, tuple) else (None, function)
    parameters = _parameters(function)
    taken = {name: _FORMS[name](v) if name in _FORMS else v for name, v in arguments.items() if name in parameters}
    result = function(**taken, **more)
    return {member: result} if member else result


# Below the vault


def _pieces(data, cuts):
    return [data[a:b] for a, b in itertools.pairwise([0, *(cuts or [len(data)])])]


def sealed_open(key, context, ciphertext, cuts=None, range=None):
    size, out = len(ciphertext), b""
    try:
        if not range:
            for chunk in crypto.open_chunks(key, context, size, _pieces(ciphertext, cuts)):
                out += chunk
            return out
        if not crypto.is_sealed_size(size):
            raise crypto.SealError("size")
        keys, start, end = crypto.ChunkKeys(key, context, ciphertext[: crypto.SEAL_HEAD]), range["start"], range["end"]
        chunks = keys.open_range(lambda at, length: ciphertext[at : at + length], size, start, end)
        skipped = start - start % crypto.CHUNK
        return b"".join(chunk for _, chunk in chunks)[start - skipped : end - skipped]
    except crypto.SealError as error:
        raise KeepsakeError(error.code, reason=error.reason, released=summary(out)) from None


def passkey_result(result):
    value = result.get("bytes", result.get("values"))
    if result["form"] == "view":
        value = memoryview(b"\xff" + value + b"\xff")[1:-1]
    return recovery.prf_output(value)


def slot_wrap(vault_id, epoch, info, root_key, seal_salt, secret, prf_salt=None):
    kek = header.slot_kek(secret, vault_id, decode(M.SlotInfo, info, header.MALFORMED), prf_salt)
    need(kek, NO_SLOT)
    return header.wrap(kek, vault_id, epoch, info, root_key, seal_salt)


def slot_unwrap(vault_id, epoch, slots, secret, prf_salt=None):
    opened = header.open_slots(secret, vault_id, epoch, prf_salt, [header.read_slot(slot) for slot in slots])
    return pick(opened, "rootKey slotId")


def header_parse(file, revision):
    h = Header(file, revision)
    slots = [{**pick(slot.info, "slotId salt"), "kind": header.slot_kind(slot.info)} for slot in h.slots]
    return {**pick(h, "vaultId epoch revision digest"), "prfSalt": h.message.prf_salt, "slots": slots}


def header_open(file, revision, secret):
    h = Header(file, revision).open(secret)
    about = {"details": h.details_bytes, "writerId": h.details.writer_id, "formerEpochs": len(h.former)}
    return {"rootKey": h.root_key, **about}


def header_build(vault_id, epoch, revision, root_key, prf_salt, slots, details, seal_salt):
    message = M.Header(vault_id=vault_id, epoch=epoch, revision=revision, prf_salt=prf_salt, slots=slots)
    return header.build(message, root_key, details, seal_salt).file


def _codes_json(codes):
    return [{"name": name, "code": code} for name, code in codes]


def header_choose(headers, secret, asked=None):
    numbered = {n: file for name, file in headers.items() if (n := file_number("headers", name))}
    chosen, skipped, read_only = header.choose(numbered, secret, asked)
    codes = _codes_json((name_of("headers", n), code) for n, code in sorted(skipped.items()))
    return {"revision": chosen.revision, "readOnly": read_only, "skipped": codes}


def header_complete(file, revision, text):
    h = Header(file, revision)
    for digits in recovery.complete(text)[1]:
        result = attempt(h.open, RecoveryKey(digits))
        if result is h:
            return digits
        need(result.code == NO_SLOT, result.code)
    raise KeepsakeError(NO_SLOT)


def object_seal(vault_id, epoch, root_key, type, generation, identity, content, seed):
    keys, digest = crypto.EpochKeys(vault_id, epoch, root_key), crypto.digest(content)
    reference = objects.make_reference(keys, type, generation, identity, len(content), digest)
    file = objects.seal_object(vault_id, type, reference, content, crypto.random_source(seed))
    about = pick(reference, "id key length digest")
    return {"reference": about, "name": object_name(reference.id), "file": file}


def object_read(vault_id, type, reference, file=None, cuts=None):
    size, out = None if file is None else len(file), b""
    try:
        for content in objects.read_chunks(vault_id, type, reference, size, _pieces(file or b"", cuts)):
            out += content
    except KeepsakeError as error:
        error.details["released"] = summary(out if type == objects.ATTACHMENT else b"")
        raise
    return out


def object_range(vault_id, type, reference, start, end, file=None):
    size = None if file is None else len(file)
    return objects.read_range(vault_id, type, reference, size, lambda at, n: file[at : at + n], start, end)


def segment_table(content):
    return [{"id": oid, "length": length} for oid, length in read_table(content)[0].items()]


def segment_decode(content, frame_count, first, last):
    s = Segment(content, frame_count, first, last)
    frames = [to_json(frame) for frame in s.frames]
    return {"frames": frames, "table": segment_table(content), **pick(s, "unknownFields unknownFrames")}


def _key_json(key):
    return key and {"rank": key[0], "timeMs": key[1], "id": key[2].decode()}


def frame_validate(frame):
    f = read_frame(frame)
    about = {"unknownFields": unknown_count(f), "encoded": encode(f)}
    return {"json": to_json(f), "orderKey": _key_json(order_key(f)), **about}


def frames_validate(frames):
    rules = BackupRules()
    keys = [(rules.check(frame), order_key(frame)) for frame in map(read_frame, frames)]
    rules.check_end()
    return [_key_json(key) for key, own in keys if own]


def sealed_decode(kind, vault_id, epochs, name, file):
    keys = {e["epoch"]: crypto.EpochKeys(vault_id, e["epoch"], e["rootKey"]) for e in epochs}
    sealed = read_sealed(kind, vault_id, keys, name, file)
    need(sealed.supported, UNSUPPORTED)
    m, about = sealed.message, {"protobuf": sealed.message, "epoch": sealed.epoch}
    if kind is MARK:
        return {**about, "number": m.number, "objectIds": list(m.object_ids)}
    lengths = {"ancestors": len(m.ancestors), "segments": len(m.segments)}
    return {**about, **pick(m, "sequence minHeaderRevision"), **lengths, "digest": sealed.digest}


def sealed_encode(kind, vault_id, epoch, root_key, protobuf, seal_salt):
    message = decode(kind.message, protobuf, kind.label + ".malformed")
    name, file = seal_file(kind, crypto.EpochKeys(vault_id, epoch, root_key), message, seal_salt)
    return {"name": name, "file": file}


# Vaults


def vault_open(vault):
    state, newest = vault.remembered(), vault.history.newest
    code = vault.read_only_code() or vault.stopping_fault
    need(not code, code, **({"state": state} if state else {}))
    return {**pick(vault.header, "revision epoch"), "snapshot": newest.number if newest else 0, "state": state}


def vault_history(vault):
    h, history = vault.header, vault.history
    return {
        **pick(h, "revision epoch"),
        "formerEpochs": [pick(former, "epoch rootKey lastSequence lastDigest") for former in h.former],
        "counts": [s.number for s in history.counting],
        "ignored": _codes_json(history.ignored.items()),
        "newest": vault.chosen.number if vault.chosen else None,
    }


def slot_list(vault):
    labels, infos = {d.slot_id: d.label for d in vault.header.details.slots}, [s.info for s in vault.header.slots]
    return [{"slotId": i.slot_id, "kind": header.slot_kind(i), "label": labels.get(i.slot_id, "")} for i in infos]


def _on_vault(function, arguments):
    """An operation on an opened vault. What one that writes answers or rejects has the log."""
    store = call(MemoryStore, arguments)
    try:
        if function is create:
            return {"log": store.log, **call(create, arguments, store=store)}
        if function is copying.copy_vault:
            return {"log": store.log, "problems": _codes_json(call(function, arguments, store=store))}
        vault = call(Vault, arguments, store=store)
        if function in _READING.values():
            return call(function, arguments, vault=vault)
        writer = call(Writer, arguments, vault=vault)
        answer = call(function, arguments, writer=writer) or {}
        return {**answer, "log": store.log, "state": vault.remembered(writer.own_id)}
    except KeepsakeError as error:
        if function in _WRITING.values():
            error.details["log"] = store.log
        raise


_PLAIN = {
    "mac": ("mac", crypto.mac),
    "derive": ("key", crypto.derive),
    "named-random": ("bytes", crypto.named_random),
    "digest": ("digest", lambda content, cuts=None: crypto.digest(*_pieces(content, cuts))),
    "padme": ("padded", crypto.padme),
    "stored-size": lambda length: {"paddedSize": crypto.padded_size(length), "storedSize": objects.stored_size(length)},
    "pad": ("padded", crypto.pad),
    "unpad": ("content", crypto.unpad),
    "sealed.size": ("size", crypto.sealed_size),
    "sealed.seal": ("ciphertext", crypto.seal),
    "sealed.open": ("plaintext", sealed_open),
    "prefix.identify": ("kind", crypto.identify),
    "recovery-key.generate": ("digits", recovery.generate),
    "recovery-key.parse": ("digits", lambda text: recovery.parse(text)),
    "recovery-key.format": ("rows", recovery.format_rows),
    "recovery-key.check-digit": ("check", recovery.check_digit),
    "recovery-key.complete": lambda text: recovery.complete(text)[0],
    "passkey.prf-input": ("input", recovery.prf_input),
    "passkey.prf": ("output", recovery.evaluate),
    "passkey.result": ("output", passkey_result),
    "slot.info": (
        "info",
        lambda slot_id, salt, passkey=None: header.make_info(slot_id, salt, passkey and _snake(passkey)),
    ),
    "slot.wrap": ("sealedRootKey", slot_wrap),
    "slot.unwrap": slot_unwrap,
    "header.parse": header_parse,
    "header.open": header_open,
    "header.build": ("file", header_build),
    "header.choose": header_choose,
    "header.complete": ("digits", header_complete),
    "object.seal": object_seal,
    "object.read": ("content", object_read),
    "object.range": ("content", object_range),
    "segment.encode": ("content", lambda frames: encode_segment(list(map(read_frame, frames)))),
    "segment.decode": segment_decode,
    "segment.table": ("table", segment_table),
    "frame.validate": frame_validate,
    "frames.validate": ("orderKeys", frames_validate),
    "snapshot.decode": functools.partial(sealed_decode, SNAPSHOT),
    "snapshot.encode": functools.partial(sealed_encode, SNAPSHOT),
    "mark.decode": functools.partial(sealed_decode, MARK),
    "mark.encode": functools.partial(sealed_encode, MARK),
    "archive.list": ("entries", lambda file: [pick(e, "name offset length") for e in archive.read(file)]),
    "archive.pack": ("file", archive.pack),
    "archive.unpack": ("files", archive.unpack),
}
_READING = {
    "vault.open": vault_open,
    "vault.history": vault_history,
    "vault.restore": restore.restore,
    "vault.read-range": restore.range_of,
    "vault.slot-list": ("slots", slot_list),
    "vault.check": restore.check,
    "vault.archive": restore.make_archive,
}
_WRITING = {
    "vault.create": create,
    "vault.backup": backup.backup,
    "vault.slot-add": maintain.add_slot,
    "vault.slot-remove": maintain.remove_slot,
    "vault.rotate": maintain.rotate,
    "vault.reseal": backup.reseal,
    "vault.take-over": maintain.take_over,
    "vault.repair": ("removed", maintain.repair),
    "vault.repair-objects": ("repaired", mending.repair_objects),
    "vault.forget": maintain.forget,
    "vault.prune": maintain.prune,
    "vault.copy": copying.copy_vault,
}
OPERATIONS = {name: functools.partial(call, function) for name, function in _PLAIN.items()}
OPERATIONS |= {name: functools.partial(_on_vault, function) for name, function in (_READING | _WRITING).items()}
