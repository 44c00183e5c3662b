"""The operations of conformance/protocol.md: each takes its arguments by name, as Python values."""

import functools
import inspect
import itertools

from . import archive, backup, header, maintain, objects, primitives, recovery, restore
from .content import ORDER, REFERENCE, BackupRules, Segment, encode_segment, order_key, read_frame, read_table
from .header import NO_SLOT, Header, RecoveryKey
from .objects import ATTACHMENT
from .primitives import ChunkKeys, EpochKeys, KeepsakeError, SealError, UnsupportedError, need, need_usage
from .restore import summary
from .rules import key_of, read
from .snapshots import MARK, SNAPSHOT, read_sealed, seal_file
from .vault import MemoryStore, Vault
from .wire import M, decode, encode, to_json, unknown_count
from .write import NewSlot, Writer, create


# Arguments whose form is more than text, numbers and bytes


def _secret(value):
    match value["kind"]:
        case "recovery-key":
            return RecoveryKey(recovery.parse(value["digits"]))
        case "passkey":
            return header.Passkey(value["credentialId"], recovery.prf_output(value["prf"]))
        case "cred-random":
            return header.Authenticator(value["credentialId"], value["rpId"], value["credRandom"])
        case "kek":
            return header.DeviceKeys(None, None, {value["slotId"]: value["kek"]})
        case "root-key":
            return header.DeviceKeys(value["epoch"], value["rootKey"])
    raise UnsupportedError(f"a secret of kind {value['kind']}")


def _slot(value):
    """A slot to make, or one with its info and sealed root key."""
    if "secret" not in value:
        return M.KeySlot(info=value["info"], sealed_root_key=value["sealedRootKey"])
    eligibility = value.get("backupEligibility", 0)
    return NewSlot(_secret(value["secret"]), value.get("label", ""), value.get("transports", ()), eligibility)


def _order_key(value):
    return key_of(value["rank"], value["timeMs"], value["id"])


_FORMS = {
    "secret": _secret,
    "secrets": lambda values: [_secret(v) for v in values],
    "slot": _slot,
    "slots": lambda values: [_slot(v) for v in values],
    "add": lambda values: [_slot(v) for v in values],
    "state": lambda data: read(M.DeviceState, data, "input.malformed"),
    "reference": lambda value: M.ObjectReference(**value),
    "first": _order_key,
    "last": _order_key,
}


def call(function, arguments):
    """Calls a function with those arguments that it has a parameter for."""
    parameters = inspect.signature(function).parameters
    taken = {name: value for name, value in arguments.items() if name in parameters}
    return function(**{name: _FORMS.get(name, lambda value: value)(value) for name, value in taken.items()})


# Below the vault


def _pieces(data, cuts):
    """The data in the pieces that cuts says."""
    need_usage(not cuts or cuts[-1] == len(data), "cuts")
    return [data[a:b] for a, b in itertools.pairwise([0, *(cuts or [len(data)])])]


def sealed_open(key, context, ciphertext, cuts=None, range=None):
    size, out = len(ciphertext), b""
    try:
        if not range:
            for chunk in primitives.open_chunks(key, context, size, _pieces(ciphertext, cuts)):
                out += chunk
            return out
        if not primitives.is_sealed_size(size):
            raise SealError("size")
        keys = ChunkKeys.of_head(key, context, ciphertext[: primitives.SEAL_HEAD])
        start, end = range["start"], range["end"]
        chunks = keys.open_range(lambda at, length: ciphertext[at : at + length], size, start, end)
        skipped = start - start % primitives.CHUNK
        return b"".join(chunk for _, chunk in chunks)[start - skipped : end - skipped]
    except SealError as error:
        raise KeepsakeError(error.code, reason=error.reason, released=summary(out)) from None


def recovery_complete(text):
    count, candidates = recovery.complete(text)
    return {"candidates": count, "digits": next(candidates) if count == 1 else None}


def passkey_result(result):
    match result["form"]:
        case "none":
            return recovery.prf_output(None)
        case "list":
            return recovery.prf_output(result["values"])
        case "view":
            whole = b"\xff" + result["bytes"] + b"\xff"
            return recovery.prf_output(memoryview(whole)[1:-1])
    return recovery.prf_output(result["bytes"])


