"""The testee: requests on standard input, answers on standard output (conformance/protocol.md)."""

import base64
import hashlib
import json
import pathlib
import sys
import traceback

from . import VERSION, operations, vault_operations
from .arguments import Args
from .errors import KeepsakeError, UnsupportedError, UsageError

OPERATIONS = operations.OPERATIONS | vault_operations.OPERATIONS
FEATURES = ["files", "pieces", "ranges", "seed", "authenticator", "interference"]
MAX_INLINE = 262144


class Testee:
    def __init__(self):
        self._directory = None
        self._files = 0

    def hello(self, args):
        self._directory = pathlib.Path(args["directory"])
        return {
            "protocol": 1, "name": "keepsake-python", "version": VERSION, "language": "Python", "spec": ["1.0"],
            "operations": sorted(OPERATIONS), "features": FEATURES, "parallel": 1, "granularity": "code",
        }

    def answer(self, request):
        """The answer to one request: ok, reject, unsupported or fault."""
        try:
            return {"ok": self._run(request["op"], request["args"])}
        except KeepsakeError as error:
            return {"reject": {"code": error.code, **error.details}}
        except UsageError as error:
            return {"reject": {"code": "usage", "message": str(error)}}
        except UnsupportedError as error:
            return {"unsupported": {"reason": str(error)}}
        except Exception as error:
            return {"fault": {"message": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}}

    def _run(self, op, args):
        if op == "hello":
            return self.hello(args)
        if op not in OPERATIONS:
            raise UnsupportedError(f"no operation {op}")
        return OPERATIONS[op](Args(args))

    def to_json(self, value):
        """Bytes of an answer in the line, or in a file where they are long."""
        if len(value) <= MAX_INLINE or self._directory is None:
            return {"b64": base64.b64encode(value).decode()}
        self._files += 1
        path = self._directory / f"answer-{self._files}"
        path.write_bytes(value)
        return {"file": str(path), "length": len(value), "sha256": hashlib.sha256(value).hexdigest()}


def main():
    testee = Testee()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        answer = {"id": request["id"], **testee.answer(request)}
        sys.stdout.write(json.dumps(answer, default=testee.to_json) + "\n")
        sys.stdout.flush()
