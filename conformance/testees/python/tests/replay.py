"""Replays vectors/*.json: python3 tests/replay.py [part of an id]."""

import hashlib
import json
import pathlib
import sys
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
VECTORS = HERE.parents[3] / "vectors"

from keepsake_testee.arguments import Args  # noqa: E402
from keepsake_testee.errors import KeepsakeError  # noqa: E402
from keepsake_testee.primitives import seal_context  # noqa: E402
from keepsake_testee.secrets import SlotInfo  # noqa: E402
from keepsake_testee.testee import OPERATIONS  # noqa: E402
from keepsake_testee.wire import decode  # noqa: E402


def read(value):
    """A byte string of a vector."""
    if isinstance(value, str):
        return bytes.fromhex(value)
    if "file" in value:
        data = (VECTORS / value["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == value["sha256"]
        return data
    if "parts" in value:
        return b"".join(map(read, value["parts"]))
    unit = bytes.fromhex(value["repeat"])
    return (unit * (value["length"] // len(unit) + 1))[: value["length"]]


def same(got, want):
    """Whether got has everything that want has."""
    if isinstance(got, (bytes, bytearray)):
        return bytes(got) == read(want)
    if isinstance(want, dict) and isinstance(got, dict):
        if "sha256" in got and "content" in want:
            got, want = got["sha256"], hashlib.sha256(read(want["content"])).hexdigest()
            return got == want
        return all(key in got and same(got[key], want[key]) for key in want)
    if isinstance(want, list) and isinstance(got, list):
        return len(got) == len(want) and all(map(same, got, want))
    return got == want


def run(operation, values):
    return OPERATIONS[operation](Args(values, read))


def passkey_slot(v):
    secret = {k: v[k] for k in ("credentialId", "rpId", "credRandom")} | {"kind": "cred-random"}
    passkey = {k: v[k] for k in ("rpId", "credentialId", "transports")}
    info = run("slot.info", {"slotId": v["slotId"], "salt": v["slotSalt"], "passkey": passkey})["info"]
    return {"info": info} | run("slot.wrap", v | {"info": info.hex(), "secret": secret})


def slot_seal(v):
    if v["kind"] == "passkey":
        info = decode(SlotInfo, read(v["info"]), "header.malformed")
        secret = {"kind": "passkey", "credentialId": info.passkey.credential_id.hex(), "prf": v["secret"]}
    else:
        secret = {"kind": "recovery-key", "digits": read(v["secret"]).decode()}
    return run("slot.wrap", v | {"secret": secret})


def context(v):
    return v | {"context": seal_context(v["type"], read(v["fields"])).hex()}


def write(v):
    files, state = {}, None
    for step in v["steps"]:
        values = {k: x for k, x in step.items() if k != "do"}
        slots = []
        for s in step.get("slots", []):
            kind = "recovery-key" if s["kind"] == "recovery-key" else "cred-random"
            slots.append({"secret": {**s, "kind": kind}, **s})
        if step["do"] == "rotate":
            values = {"secrets": [s["secret"] for s in slots], "remove": step["remove"], "now": step["now"]}
        elif step["do"] == "create":
            values["slots"] = slots
        values |= {"files": {n: f.hex() for n, f in files.items()}, "seed": v["seed"], "state": state}
        answer = run("vault." + step["do"], values)
        for entry in answer["log"]:
            if "put" in entry:
                files[entry["put"]] = entry["bytes"]
            elif "delete" in entry:
                del files[entry["delete"]]
        state = answer["state"].hex()
    return {"files": files}


def restore(v):
    answer = run("vault.restore", v | {"now": 1767225600000})
    if answer["lost"]:
        raise KeepsakeError(answer["lost"][0]["code"], name=answer["lost"][0]["name"])
    return answer


RENAMED = {
    ("recovery-key", "parse"): "recovery-key.parse", ("recovery-key", "generate"): "recovery-key.generate",
    ("recovery-key", "format"): "recovery-key.format", ("recovery-key", "check-digit"): "recovery-key.check-digit",
    ("recovery-key", "complete"): "recovery-key.complete", ("sealing", "sealed-size"): "sealed.size",
    ("slots", "open"): "slot.unwrap", ("frames", "frame"): "frame.validate", ("frames", "backup"): "frames.validate",
    ("snapshot", "open"): "snapshot.decode", ("mark", "open"): "mark.decode", ("archive", "open"): "archive.list",
    ("rotation", "history"): "vault.history", ("rotation", "open"): "vault.open",
}
SPECIAL = {
    ("passkey", "slot"): passkey_slot,
    ("slots", "seal"): slot_seal,
    ("sealing", "seal"): lambda v: {"sealed": run("sealed.seal", context(v))["ciphertext"]},
    ("sealing", "open"): lambda v: run("sealed.open", context(v) | {"ciphertext": v["sealed"]}),
    ("vault", "write"): write,
    ("vault", "open"): lambda v: run("vault.open", v | {"state": v.get("deviceState")}),
    ("vault", "restore"): restore,
}


def replay(layer, vector):
    operation = vector["operation"]
    special = SPECIAL.get((layer, operation))
    if special:
        return special(vector["inputs"])
    name = RENAMED.get((layer, operation), f"{layer}.{operation}")
    return run(name if name in OPERATIONS else operation, vector["inputs"])


def check(layer, vector):
    expect = vector["expect"]
    try:
        got = replay(layer, vector)
    except KeepsakeError as error:
        got = {"code": error.code} | error.details
        got["fault"] = got.get("reason", got.get("x-fault"))
        want = expect.get("reject")
        if want and "released" in want and got["released"]["length"] <= want["released"]["length"]:
            got.pop("released"), (want := dict(want)).pop("released")
        return None if want and same(got, want) else f"rejected with {got}, not {str(expect)[:300]}"
    if "ok" not in expect:
        return f"accepted, not {expect}"
    if not same(got, expect["ok"]):
        return "\n    got  " + str(got)[:1500] + "\n    want " + str(expect["ok"])[:1500]
    canonical = vector.get("intermediates", {}).get("canonical")
    if canonical and not same(got["encoded"], canonical):
        return f"encoded as {got['encoded'].hex()}"
    return None


def main(part=""):
    right = wrong = 0
    for entry in json.loads((VECTORS / "index.json").read_text())["files"]:
        for vector in json.loads((VECTORS / entry["file"]).read_text())["vectors"]:
            if part not in vector["id"]:
                continue
            try:
                problem = check(entry["layer"], vector)
            except Exception:
                problem = traceback.format_exc()
            right, wrong = right + (problem is None), wrong + (problem is not None)
            if problem:
                print(entry["layer"], vector["operation"], vector["id"], problem)
    print(f"{right} right, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
