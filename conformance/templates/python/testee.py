"""A testee of the Keepsake conformance suite: `npx keepsake conformance run -- python3 testee.py`."""

from operations import OPERATIONS
from protocol import serve

IMPLEMENTATION = {
    "name": "my-keepsake",
    "version": "0.0.0",
    "language": "Python",
    "spec": ["1.0"],
    # What this testee can do beyond the operations: pieces, ranges, seed, authenticator, interference.
    "features": ["files"],
}

if __name__ == "__main__":
    serve(IMPLEMENTATION, OPERATIONS)
