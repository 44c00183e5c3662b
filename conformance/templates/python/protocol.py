"""The loop between the runner and the operations. It is complete: nothing here has to be changed.

See protocol.md of the Keepsake conformance suite.
"""

import base64
import hashlib
import json
import sys
import traceback

# Answers with bytes above this go into a file, if the runner gave a folder for them.
LONG = 262_144


class Reject(Exception):
    """What an operation raises when the implementation refuses, with a code of spec/11-errors.md."""

    def __init__(self, code, **details):
        super().__init__(code)
        self.answer = {"code": code, **details}


class Unsupported(Exception):
    """What an operation raises when it cannot do what is asked."""


def serve(implementation, operations):
    """Answers requests until standard input ends."""
    state = {"directory": None, "files": 0}
    for line in sys.stdin.buffer:
        request = json.loads(line)
        answer = {"id": request["id"], **answer_to(request, implementation, operations, state)}
        sys.stdout.buffer.write(json.dumps(answer, separators=(",", ":")).encode() + b"\n")
        sys.stdout.buffer.flush()


def answer_to(request, implementation, operations, state):
    op = request["op"]
    args = request.get("args", {})
    if op == "hello":
        state["directory"] = args.get("directory")
        known = ["hello", *(name for name, operation in operations.items() if operation is not None)]
        return {"ok": {"protocol": 1, **implementation, "operations": known}}
    operation = operations.get(op)
    if operation is None:
        return {"unsupported": {"reason": f"{op} is not written yet"}}
    try:
        return {"ok": encode(operation(decode(args)), state)}
    except Reject as reject:
        return {"reject": encode(reject.answer, state)}
    except Unsupported as error:
        return {"unsupported": {"reason": str(error)}}
    except Exception as error:  # A bug of ours, which is never a reject.
        return {"fault": {"message": repr(error), "trace": traceback.format_exc()}}


def decode(value):
    """Turns {"b64"} and {"file"} into bytes, at any depth."""
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("b64"), str):
        return base64.b64decode(value["b64"], validate=True)
    if isinstance(value.get("file"), str):
        with open(value["file"], "rb") as file:
            return file.read()
    return {name: decode(member) for name, member in value.items()}


def encode(value, state):
    """Turns bytes into {"b64"} or {"file"}, at any depth."""
    if isinstance(value, (bytes, bytearray)):
        if len(value) <= LONG or state["directory"] is None:
            return {"b64": base64.b64encode(value).decode()}
        state["files"] += 1
        path = f"{state['directory']}/{state['files']}"
        with open(path, "wb") as file:
            file.write(value)
        return {"file": path, "length": len(value), "sha256": hashlib.sha256(value).hexdigest()}
    if isinstance(value, (list, tuple)):
        return [encode(item, state) for item in value]
    if isinstance(value, dict):
        return {name: encode(member, state) for name, member in value.items() if member is not None}
    return value
