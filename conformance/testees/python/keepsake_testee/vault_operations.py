"""The operations on a vault in memory (conformance/protocol.md, Vaults)."""

from . import maintain, write
from .backup import Backup
from .errors import KeepsakeError, UsageError
from .primitives import Random
from .restore import Check, Restore, archive_of, range_of
from .secrets import slot_kind
from .store import Interference, MemoryStore
from .vault import ROLLBACK, Vault, read_state
from .wire import encode


def _store(a):
    def one(i):
        lost, fails = i.get("delete", ()), i.get("fail", False)
        return Interference(i["before"], i["prefix"], i.get("nth", 1), i.files("put"), lost, fails)

    return MemoryStore(a.files(), [one(i) for i in a.list("interference")])


def _open(a, store, with_marks=False):
    data = a.bytes("state")
    state = None if data is None else read_state(data)
    return Vault(store, a.secret(), state, a.get("revision"), with_marks)


def _random(a):
    return Random(a.bytes("seed"))


def _new_slot(a):
    return write.NewSlot(a.secret(), a.get("label", ""), a.get("transports", ()), a.get("backupEligibility", 0))


def _new_slots(a, name):
    return [_new_slot(slot) for slot in a.list(name)]


def _with_state(answer, state):
    return answer if state is None else {**answer, "state": encode(state)}


def _writing(operation, with_marks=False):
    """An operation that writes: answers and rejects have the log."""

    def run(a):
        store = _store(a)
        try:
            vault = _open(a, store, with_marks)
            writer = write.Writer(vault, _random(a), a["now"])
            answer = operation(a, writer) or {}
        except (KeepsakeError, UsageError) as error:
            raise _with_log(error, store) from None
        return _with_state({"log": store.log, **answer}, vault.remembered(writer.own_id))

    return run


def _with_log(error, store):
    if isinstance(error, UsageError):
        return KeepsakeError("usage", message=str(error), log=store.log)
    error.details["log"] = store.log
    return error


def vault_create(a):
    store = _store(a)
    try:
        slots = _new_slots(a, "slots")
        allow = a.get("allowDeviceBoundOnly", False)
        vault, writer_id = write.create(store, slots, a.get("writerName", ""), _random(a), a["now"], allow)
    except (KeepsakeError, UsageError) as error:
        raise _with_log(error, store) from None
    return _with_state({"log": store.log}, vault.new_state(writer_id))


def vault_open(a):
    vault = _open(a, _store(a))
    state = vault.remembered()
    code = vault.read_only_code() or vault.chosen_fault
    if code not in (None, "snapshot.missing"):
        raise KeepsakeError(code, **_with_state({}, state))
    newest = vault.history.newest
    answer = {
        "revision": vault.header.revision, "epoch": vault.header.epoch, "snapshot": newest.sequence if newest else 0,
    }
    return _with_state(answer, state)


def vault_history(a):
    vault = _open(a, _store(a))
    header, history = vault.header, vault.history
    former = [
        {"epoch": f.epoch, "rootKey": f.root_key, "lastSequence": f.last_sequence, "lastDigest": f.last_digest}
        for f in header.former
    ]
    answer = {
        "revision": header.revision, "epoch": header.epoch, "formerEpochs": former,
        "counts": [s.sequence for s in history.counting],
        "ignored": [{"name": name, "code": code} for name, code in history.ignored.items()],
    }
    return {**answer, "newest": vault.chosen.sequence} if vault.chosen else answer


def vault_restore(a):
    vault = _open(a, _store(a))
    restore = Restore(vault, vault.snapshot(a.get("sequence")), a["now"], a.get("acceptLostAccount", False))
    return {
        "sequence": restore.snapshot.sequence, "frames": restore.frames, "attachments": restore.attachments,
        "lost": restore.lost, "dropped": restore.dropped, "unknownFields": restore.unknown_fields,
        "unknownFrames": restore.unknown_frames,
    }


def vault_read_range(a):
    store = _store(a)
    vault = _open(a, store)
    content = range_of(vault, vault.snapshot(a.get("sequence")), a["attachmentId"], a["start"], a["end"])
    reads = [{"name": n, "offset": offset, "length": length} for n, offset, length in store.reads]
    return {"content": content, "reads": reads}


def vault_check(a):
    check = Check(_open(a, _store(a), with_marks=True), a.get("readData", False))
    answer = {"findings": check.findings, "unknownNames": check.unknown_names}
    return answer if check.unreferenced is None else {**answer, "unreferenced": check.unreferenced}


def vault_archive(a):
    vault = _open(a, _store(a))
    sequences = a.get("sequences")
    snapshots = [vault.snapshot()] if sequences is None else [vault.snapshot(n) for n in sequences]
    file, missing = archive_of(vault, snapshots, a.get("acceptMissing", False))
    return {"file": file, "missing": [{"code": code, "name": name} for name, code in missing.items()]}


def vault_slot_list(a):
    header = _open(a, _store(a)).header
    labels = {d.slot_id: d.label for d in header.details.slots}
    slots = [
        {"slotId": i.slot_id, "kind": slot_kind(i), "label": labels.get(i.slot_id, "")} for i in header.parsed.infos
    ]
    return {"slots": slots}


def _backup(a, writer):
    readings = {name: a.sub("readings").bytes_list(name)[0] for name in a.get("readings", {})}
    backup = Backup(writer, a.files("contents") | readings, a.files("thumbnails"))
    about = {name: a.get(name, "") for name in ("account", "service", "producer")}
    stored = backup.run(a.bytes_list("frames"), a.get("merged"), **about)
    return {"sequence": stored.sequence, "leftOut": backup.left_out}


def _rotate(a, writer):
    rotation = maintain.Rotation(
        writer, [s.as_secret() for s in a.list("secrets")], a.bytes_list("remove"), _new_slots(a, "add"),
        a.get("secretsOnly", False), a.get("takeOver"), a.get("merged"), a.get("allowDeviceBoundOnly", False),
    )
    return {"kept": rotation.kept, "dropped": rotation.dropped}


def _repair(a, writer):
    removed = maintain.repair(writer)
    if writer.vault.report == ROLLBACK:
        writer.vault.report = None
    return {"removed": removed}


def _prune(a, writer):
    maintain.Prune(writer, a.get("graceMs"), a.get("noOtherWriter", False))


OPERATIONS = {
    "vault.create": vault_create,
    "vault.open": vault_open,
    "vault.history": vault_history,
    "vault.backup": _writing(_backup, with_marks=True),
    "vault.restore": vault_restore,
    "vault.read-range": vault_read_range,
    "vault.slot-list": vault_slot_list,
    "vault.slot-add": _writing(lambda a, w: maintain.add_slot(w, _new_slot(a.sub("slot")))),
    "vault.slot-remove": _writing(
        lambda a, w: maintain.remove_slot(w, a.bytes("slotId"), a.get("allowDeviceBoundOnly", False))
    ),
    "vault.rotate": _writing(_rotate),
    "vault.take-over": _writing(lambda a, w: maintain.take_over(w, a.get("writerName", ""))),
    "vault.repair": _writing(_repair),
    "vault.forget": _writing(lambda a, w: maintain.forget(w, a["sequences"])),
    "vault.prune": _writing(_prune, with_marks=True),
    "vault.check": vault_check,
    "vault.archive": vault_archive,
}
