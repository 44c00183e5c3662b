"""The operations below the vault (conformance/protocol.md, Primitives to Objects and content)."""

from . import archive, header, objects, passkey, primitives, recovery, secrets
from .arguments import reference_json, released
from .errors import KeepsakeError, UnsupportedError
from .frames import BackupRules, key_json, order_key, read_frame
from .primitives import Random, SealError, is_sealed_size, sealed_content_size
from .segments import encode_segment, read_segment, read_table
from .snapshots import MARK, SNAPSHOT, Mark, Snapshot, read_sealed, seal_file
from .wire import decode, encode, to_json, unknown_count


def mac(a):
    return {"mac": primitives.mac(a.bytes("key"), a.bytes("data"))}


def derive(a):
    return {"key": primitives.derive(a.bytes("ikm"), a.bytes("salt"), a["label"], a.bytes("context"), a["length"])}


def named_random(a):
    return {"bytes": primitives.named_random(a.bytes("seed"), a["name"], a["length"])}


def digest(a):
    state = primitives.Digest()
    for piece in a.pieces(a.bytes("content")):
        state.update(piece)
    return {"digest": state.finish()}


def padme(a):
    return {"padded": primitives.padme(a["length"])}


def stored_size(a):
    return {"paddedSize": primitives.padded_size(a["length"]), "storedSize": objects.stored_size(a["length"])}


def pad(a):
    return {"padded": primitives.pad(a.bytes("content"))}


def unpad(a):
    try:
        return {"content": primitives.unpad(a.bytes("padded"))}
    except primitives.PaddingError as error:
        raise KeepsakeError("object.padding", **{"x-fault": error.fault}) from None


def sealed_seal(a):
    data = b"".join(a.pieces(a.bytes("plaintext")))
    return {"ciphertext": primitives.seal(a.bytes("key"), a.bytes("context"), data, a.bytes("salt"))}


def sealed_open(a):
    key, context, data = a.bytes("key"), a.bytes("context"), a.bytes("ciphertext")
    out = b""
    try:
        if a.get("range"):
            start, end = a["range"]["start"], a["range"]["end"]
            if is_sealed_size(len(data)) and not 0 <= start <= end <= sealed_content_size(len(data)):
                raise UnsupportedError("a range beyond the plaintext")
            return {"plaintext": primitives.unseal_range(key, context, data, start, end)}
        opener = primitives.Opener(key, context, len(data))
        for piece in a.pieces(data):
            for chunk in opener.update(piece):
                out += chunk
    except SealError as error:
        code = "object.truncated" if error.reason == "size" else "object.auth"
        raise KeepsakeError(code, reason=error.reason, released=released(out)) from None
    return {"plaintext": out}


def identify(a):
    return {"kind": primitives.identify(a.bytes("file"))}


def recovery_complete(a):
    completion = recovery.Completion(a["text"])
    answer = {"candidates": completion.count}
    if completion.count == 1:
        answer["digits"] = next(completion.candidates())
    return answer


def passkey_result(a):
    result = a.sub("result")
    if result["form"] == "none":
        value = None
    elif result["form"] == "list":
        value = result["values"]
    elif result["form"] == "view":
        data = result.bytes("bytes")
        value = memoryview(b"\xff" + data + b"\xff")[1 : 1 + len(data)]
    else:
        value = result.bytes("bytes")
    return {"output": passkey.output(value)}


def slot_info(a):
    p = a.sub("passkey")
    about = (p["rpId"], p.bytes("credentialId"), p.get("transports", [])) if p else ()
    return {"info": encode(secrets.make_info(a.bytes("slotId"), a.bytes("salt"), *about))}


def slot_wrap(a):
    vault_id, raw = a.bytes("vaultId"), a.bytes("info")
    info = decode(secrets.SlotInfo, raw, "header.malformed")
    key = a.secret().slot_kek(vault_id, info, a.bytes("prfSalt"))
    if key is None:
        raise KeepsakeError("key.no-matching-slot")
    return {"sealedRootKey": secrets.wrap(key, vault_id, a["epoch"], raw, a.bytes("rootKey"), a.bytes("sealSalt"))}