def slot_info(slot_id, salt, passkey=None):
    if passkey:
        transports = passkey.get("transports", ())
        passkey = M.PasskeySlot(rp_id=passkey["rpId"], credential_id=passkey["credentialId"], transports=transports)
    return header.make_info(slot_id, salt, passkey)


def slot_wrap(vault_id, epoch, info, root_key, seal_salt, secret, prf_salt=None):
    kek = header.slot_kek(secret, vault_id, decode(M.SlotInfo, info, header.MALFORMED), prf_salt)
    need(kek, NO_SLOT)
    return header.wrap(kek, vault_id, epoch, info, root_key, seal_salt)


def slot_unwrap(vault_id, epoch, slots, secret, prf_salt=None):
    opened = header.open_slots(secret, vault_id, epoch, prf_salt, [header.read_slot(slot) for slot in slots])
    return {"rootKey": opened.root_key, "slotId": opened.slot_id}


def _slot_json(slot):
    return {"slotId": slot.info.slot_id, "kind": header.slot_kind(slot.info)}


def header_parse(file, revision):
    h = Header(file, revision)
    return {
        "vaultId": h.vault_id,
        "epoch": h.epoch,
        "revision": h.revision,
        "prfSalt": h.message.prf_salt,
        "slots": [{**_slot_json(slot), "salt": slot.info.salt} for slot in h.slots],
        "digest": h.digest,
    }


def header_open(file, revision, secret):
    h = Header(file, revision).open(secret)
    about = {"writerId": h.details.writer_id, "formerEpochs": len(h.former)}
    return {"rootKey": h.root_key, "details": h.details_bytes, **about}


def header_build(vault_id, epoch, revision, root_key, prf_salt, slots, details, seal_salt):
    message = M.Header(vault_id=vault_id, epoch=epoch, revision=revision, prf_salt=prf_salt, slots=slots)
    return header.build(message, root_key, details, seal_salt).file


def _list_json(codes):
    return [{"name": name, "code": code} for name, code in codes]


def header_choose(headers, secret, asked=None):
    numbered = {n: file for name, file in headers.items() if (n := primitives.file_number("headers", name))}
    choice = header.choose(numbered, secret, asked)
    skipped = _list_json((primitives.name_of("headers", n), code) for n, code in sorted(choice.skipped.items()))
    return {"revision": choice.header.revision, "readOnly": choice.read_only, "skipped": skipped}


def header_complete(file, revision, text):
    h = Header(file, revision)
    for digits in recovery.complete(text)[1]:
        try:
            h.authenticate(header.open_slots(RecoveryKey(digits), h.vault_id, h.epoch, None, h.slots))
            return digits
        except KeepsakeError as error:
            if error.code != NO_SLOT:
                raise
    raise KeepsakeError(NO_SLOT)


def object_seal(vault_id, epoch, root_key, type, generation, identity, content, seed):
    keys, content_digest = EpochKeys(vault_id, epoch, root_key), primitives.digest([content])
    r = objects.make_reference(keys, type, generation, identity, len(content), content_digest)
    file = objects.seal_object(vault_id, type, r, content, primitives.random_source(seed))
    reference = {"id": r.id, "key": r.key, "length": r.length, "digest": r.digest}
    return {"reference": reference, "name": primitives.object_name(r.id), "file": file}


def object_read(vault_id, type, reference, file=None, cuts=None):
    size, out = None if file is None else len(file), b""
    try:
        for content in objects.read_chunks(vault_id, type, reference, size, _pieces(file or b"", cuts)):
            out += content
    except KeepsakeError as error:
        error.details["released"] = summary(out if type == ATTACHMENT else b"")
        raise
    return out


def object_range(vault_id, type, reference, start, end, file=None):
    size = None if file is None else len(file)
    return objects.read_range(vault_id, type, reference, size, lambda at, n: file[at : at + n], start, end)


def _table_json(table):
    return [{"id": oid, "length": length} for oid, length in table.items()]


def segment_decode(content, frame_count, first, last):
    s = Segment(content, frame_count, first, last)
    unknown = {"unknownFields": s.unknown_fields, "unknownFrames": s.unknown_frames}
    return {"frames": [to_json(frame) for frame in s.frames], "table": _table_json(s.table), **unknown}


def _key_json(key):
    return key and {"rank": key[0], "timeMs": key[1], "id": key[2].decode()}


