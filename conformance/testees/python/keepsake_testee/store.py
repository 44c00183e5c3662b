"""A store in memory, with what others do to it meanwhile (spec 09, What a store provides; protocol, interference)."""

from .errors import KeepsakeError


class Interference:
    def __init__(self, before, prefix="", nth=1, put=None, delete=(), fail=False):
        self.before, self.prefix, self.left = before, prefix, nth
        self.put, self.delete, self.fail = put or {}, delete, fail


class MemoryStore:
    def __init__(self, files, interference=()):
        self.files = dict(files)
        self._interference = list(interference)
        self.log = []
        self.reads = []

    def _before(self, operation, name):
        failed = False
        for entry in self._interference:
            concerned = name.startswith(entry.prefix) or (operation == "list" and entry.prefix.startswith(name))
            if entry.before == operation and concerned and entry.left > 0:
                entry.left -= 1
                if entry.left == 0:
                    self.files.update(entry.put)
                    for gone in entry.delete:
                        self.files.pop(gone, None)
                    failed = failed or entry.fail
        if failed:
            raise KeepsakeError("store.unavailable")

    def get(self, name, offset=0, length=None):
        """The bytes of a file or of a part of it, or None."""
        self._before("get", name)
        file = self.files.get(name)
        if file is None:
            return None
        data = file[offset:] if length is None else file[offset : offset + length]
        self.reads.append((name, offset, len(data)))
        return data

    def put(self, name, file):
        """Whether the file was stored; False where the name is taken."""
        self._before("put", name)
        if name in self.files:
            self.log.append({"exists": name})
            return False
        self.files[name] = file
        self.log.append({"put": name, "bytes": file})
        return True

    def list(self, prefix=""):
        """The size of every file whose name begins so, ascending by name."""
        self._before("list", prefix)
        return {name: len(self.files[name]) for name in sorted(self.files) if name.startswith(prefix)}

    def delete(self, name):
        self._before("delete", name)
        self.files.pop(name, None)
        self.log.append({"delete": name})
