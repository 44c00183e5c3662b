"""Every operation of the layers that are replayed: inputs of a vector to its result and intermediates."""

import hashlib
import hmac
from pathlib import Path

import header as headers
import recovery_key
from choose import choose
from objects import read_object, read_range, seal_object
from primitives import (
    Fault,
    context_of,
    derive,
    digest,
    hkdf,
    lp,
    mac,
    message_keys,
    named_random,
    open_sealed,
    pad,
    padded_size,
    padme,
    pieces,
    seal,
    sealed_size,
    sha256,
    stored_size,
    u64,
    unpad,
)

FOLDER = Path(__file__).resolve().parent.parent


def bytes_of(value):
    if isinstance(value, str):
        return bytes.fromhex(value)
    if "parts" in value:
        return b"".join(bytes_of(part) for part in value["parts"])
    if "repeat" in value:
        unit = bytes.fromhex(value["repeat"])
        return (unit * (value["length"] // len(unit) + 1))[: value["length"]]
    data = (FOLDER / value["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == value["sha256"]
    return data


def secret_of(secret):
    texts = ("kind", "digits", "epoch")
    return {name: value if name in texts else bytes_of(value) for name, value in secret.items()}


def slot_seal(i):
    info = headers.parse_slot({"info": bytes_of(i["info"]), "sealed": bytes(104)})
    vault_id = bytes_of(i["vaultId"])
    kek = derive(bytes_of(i["secret"]), info["salt"], "slot/" + i["kind"], vault_id + info["slot_id"])
    context = context_of("slot", vault_id + u64(i["epoch"]) + lp(info["info"]))
    salt = bytes_of(i["sealSalt"])
    sealed = seal(kek, context, bytes_of(i["rootKey"]), salt)
    return {"sealedRootKey": sealed}, {"kek": kek, "context": context, "commitment": sealed[24:56]}


def slot_open(i):
    slots = [headers.parse_slot({"info": bytes_of(s["info"]), "sealed": bytes_of(s["sealedRootKey"])}) for s in i["slots"]]
    header = {"vault_id": bytes_of(i["vaultId"]), "epoch": i["epoch"], "slots": slots}
    root_key, slot_id, kek = headers.open_root_key(header, secret_of(i["secret"]))
    if slot_id is None:
        return {"rootKey": root_key}, {}
    return {"rootKey": root_key, "slotId": slot_id}, {"kek": kek}


def passkey_prf(i):
    salt = sha256(b"WebAuthn PRF\0" + bytes_of(i["input"]))
    output = hmac.new(bytes_of(i["credRandom"]), salt, hashlib.sha256).digest()
    return {"output": output}, {"ctapSalt": salt}


def passkey_slot(i):
    prf_input = b"keepsake/v1/prf\0" + bytes_of(i["prfSalt"])
    prf, inner = passkey_prf({"input": prf_input.hex(), "credRandom": i["credRandom"]})
    vault_id, slot_id, salt = (bytes_of(i[name]) for name in ("vaultId", "slotId", "slotSalt"))
    kek = derive(prf["output"], salt, "slot/passkey", vault_id + slot_id)
    rp_id, credential = i["rpId"].encode(), bytes_of(i["credentialId"])
    passkey = field(1, rp_id) + field(2, credential) + b"".join(field(3, t.encode()) for t in i["transports"])
    info = field(1, slot_id) + field(2, salt) + field(17, passkey)
    context = context_of("slot", vault_id + u64(i["epoch"]) + lp(info))
    sealed = seal(kek, context, bytes_of(i["rootKey"]), bytes_of(i["sealSalt"]))
    between = {"prfInput": prf_input, "prfOutput": prf["output"], "kek": kek, "context": context}
    return {"info": info, "sealedRootKey": sealed}, {**between, **inner, "commitment": sealed[24:56]}


def field(number, data):
    return varint(number * 8 + 2) + varint(len(data)) + data


def varint(n):
    return bytes([n]) if n < 128 else bytes([n & 127 | 128]) + varint(n >> 7)


def passkey_result(i):
    result = i["result"]
    if result["form"] == "none" or (result["form"] == "list" and max(result["values"]) > 255):
        raise Fault("key.prf-missing")
    output = bytes(result["values"]) if result["form"] == "list" else bytes_of(result["bytes"])
    if len(output) != 32:
        raise Fault("key.prf-missing")
    return {"output": output}, {}


def header_parse(i):
    data = bytes_of(i["file"])
    h = headers.parse_header(data, i["revision"])
    slots = [{"slotId": s["slot_id"], "salt": s["salt"], "kind": s["kind"]} for s in h["slots"]]
    ok = {"vaultId": h["vault_id"], "epoch": h["epoch"], "revision": h["revision"], "prfSalt": h["prf_salt"]}
    return {**ok, "slots": slots, "digest": h["digest"]}, {"protobufLength": h["n"], "sha256": data[-64:-32]}


def header_open(i):
    data = bytes_of(i["file"])
    h, root_key, content, details = headers.open_header(data, i["revision"], secret_of(i["secret"]))
    ok = {"rootKey": root_key, "details": content, "writerId": details["writer_id"], "formerEpochs": len(details["former"])}
    keys = {name: derive(root_key, h["vault_id"], label, u64(h["epoch"])) for name, label in HEADER_KEYS.items()}
    return ok, {**keys, "mac": data[-32:], "paddedLength": padded_size(len(content))}


def header_choose(i):
    files = {name: bytes_of(file) for name, file in i["headers"].items()}
    revision, read_only, skipped = choose(files, secret_of(i["secret"]), i.get("asked"))
    return {"revision": revision, "readOnly": read_only, "skipped": skipped}, {}


def header_complete(i):
    header = headers.parse_header(bytes_of(i["file"]), i["revision"])
    for rows in recovery_key.complete(i["text"]):
        secret = {"kind": "recovery-key", "digits": "".join(rows)}
        try:
            headers.open_root_key(header, secret)
            return {"digits": secret["digits"]}, {}
        except Fault as fault:
            if fault.code != "key.no-matching-slot":
                raise
    raise Fault("key.no-matching-slot")


HEADER_KEYS = {"headerMacKey": "header-mac", "headerDetailsKey": "header-details"}


def sealing_seal(i):
    key, salt, plaintext = (bytes_of(i[name]) for name in ("key", "salt", "plaintext"))
    context = context_of(i["type"], bytes_of(i["fields"]))
    sealed = seal(key, context, plaintext, salt)
    assert open_sealed(key, context, sealed) == plaintext
    chunk_key, base, commitment = message_keys(key, context, salt)
    between = {"context": context, "chunkKey": chunk_key, "baseNonce": base, "commitment": commitment}
    return {"sealed": sealed}, {**between, "chunks": len(plaintext) // 16384 + 1}


def derivation(i):
    salt, ikm, context = (bytes_of(i[name]) for name in ("salt", "ikm", "context"))
    info = b"keepsake/v1/" + i["label"].encode() + b"\0" + context
    prk = hmac.new(salt, ikm, hashlib.sha512).digest()
    return {"key": hkdf(ikm, salt, info, i["length"])}, {"info": info, "prk": prk}


def completion(i):
    keys = recovery_key.complete(i["text"])
    only = {"digits": "".join(keys[0])} if len(keys) == 1 else {}
    return {"candidates": len(keys), **only}, {}


OPERATIONS = {
    "recovery-key/parse": lambda i: ({"digits": recovery_key.parse(i["text"])}, {}),
    "recovery-key/generate": lambda i: (
        {"digits": recovery_key.generate(bytes_of(i["seed"]))},
        {"block": named_random(bytes_of(i["seed"]), "recovery-key/0", 80)},
    ),
    "recovery-key/format": lambda i: ({"rows": recovery_key.shown(i["digits"])}, {}),
    "recovery-key/check-digit": lambda i: ({"check": recovery_key.interim(i["row"], i["digits"])}, {}),
    "recovery-key/complete": completion,
    "derivation/mac": lambda i: (
        {"mac": mac(bytes_of(i["key"]), bytes_of(i["data"]))},
        {"hmac": hmac.new(bytes_of(i["key"]), bytes_of(i["data"]), hashlib.sha512).digest()},
    ),
    "derivation/derive": derivation,
    "derivation/named-random": lambda i: ({"bytes": named_random(bytes_of(i["seed"]), i["name"], i["length"])}, {}),
    "digest/digest": lambda i: ({"digest": digest(bytes_of(i["content"]))}, {"pieces": pieces(bytes_of(i["content"]))}),
    "sealing/seal": sealing_seal,
    "sealing/open": lambda i: (
        {"plaintext": open_sealed(bytes_of(i["key"]), context_of(i["type"], bytes_of(i["fields"])), bytes_of(i["sealed"]))},
        {},
    ),
    "sealing/sealed-size": lambda i: ({"size": sealed_size(i["length"])}, {}),
    "padding/padme": lambda i: ({"padded": padme(i["length"])}, {}),
    "padding/stored-size": lambda i: (
        {"paddedSize": padded_size(i["length"]), "storedSize": stored_size(i["length"])},
        {},
    ),
    "padding/pad": lambda i: ({"padded": pad(bytes_of(i["content"]))}, {}),
    "padding/unpad": lambda i: ({"content": unpad(bytes_of(i["padded"]))}, {}),
    "passkey/prf": passkey_prf,
    "passkey/slot": passkey_slot,
    "passkey/result": passkey_result,
    "slots/seal": slot_seal,
    "slots/open": slot_open,
    "header/parse": header_parse,
    "header/open": header_open,
    "header/choose": header_choose,
    "header/complete": header_complete,
    "object/seal": lambda i: seal_object(i, bytes_of),
    "object/read": lambda i: read_object(i, bytes_of),
    "object/range": lambda i: read_range(i, bytes_of),
}