def slot_unwrap(a):
    slots = []
    for slot in a.list("slots"):
        stored = header.KeySlot(info=slot.bytes("info"), sealed_root_key=slot.bytes("sealedRootKey"))
        slots.append((stored.info, header.check_slot(stored), stored.sealed_root_key))
    opened = secrets.open_slots(a.secret(), a.bytes("vaultId"), a["epoch"], a.bytes("prfSalt"), slots)
    answer = {"rootKey": opened.root_key}
    return {**answer, "slotId": opened.slot_id} if opened.slot_id else answer


def header_parse(a):
    h = header.Parsed(a.bytes("file"), a["revision"])
    slots = [{"slotId": i.slot_id, "salt": i.salt, "kind": secrets.slot_kind(i)} for i in h.infos]
    return {
        "vaultId": h.vault_id, "epoch": h.epoch, "revision": h.revision, "prfSalt": h.message.prf_salt,
        "slots": slots, "digest": h.digest,
    }


def header_open(a):
    h = header.Parsed(a.bytes("file"), a["revision"]).open(a.secret())
    return {
        "rootKey": h.root_key, "details": h.details_bytes, "writerId": h.details.writer_id,
        "formerEpochs": len(h.former),
    }


def header_build(a):
    slots = [header.KeySlot(info=s.bytes("info"), sealed_root_key=s.bytes("sealedRootKey")) for s in a.list("slots")]
    message = header.Header(
        vault_id=a.bytes("vaultId"), epoch=a["epoch"], revision=a["revision"], prf_salt=a.bytes("prfSalt"), slots=slots,
    )
    root_key = a.bytes("rootKey")
    file = header.build(message, root_key, a.bytes("details"), a.bytes("sealSalt"))
    header.Parsed(file, a["revision"]).open(secrets.RootKey(a["epoch"], root_key))
    return {"file": file}


def header_choose(a):
    headers = {n: file for name, file in a.files("headers").items() if (n := header.file_number("headers", name))}
    choice = header.choose(headers, a.secret(), a.get("asked"))
    skipped = [{"name": primitives.name_of("headers", n), "code": code} for n, code in sorted(choice.skipped.items())]
    return {"revision": choice.header.revision, "readOnly": choice.read_only, "skipped": skipped}


def header_complete(a):
    parsed = header.Parsed(a.bytes("file"), a["revision"])
    completion = recovery.Completion(a["text"])
    slots = [slot for slot in parsed.slots() if secrets.slot_kind(slot[1]) == "recovery-key"]
    for digits in completion.candidates():
        key = secrets.RecoveryKey(digits)
        try:
            secrets.open_slots(key, parsed.vault_id, parsed.epoch, None, slots)
        except KeepsakeError as error:
            if error.code != "key.no-matching-slot":
                raise
            continue
        parsed.open(key)
        return {"digits": digits}
    raise KeepsakeError("key.no-matching-slot")


def object_seal(a):
    keys, content = a.keys(), a.bytes("content")
    reference = objects.make_reference(keys, a["type"], a["generation"], a["identity"], content)
    file = objects.seal_object(keys.vault_id, a["type"], reference, content, Random(a.bytes("seed")))
    return {"reference": reference_json(reference), "name": objects.object_name(reference.id), "file": file}


def object_read(a):
    file, kind, out = a.bytes("file"), a["type"], b""
    try:
        size = None if file is None else len(file)
        reader = objects.ObjectReader(a.bytes("vaultId"), kind, a.reference(), size)
        for piece in a.pieces(file):
            for content in reader.update(piece):
                out += content
        reader.finish()
    except KeepsakeError as error:
        error.details["released"] = released(out if kind == objects.ATTACHMENT else b"")
        raise
    return {"content": out}


def object_range(a):
    file = a.bytes("file")
    size = None if file is None else len(file)

    def fetch(offset, length):
        return file[offset : offset + length]

    content = objects.read_range(a.bytes("vaultId"), a["type"], a.reference(), size, fetch, a["start"], a["end"])
    return {"content": content}


def segment_encode(a):
    return {"content": encode_segment([read_frame(data) for data in a.bytes_list("frames")])}


def table_json(table):
    return [{"id": oid, "length": length} for oid, length in table]


def segment_decode(a):
    s = read_segment(a.bytes("content"), a["frameCount"], a.order_key("first"), a.order_key("last"))
    return {
        "frames": [to_json(frame) for frame in s.frames], "table": table_json(s.table),
        "unknownFields": s.unknown_fields, "unknownFrames": s.unknown_frames,
    }


def segment_table(a):
    return {"table": table_json(read_table(a.bytes("content"))[0])}


