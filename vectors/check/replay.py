#!/usr/bin/env python3
"""Replays vectors in a second language, from the files and the specification alone.

    pip install "cryptography>=50"
    python3 vectors/check/replay.py
"""

import json
import sys

sys.dont_write_bytecode = True  # the folder is data

from operations import FOLDER, OPERATIONS, bytes_of
from primitives import Fault, sha256

LAYERS = sorted({name.split("/")[0] for name in OPERATIONS})


def plain(value):
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        is_bytes = "parts" in value or {"repeat", "length"} == set(value) or {"file", "length", "sha256"} == set(value)
        return bytes_of(value).hex() if is_bytes else {name: plain(item) for name, item in value.items()}
    return value


def replay(layer, vector):
    """What is wrong, or None."""
    expect = vector["expect"]
    try:
        ok, between = OPERATIONS[f"{layer}/{vector['operation']}"](vector["inputs"])
    except Fault as fault:
        return compare_fault(expect.get("reject"), fault)
    if "ok" not in expect:
        return "was accepted"
    if plain(ok) != plain(expect["ok"]):
        return "gave another result"
    wrong = [name for name, value in vector["intermediates"].items() if plain(between.get(name)) != plain(value)]
    return f"differs in {', '.join(wrong)}" if wrong else None


def compare_fault(reject, fault):
    if reject is None:
        return f"was rejected with {fault.code}"
    expected = {name: value for name, value in reject.items() if name not in ("code", "fault", "released")}
    if reject.get("code", reject.get("fault")) != fault.code or (expected and expected != fault.details):
        return f"was rejected with {fault.code} {fault.details}"
    released = {"length": len(fault.released), "sha256": sha256(fault.released).hex()}
    return "released something else" if reject.get("released", released) != released else None


def main():
    failures = 0
    for layer in LAYERS:
        vectors = json.loads((FOLDER / f"{layer}.json").read_text())["vectors"]
        for vector in vectors:
            problem = replay(layer, vector)
            if problem:
                failures += 1
                print(f"{vector['id']} {problem}")
        print(f"{layer}: {len(vectors)} vectors")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
