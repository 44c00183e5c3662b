import { KeepsakeError } from "../../reference/core/errors.js";
import { collect, type Store } from "../../reference/core/store.js";
import type { Value, Values } from "../suite/case.js";
import { asObject, asText, bytesByName, flag, list, MalformedRequest, number, optional, text } from "./args.js";

type Call = "get" | "put" | "list" | "delete";

/** What others do to the store before a call. Spec: protocol.md, interference. */
interface Interference {
  readonly before: Call;
  readonly prefix: string;
  /** How many such calls there are still to come, this one included. 0: it has happened. */
  left: number;
  readonly put: ReadonlyMap<string, Uint8Array>;
  readonly remove: readonly string[];
  readonly fail: boolean;
}

/** Bytes that were read from a file. */
export interface Read {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

/** A store in memory that tells what was done to it. */
export interface WatchedStore extends Store {
  /** What was written and deleted, in the form of `log`. */
  readonly log: Value[];
  /** What was read by ranges. */
  readonly reads: Read[];
}

function asInterference(value: Value, name: string): Interference {
  const entry = asObject(value, name);
  const before = text(entry, "before");
  if (!["get", "put", "list", "delete"].includes(before)) throw new MalformedRequest(`no store can ${before}`);
  return {
    before: before as Call,
    prefix: text(entry, "prefix"),
    left: optional(entry, "nth", number) ?? 1,
    put: optional(entry, "put", bytesByName) ?? new Map(),
    remove: entry.delete === undefined ? [] : list(entry, "delete", asText),
    fail: flag(entry, "fail"),
  };
}

/** The store of a vault operation, with `files` and `interference` of its arguments. */
export function createWatchedStore(args: Values): WatchedStore {
  const files = optional(args, "files", bytesByName) ?? new Map<string, Uint8Array>();
  const interference = args.interference === undefined ? [] : list(args, "interference", asInterference);
  const log: Value[] = [];
  const reads: Read[] = [];

  /** Lets the others act. A list concerns all names that its answer may have. */
  function before(call: Call, name: string): void {
    let failed = false;
    for (const entry of interference) {
      const concerned = name.startsWith(entry.prefix) || (call === "list" && entry.prefix.startsWith(name));
      if (entry.before !== call || !concerned || entry.left === 0 || --entry.left > 0) continue;
      for (const [put, content] of entry.put) files.set(put, content);
      for (const removed of entry.remove) files.delete(removed);
      failed ||= entry.fail;
    }
    if (failed) throw new KeepsakeError("store.unavailable", "The store does not answer.", { name });
  }

  return {
    log,
    reads,
    get: async (name) => {
      before("get", name);
      return files.get(name)?.slice();
    },
    getRange: async (name, offset, length) => {
      before("get", name);
      const part = files.get(name)?.slice(offset, offset + length);
      if (part !== undefined) reads.push({ name, offset, length: part.length });
      return part;
    },
    putIfAbsent: async (name, data) => {
      before("put", name);
      const content = (await collect(data)).slice();
      // Looked up after the data has been read: two writers may be streaming the same name.
      if (files.has(name)) {
        log.push({ exists: name });
        return "exists";
      }
      files.set(name, content);
      log.push({ put: name, bytes: content });
      return "stored";
    },
    list: async function* (prefix) {
      before("list", prefix);
      const names = [...files.keys()].filter((name) => name.startsWith(prefix)).sort();
      for (const name of names) {
        const content = files.get(name);
        if (content !== undefined) yield { name, size: content.length };
      }
    },
    delete: async (name) => {
      before("delete", name);
      files.delete(name);
      log.push({ delete: name });
    },
  };
}
