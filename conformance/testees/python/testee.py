"""The testee: requests on standard input, answers on standard output (conformance/protocol.md): python3 testee.py."""

import base64
import itertools
import json
import pathlib
import sys
import traceback

from keepsake_testee.base import KeepsakeError
from keepsake_testee.operations import OPERATIONS, snake_case, summary
from keepsake_testee.wire import encode

HELLO = {
    "protocol": 1,
    "name": "keepsake-python",
    "version": "0.1.0",
    "language": "Python",
    "spec": ["1.0"],
    "operations": sorted(OPERATIONS),
    "features": ["files", "pieces", "ranges", "seed", "authenticator", "interference"],
}
MAX_INLINE = 262144


def from_json(value):
    """An argument with its byte strings as bytes, wherever they stand."""
    match value:
        case {"b64": str(text)}:
            return base64.b64decode(text, validate=True)
        case {"file": str(path)}:
            return pathlib.Path(path).read_bytes()
        case dict():
            return {key: from_json(v) for key, v in value.items()}
        case list():
            return [from_json(v) for v in value]
    return value


def answer(op, args):
    """What comes out of a request: ok, reject, unsupported or fault."""
    if op not in OPERATIONS:
        return {"unsupported": {"reason": f"no operation {op}"}}
    try:
        values = OPERATIONS[op]({snake_case(name): from_json(v) for name, v in args.items() if v is not None})
        return {"ok": {name: value for name, value in values.items() if value is not None}}
    except KeepsakeError as error:
        return {"reject": {"code": error.code, **error.details}}
    except Exception as error:
        return {"fault": {"message": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}}


def main():
    directory, files = None, itertools.count()

    def to_json(value):
        """A message or bytes of an answer: in the line, or in a file where they are long."""
        data = value if isinstance(value, bytes) else encode(value)
        if len(data) <= MAX_INLINE or directory is None:
            return {"b64": base64.b64encode(data).decode()}
        path = directory / f"answer-{next(files)}"
        path.write_bytes(data)
        return {"file": str(path), **summary(data)}

    for line in sys.stdin.buffer:
        request = json.loads(line)
        op, args = request["op"], request["args"]
        if op == "hello":
            directory = pathlib.Path(args["directory"])
        result = {"ok": HELLO} if op == "hello" else answer(op, args)
        print(json.dumps({"id": request["id"], **result}, default=to_json), flush=True)


if __name__ == "__main__":
    main()
