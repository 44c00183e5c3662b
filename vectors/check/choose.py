"""Which header of a vault is used, from chapter 5."""

from header import check_header, open_root_key, parse_header
from primitives import Fault

UNSUPPORTED = "input.unsupported-version"


def choose(files, secret, asked):
    """Revision, read-only, and what is skipped. `files` are by name."""
    listed = [(name, int(name[-16:], 16), *attempt(parse_header, data, int(name[-16:], 16))) for name, data in files.items()]
    wanted = [entry for entry in listed if asked is None or entry[1] == asked]
    if not wanted:
        raise Fault("header.missing")
    tried = sorted((e for e in wanted if e[2]), key=lambda e: (e[2]["epoch"], e[2]["revision"]), reverse=True)
    if not tried:
        codes = [code for _, _, _, code in wanted]
        raise Fault(UNSUPPORTED if UNSUPPORTED in codes else "header.malformed")
    failed = {}
    for name, revision, header, _ in tried:
        if asked is None and any(r > revision and code == UNSUPPORTED for _, r, _, code in listed):
            raise Fault(UNSUPPORTED)
        _, code = attempt(open_header, header, files[name], secret)
        if code is None:
            return report(listed, header, failed)
        if code == "key.no-matching-slot" and not failed:
            raise Fault(code)
        failed[name] = code
    raise Fault(next(iter(failed.values())))


def open_header(header, data, secret):
    return check_header(header, data, open_root_key(header, secret)[0])


def attempt(run, *arguments):
    """The result and None, or None and the code."""
    try:
        return run(*arguments), None
    except Fault as fault:
        return None, fault.code


def report(listed, chosen, failed):
    skipped = []
    for name, _, header, code in sorted(listed, key=lambda entry: entry[0]):
        code = code or failed.get(name)
        if code is None and header["vault_id"] != chosen["vault_id"]:
            code = "header.malformed"
        if code is None and header["epoch"] < chosen["epoch"] and header["revision"] > chosen["revision"]:
            code = "header.malformed"
        if code is not None:
            skipped.append({"name": name, "code": code})
    above = any(revision > chosen["revision"] for _, revision, _, _ in listed)
    return chosen["revision"], above or bool(failed), skipped