def frame_validate(frame):
    f = read_frame(frame)
    about = {"unknownFields": unknown_count(f), "encoded": encode(f)}
    return {"json": to_json(f), "orderKey": _key_json(order_key(f)), **about}


def frames_validate(frames):
    rules, keys = BackupRules(), []
    for data in frames:
        frame = read_frame(data)
        key = rules.check(frame)
        if frame.WhichOneof("item"):
            keys.append(_key_json(key))
    need(keys, ORDER)
    need(rules.has_self_contact(), REFERENCE)
    return keys


def _read_sealed(kind, vault_id, epochs, name, file):
    keys = {e["epoch"]: EpochKeys(vault_id, e["epoch"], e["rootKey"]) for e in epochs}
    sealed = read_sealed(kind, vault_id, keys, name, file)
    need(sealed.supported, primitives.UNSUPPORTED)
    return sealed


def snapshot_decode(vault_id, epochs, name, file):
    sealed = _read_sealed(SNAPSHOT, vault_id, epochs, name, file)
    s = sealed.message
    return {
        "protobuf": s,
        "sequence": s.sequence,
        "epoch": s.epoch,
        "minHeaderRevision": s.min_header_revision,
        "ancestors": len(s.ancestors),
        "segments": len(s.segments),
        "digest": sealed.digest,
    }


def mark_decode(vault_id, epochs, name, file):
    m = _read_sealed(MARK, vault_id, epochs, name, file).message
    return {"protobuf": m, "number": m.number, "epoch": m.epoch, "objectIds": list(m.object_ids)}


def sealed_encode(kind, vault_id, epoch, root_key, protobuf, seal_salt):
    message = decode(kind.message, protobuf, kind.label + ".malformed")
    name, file = seal_file(kind, EpochKeys(vault_id, epoch, root_key), message, seal_salt)
    return {"name": name, "file": file}


def archive_list(file):
    return [{"name": e.name, "offset": e.offset, "length": e.length} for e in archive.read(file)]


# Vaults


def vault_open(vault):
    state, newest = vault.remembered(), vault.history.newest
    code = vault.read_only_code() or vault.stopping_fault()
    need(not code, code, **({"state": state} if state else {}))
    about = {"revision": vault.header.revision, "epoch": vault.header.epoch}
    return {**about, "snapshot": newest.number if newest else 0, "state": state}


def vault_history(vault):
    h, history = vault.header, vault.history
    former = [
        {"epoch": f.epoch, "rootKey": f.root_key, "lastSequence": f.last_sequence, "lastDigest": f.last_digest}
        for f in h.former
    ]
    return {
        "revision": h.revision,
        "epoch": h.epoch,
        "formerEpochs": former,
        "counts": [s.number for s in history.counting],
        "ignored": _list_json(history.ignored.items()),
        "newest": vault.chosen.number if vault.chosen else None,
    }


def vault_slot_list(vault):
    labels = {d.slot_id: d.label for d in vault.header.details.slots}
    return [{**_slot_json(slot), "label": labels.get(slot.info.slot_id, "")} for slot in vault.header.slots]


def vault_restore(vault, now, sequence=None, accept_lost_account=False):
    return restore.restore(vault, vault.snapshot(sequence), now, accept_lost_account)


def vault_read_range(vault, attachment_id, start, end, sequence=None):
    return restore.range_of(vault, vault.snapshot(sequence), attachment_id, start, end)


def _open(arguments, with_marks=False):
    store = call(MemoryStore, arguments)
    return call(Vault, {**arguments, "store": store, "with_marks": with_marks})


def plain(function):
    return lambda arguments: call(function, arguments)


def reading(function, with_marks=False):
    """An operation on an opened vault that changes nothing."""
    return lambda arguments: call(function, {**arguments, "vault": _open(arguments, with_marks)})


def _logged(operation):
    """An operation that writes: what operation(arguments, store) gives, or its reject, has the log."""

    def run(arguments):
        store = call(MemoryStore, arguments)
        try:
            return {"log": store.log, **operation(arguments, store)}
        except KeepsakeError as error:
            error.details["log"] = store.log
            raise

    return run