def frame_validate(a):
    frame = read_frame(a.bytes("frame"))
    answer = {"json": to_json(frame), "unknownFields": unknown_count(frame), "encoded": encode(frame)}
    key = order_key(frame)
    return answer if key is None else {**answer, "orderKey": key_json(key)}


def frames_validate(a):
    rules, keys = BackupRules(), []
    for data in a.bytes_list("frames"):
        frame = read_frame(data)
        key = rules.check(frame)
        if frame.oneof():
            keys.append(key_json(key))
    if not keys:
        raise KeepsakeError("content.order")
    if not rules.self_contact_exists():
        raise KeepsakeError("content.reference")
    return {"orderKeys": keys}


def snapshot_decode(a):
    read = read_sealed(SNAPSHOT, a.bytes("vaultId"), a.epochs(), a["name"], a.bytes("file"))
    if not read.supported:
        raise KeepsakeError("input.unsupported-version")
    s = read.message
    return {
        "protobuf": encode(s), "sequence": s.sequence, "epoch": s.epoch, "minHeaderRevision": s.min_header_revision,
        "ancestors": len(s.ancestors), "segments": len(s.segments), "digest": read.digest,
    }


def mark_decode(a):
    m = read_sealed(MARK, a.bytes("vaultId"), a.epochs(), a["name"], a.bytes("file")).message
    return {"protobuf": encode(m), "number": m.number, "epoch": m.epoch, "objectIds": list(m.object_ids)}


def _encode(a, kind, message, number):
    if not kind.check(message) or message.epoch != a["epoch"]:
        raise KeepsakeError(kind.malformed)
    name, file = seal_file(kind, a.keys(), number, message, a.bytes("sealSalt"))
    return {"name": name, "file": file}


def snapshot_encode(a):
    message = decode(Snapshot, a.bytes("protobuf"), SNAPSHOT.malformed)
    return _encode(a, SNAPSHOT, message, message.sequence)


def mark_encode(a):
    message = decode(Mark, a.bytes("protobuf"), MARK.malformed)
    return _encode(a, MARK, message, message.number)


def archive_list(a):
    entries = archive.read(a.bytes("file"))
    return {"entries": [{"name": e.name, "offset": e.offset, "length": e.length} for e in entries]}


OPERATIONS = {
    "mac": mac,
    "derive": derive,
    "named-random": named_random,
    "digest": digest,
    "padme": padme,
    "stored-size": stored_size,
    "pad": pad,
    "unpad": unpad,
    "sealed.size": lambda a: {"size": primitives.sealed_size(a["length"])},
    "sealed.seal": sealed_seal,
    "sealed.open": sealed_open,
    "prefix.identify": identify,
    "recovery-key.generate": lambda a: {"digits": recovery.generate(Random(a.bytes("seed")))},
    "recovery-key.parse": lambda a: {"digits": recovery.parse(a["text"])},
    "recovery-key.format": lambda a: {"rows": recovery.format_rows(a["digits"])},
    "recovery-key.check-digit": lambda a: {"check": recovery.check_digit(a["row"], a["digits"])},
    "recovery-key.complete": recovery_complete,
    "passkey.prf-input": lambda a: {"input": passkey.prf_input(a.bytes("prfSalt"))},
    "passkey.prf": lambda a: {"output": passkey.evaluate(a.bytes("credRandom"), a.bytes("input"))},
    "passkey.result": passkey_result,
    "slot.info": slot_info,
    "slot.wrap": slot_wrap,
    "slot.unwrap": slot_unwrap,
    "header.parse": header_parse,
    "header.open": header_open,
    "header.build": header_build,
    "header.choose": header_choose,
    "header.complete": header_complete,
    "object.seal": object_seal,
    "object.read": object_read,
    "object.range": object_range,
    "segment.encode": segment_encode,
    "segment.decode": segment_decode,
    "segment.table": segment_table,
    "frame.validate": frame_validate,
    "frames.validate": frames_validate,
    "snapshot.decode": snapshot_decode,
    "snapshot.encode": snapshot_encode,
    "mark.decode": mark_decode,
    "mark.encode": mark_encode,
    "archive.list": archive_list,
    "archive.pack": lambda a: {"file": archive.pack(a.files())},
    "archive.unpack": lambda a: {"files": archive.unpack(a.bytes("file"))},
}
