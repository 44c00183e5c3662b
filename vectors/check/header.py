"""Key slots and headers, from chapters 4 and 5."""

import hmac
import struct

from primitives import (
    Fault,
    context_of,
    derive,
    digest,
    is_possible_size,
    lp,
    mac,
    open_sealed,
    sha256,
    u64,
    unpad,
)
from protobuf import read_fields, read_message

MALFORMED = "header.malformed"
KEY_SLOT = {1: ("info", "bytes"), 2: ("sealed", "bytes")}
HEADER = {
    1: ("vault_id", "bytes"),
    2: ("epoch", "number"),
    3: ("revision", "number"),
    4: ("prf_salt", "bytes"),
    5: ("slots", [KEY_SLOT]),
    6: ("details", "bytes"),
    7: ("features", ["uint32"]),
}
PASSKEY = {1: ("rp_id", "string"), 2: ("credential_id", "bytes"), 3: ("transports", ["string"])}
KINDS = {16: "recovery-key", 17: "passkey"}
SLOT_INFO = {1: ("slot_id", "bytes"), 2: ("salt", "bytes"), 16: ("recovery_key", {}), 17: ("passkey", PASSKEY)}
SLOT_DETAILS = {
    1: ("slot_id", "bytes"),
    2: ("label", "string"),
    3: ("at", "number"),
    4: ("seen", "number"),
    5: ("eligibility", "enum"),
}
FORMER = {
    1: ("epoch", "number"),
    2: ("root_key", "bytes"),
    3: ("last_sequence", "number"),
    4: ("last_digest", "bytes"),
}
DETAILS = {
    1: ("writer_id", "bytes"),
    2: ("writer_name", "string"),
    3: ("created_at", "number"),
    4: ("slots", [SLOT_DETAILS]),
    5: ("former", [FORMER]),
}


def check(rule):
    if not rule:
        raise Fault(MALFORMED)


def size(text):
    return len(text.encode())


def ascending(values):
    return all(a < b for a, b in zip(values, values[1:]))


def parse_slot(slot):
    check(len(slot["info"]) <= 4096)
    info = read_message(slot["info"], SLOT_INFO)
    check(len(info["slot_id"]) == 16 and len(info["salt"]) == 32)
    # Of a oneof, the last member counts.
    kinds = [KINDS[number] for number, _, _ in read_fields(slot["info"]) if number in KINDS]
    kind = kinds[-1] if kinds else "unknown"
    passkey = info["passkey"]
    if kind == "passkey":
        check(1 <= size(passkey["rp_id"]) <= 253 and 1 <= len(passkey["credential_id"]) <= 1023)
        check(len(passkey["transports"]) <= 8 and all(size(t) <= 32 for t in passkey["transports"]))
    length = len(slot["sealed"])
    check(1 <= length <= 4096 if kind == "unknown" else length == 104)
    return {**slot, **info, "kind": kind}


def parse_header(data, revision):
    check(len(data) >= 10 and data[:8] == b"KEEPSAKE")
    if data[8] != 1:
        raise Fault("input.unsupported-version")
    check(data[9] == 1 and len(data) >= 14)
    (n,) = struct.unpack(">I", data[10:14])
    check(n <= 1048576 and len(data) == 78 + n)
    check(sha256(data[: 14 + n]) == data[14 + n : 46 + n])
    header = read_message(data[14 : 14 + n], HEADER)
    check(len(header["vault_id"]) == 16 and header["epoch"] >= 1 and header["revision"] >= 1)
    check(len(header["prf_salt"]) == 32 and 1 <= len(header["slots"]) <= 32)
    slots = [parse_slot(slot) for slot in header["slots"]]
    check(len({slot["slot_id"] for slot in slots}) == len(slots))
    check(ascending(header["features"]))
    check(header["revision"] == revision)
    if header["features"]:
        raise Fault("input.unsupported-version")
    return {**header, "slots": slots, "digest": digest(data), "n": n}


def slot_keks(header, secret):
    """Each slot that may be the secret's, with its key-encryption key."""
    vault_id = header["vault_id"]
    for slot in header["slots"]:
        place = (slot["salt"], vault_id + slot["slot_id"])
        if secret["kind"] == "recovery-key" and slot["kind"] == "recovery-key":
            yield slot, derive(secret["digits"].encode(), place[0], "slot/recovery-key", place[1])
        if secret["kind"] == "passkey" and slot["kind"] == "passkey":
            if slot["passkey"]["credential_id"] == secret["credentialId"]:
                yield slot, derive(secret["prf"], place[0], "slot/passkey", place[1])
        if secret["kind"] == "kek" and slot["kind"] != "unknown" and slot["slot_id"] == secret["slotId"]:
            yield slot, secret["kek"]


def slot_context(header, slot):
    return context_of("slot", header["vault_id"] + u64(header["epoch"]) + lp(slot["info"]))


def open_root_key(header, secret):
    """Root key, slot id and key-encryption key."""
    if secret["kind"] == "root-key":
        if secret["epoch"] != header["epoch"]:
            raise Fault("key.no-matching-slot")
        return secret["rootKey"], None, None
    for slot, kek in slot_keks(header, secret):
        try:
            return open_sealed(kek, slot_context(header, slot), slot["sealed"]), slot["slot_id"], kek
        except Fault as fault:
            if fault.code != "commitment":
                raise Fault("header.auth") from None
    raise Fault("key.no-matching-slot")


def open_header(data, revision, secret):
    header = parse_header(data, revision)
    root_key, _, _ = open_root_key(header, secret)
    return header, root_key, *check_header(header, data, root_key)


def check_header(header, data, root_key):
    """The MAC and the details."""
    vault_id, epoch = header["vault_id"], u64(header["epoch"])
    if not hmac.compare_digest(mac(derive(root_key, vault_id, "header-mac", epoch), data[:-32]), data[-32:]):
        raise Fault("header.auth")
    key = derive(root_key, vault_id, "header-details", epoch)
    context = context_of("header-details", vault_id + epoch + u64(header["revision"]))
    if not is_possible_size(len(header["details"])):
        raise Fault("header.auth")
    try:
        padded = open_sealed(key, context, header["details"])
    except Fault:
        raise Fault("header.auth") from None
    try:
        content = unpad(padded)
    except Fault:
        raise Fault(MALFORMED) from None
    details = read_message(content, DETAILS)
    check_details(details, header)
    return content, details


def check_details(details, header):
    check(len(details["writer_id"]) == 16 and size(details["writer_name"]) <= 256)
    check(all(size(slot["label"]) <= 256 for slot in details["slots"]))
    ids = [slot["slot_id"] for slot in details["slots"]]
    check(ascending(ids) and set(ids) <= {slot["slot_id"] for slot in header["slots"]})
    former = details["former"]
    check(len(former) <= 1024 and ascending([entry["epoch"] for entry in former]))
    last = 0
    for entry in former:
        check(1 <= entry["epoch"] < header["epoch"] and len(entry["root_key"]) == 32)
        check(entry["last_sequence"] >= last)
        check(len(entry["last_digest"]) == (32 if entry["last_sequence"] else 0))
        last = entry["last_sequence"]