def writing(function, with_marks=False):
    """An operation that writes to an opened vault."""

    @_logged
    def run(arguments, store):
        vault = call(Vault, {**arguments, "store": store, "with_marks": with_marks})
        writer = call(Writer, {**arguments, "vault": vault})
        answer = call(function, {**arguments, "writer": writer})
        return {**(answer or {}), "state": vault.remembered(writer.own_id)}

    return run


@_logged
def vault_create(arguments, store):
    vault, writer_id = call(create, {**arguments, "store": store})
    return {"state": vault.new_state(writer_id)}


def gives(name, function):
    """A function whose value is one member of the answer."""

    @functools.wraps(function)
    def run(**arguments):
        return {name: function(**arguments)}

    return run


OPERATIONS = {
    "mac": plain(gives("mac", primitives.mac)),
    "derive": plain(gives("key", primitives.derive)),
    "named-random": plain(gives("bytes", primitives.named_random)),
    "digest": plain(gives("digest", lambda content, cuts=None: primitives.digest(_pieces(content, cuts)))),
    "padme": plain(gives("padded", primitives.padme)),
    "stored-size": plain(
        lambda length: {"paddedSize": primitives.padded_size(length), "storedSize": objects.stored_size(length)}
    ),
    "pad": plain(gives("padded", primitives.pad)),
    "unpad": plain(gives("content", primitives.unpad)),
    "sealed.size": plain(gives("size", primitives.sealed_size)),
    "sealed.seal": plain(gives("ciphertext", primitives.seal)),
    "sealed.open": plain(gives("plaintext", sealed_open)),
    "prefix.identify": plain(gives("kind", primitives.identify)),
    "recovery-key.generate": plain(gives("digits", recovery.generate)),
    "recovery-key.parse": plain(gives("digits", lambda text: recovery.parse(text))),
    "recovery-key.format": plain(gives("rows", recovery.format_rows)),
    "recovery-key.check-digit": plain(gives("check", recovery.check_digit)),
    "recovery-key.complete": plain(recovery_complete),
    "passkey.prf-input": plain(gives("input", recovery.prf_input)),
    "passkey.prf": plain(gives("output", recovery.evaluate)),
    "passkey.result": plain(gives("output", passkey_result)),
    "slot.info": plain(gives("info", slot_info)),
    "slot.wrap": plain(gives("sealedRootKey", slot_wrap)),
    "slot.unwrap": plain(slot_unwrap),
    "header.parse": plain(header_parse),
    "header.open": plain(header_open),
    "header.build": plain(gives("file", header_build)),
    "header.choose": plain(header_choose),
    "header.complete": plain(gives("digits", header_complete)),
    "object.seal": plain(object_seal),
    "object.read": plain(gives("content", object_read)),
    "object.range": plain(gives("content", object_range)),
    "segment.encode": plain(gives("content", lambda frames: encode_segment([read_frame(data) for data in frames]))),
    "segment.decode": plain(segment_decode),
    "segment.table": plain(gives("table", lambda content: _table_json(read_table(content)[0]))),
    "frame.validate": plain(frame_validate),
    "frames.validate": plain(gives("orderKeys", frames_validate)),
    "snapshot.decode": plain(snapshot_decode),
    "snapshot.encode": plain(functools.partial(sealed_encode, SNAPSHOT)),
    "mark.decode": plain(mark_decode),
    "mark.encode": plain(functools.partial(sealed_encode, MARK)),
    "archive.list": plain(gives("entries", archive_list)),
    "archive.pack": plain(gives("file", archive.pack)),
    "archive.unpack": plain(gives("files", archive.unpack)),
    "vault.create": vault_create,
    "vault.open": reading(vault_open),
    "vault.history": reading(vault_history),
    "vault.backup": writing(backup.backup, with_marks=True),
    "vault.restore": reading(vault_restore),
    "vault.read-range": reading(vault_read_range),
    "vault.slot-list": reading(gives("slots", vault_slot_list)),
    "vault.slot-add": writing(maintain.add_slot),
    "vault.slot-remove": writing(maintain.remove_slot),
    "vault.rotate": writing(maintain.rotate),
    "vault.take-over": writing(maintain.take_over),
    "vault.repair": writing(gives("removed", maintain.repair)),
    "vault.forget": writing(maintain.forget),
    "vault.prune": writing(maintain.prune, with_marks=True),
    "vault.check": reading(restore.check, with_marks=True),
    "vault.archive": reading(restore.make_archive),
}
