"""Keepsake v1 in Python, written from the specification (spec/), and a testee for conformance/protocol.md."""
