import { chooseForArchive } from "../../core/archive-choose.js";
import { type Archive, openArchive } from "../../core/archive-read.js";
import { packArchive, unpackArchive } from "../../core/archive-write.js";
import { toHex } from "../../core/bytes.js";
import { currentEpoch } from "../../core/epochs.js";
import { KeepsakeError } from "../../core/errors.js";
import { chooseSnapshot, listSnapshots } from "../../core/history.js";
import { damageOf } from "../../core/problem.js";
import type { Progress } from "../../core/progress.js";
import { rotate } from "../../core/rotate.js";
import type { SlotSummary } from "../../core/slot-list.js";
import { addSlot } from "../../core/slots.js";
import type { Store } from "../../core/store.js";
import { archiveStore } from "../../core/store-archive.js";
import { closeVault, keepKek, openVault, type Vault } from "../../core/vault.js";
import { createVault } from "../../core/vault-create.js";
import { takeOver } from "../../core/writer.js";
import { backUpExports } from "./back-up.js";
import { makePages } from "./browse.js";
import type { Engine, TakeOver, Which, Work } from "./contract.js";
import { zipPages } from "./export-zip.js";
import { fileSource } from "./file-source.js";
import { passkeysOf, secretOf, slotIdsOf, slotOf } from "./keys.js";
import { writeOutput } from "./output.js";
import { createOwn } from "./own.js";
import { throttled } from "./progress.js";
import { savedState, seenState } from "./remembered.js";
import { createServing } from "./serve.js";
import { createTurn } from "./turn.js";
import { isWriter, lockedView, openView, seenView, slotViews } from "./views.js";

const ARCHIVE_TYPE = "application/octet-stream";

/** A `.keepsake` file that a person opened. */
interface OpenedFile {
  readonly archive: Archive;
  readonly store: Store;
  vault?: Vault;
}

/** The engine, in the worker. */
export function createEngine(): Engine {
  const own = createOwn();
  const serving = createServing();
  const turn = createTurn();
  const sessions = new Map<Which, () => void>();
  let opened: OpenedFile | undefined;

  const storeOf = async (which: Which) => (which === "own" ? own.store() : opened?.store);
  const vaultOf = async (which: Which) => (which === "own" ? own.vault() : opened?.vault);
  const viewOf = async (vault: Vault) => openView(vault, await savedState());

  async function requireStore(which: Which): Promise<Store> {
    const store = await storeOf(which);
    if (store !== undefined) return store;
    throw new KeepsakeError("header.missing", "There is no vault here; make one, or open a file.");
  }

  async function requireVault(which: Which): Promise<Vault> {
    await requireStore(which);
    const vault = await vaultOf(which);
    if (vault !== undefined) return vault;
    throw new KeepsakeError("key.no-matching-slot", "The vault is locked; unlock it with one of its keys.");
  }

  /** The vault of this browser, to write to it. What is read-only says so when it is written to. */
  async function requireWriting({ takeOver: isAsked = false }: TakeOver): Promise<Vault> {
    const vault = await requireVault("own");
    if (isWriter(vault) || vault.readOnly !== undefined) return vault;
    // [@take-over-asked]
    if (!isAsked) throw otherWriter(vault);
    await takeOver(vault, { writerName: vault.details.writerName });
    await own.remember();
    return vault;
  }

  function closeSession(which: Which): void {
    sessions.get(which)?.();
    sessions.delete(which);
  }

  function closeOpened(): void {
    closeSession("opened");
    if (opened?.vault !== undefined) closeVault(opened.vault);
    opened = undefined;
  }

  /** One long operation, with what it takes. */
  const long = <T>(
    { onProgress }: Work,
    run: (options: { onProgress: (progress: Progress) => void; signal: AbortSignal }) => Promise<T>,
  ) => turn.run((signal) => run({ onProgress: throttled(onProgress), signal }));

  return {
    async view(which) {
      const store = await storeOf(which);
      if (store === undefined) return { state: "none" };
      const vault = await vaultOf(which);
      return vault === undefined ? lockedView(store) : viewOf(vault);
    },

    create: (keys, { writerName, allowDeviceBoundOnly = false }) =>
      turn.run(async () => {
        const slots = keys.map((key) => slotOf(key, []));
        await own.make((store) => createVault(store, { slots, writerName, allowDeviceBoundOnly }));
        return viewOf(await requireVault("own"));
      }),

    unlock: (which, key) =>
      turn.run(async () => {
        const store = await requireStore(which);
        const remembered = which === "own" ? await seenState() : undefined;
        const options = remembered === undefined ? {} : { remembered };
        const vault = await openVault(store, secretOf(key), options);
        if (which === "own") await own.take(vault);
        else if (opened !== undefined) opened.vault = vault;
        return viewOf(vault);
      }),

    async lock(which) {
      await turn.stop();
      closeSession(which);
      if (which === "own") await own.lock();
      else closeOpened();
    },

    async remove() {
      await turn.stop();
      closeSession("own");
      await own.remove();
    },

    backUp: (exports, options, work) =>
      long(work, async (run) => {
        const vault = await requireWriting(options);
        const result = await own.undoing(() => backUpExports(vault, exports, options, run));
        await own.remember();
        return result;
      }),

    save: (which, target, work) =>
      long(work, async (run) => {
        const store = await requireStore(which);
        const vault = await vaultOf(which);
        const isOpen = which === "own" && vault !== undefined;
        const names = isOpen ? await namesToSave(vault, work.acceptMissing === true) : undefined;
        const bytes = packArchive(store, { ...run, ...(names === undefined ? {} : { names }) });
        const saved = await writeOutput(serving, target, ARCHIVE_TYPE, bytes, run.signal);
        if (which === "own") await own.noteSaved(Date.now());
        return saved;
      }),

    cancel: () => turn.stop(),

    openFile: (file) =>
      turn.run(async () => {
        const archive = await openArchive(fileSource(file));
        const store = archiveStore(archive);
        const view = await lockedView(store);
        closeOpened();
        opened = { archive, store };
        return view;
      }),

    adopt: ({ writerName }, work) =>
      long(work, async (run) => {
        const source = await requireVault("opened");
        await own.make(async (store) => {
          await unpackArchive(opened!.archive, store, run);
          const { epoch, rootKey } = currentEpoch(source);
          const copy = await openVault(store, { kind: "root-key", epoch, rootKey });
          for (const { slotId, kek } of source.slotKeks) keepKek(copy, slotId, kek.slice());
          copy.openedSlot = source.openedSlot;
          await takeOver(copy, { writerName }).catch((error) => {
            closeVault(copy);
            throw error;
          });
          return copy;
        });
        return viewOf(await requireVault("own"));
      }),

    browse: (which, sequence, work) =>
      long(work, async (run) => {
        const vault = await requireVault(which);
        const { files, ...pages } = await makePages(vault, await chooseSnapshot(vault, sequence), run);
        closeSession(which);
        const { path, close } = serving.openSession(files);
        sessions.set(which, close);
        return { ...pages, url: `${path}index.html` };
      }),

    export: (which, sequence, chatId, target, work) =>
      long(work, async (run) => {
        const vault = await requireVault(which);
        const pages = zipPages(vault, await chooseSnapshot(vault, sequence), chatId, run);
        return writeOutput(serving, target, "application/zip", pages, run.signal);
      }),

    addKey: (key, options = {}) =>
      turn.run(async () => {
        const vault = await requireWriting(options);
        try {
          await addSlot(vault, slotOf(key, passkeysOf(vault)));
          return await viewOf(vault);
        } finally {
          await own.remember();
        }
      }),

    rotate: ({ remove, add, present, dropOthers, ...options }) =>
      turn.run(async () => {
        const vault = await requireWriting(options);
        const staying = passkeysOf(vault, remove);
        const confirmDropped = (dropped: readonly SlotSummary[]) => {
          const others = dropped.filter(({ slotId }) => !remove.includes(toHex(slotId)));
          if (others.length > 0 && !dropOthers) throw notPresent(others);
        };
        try {
          const { dropped } = await rotate(vault, {
            secrets: present.map(secretOf),
            // A lost device may keep the same keys as this one.
            secretsOnly: true,
            remove: slotIdsOf(vault, remove),
            add: add.map((key) => slotOf(key, staying)),
            // Nothing of the last backup is lost: it is stored again as it is.
            ...(vault.latest === undefined ? {} : { merged: vault.latest.sequence }),
            confirmDropped,
          });
          return { view: await viewOf(vault), dropped: slotViews(vault, dropped) };
        } finally {
          await own.remember();
        }
      }),

    seen: async (which) => seenView(await requireStore(which)),

    serve: async (port) => serving.serve(port),
  };
}

/**
 * The files of every backup that counts, without what a stopped one left; all files if that cannot be told.
 *
 * @throws KeepsakeError object.missing
 */
async function namesToSave(vault: Vault, acceptMissing: boolean): Promise<ReadonlySet<string> | undefined> {
  const sequences: number[] = [];
  for await (const { sequence } of listSnapshots(vault)) sequences.push(sequence);
  const choice = await chooseForArchive(vault, sequences).catch((error) => void damageOf(error));
  if (choice === undefined || choice.missing.length === 0 || acceptMissing) return choice?.names;
  // [@archive-missing-objects]
  const missing = choice.missing.map(({ message }) => message);
  const message = `The vault has lost ${missing.length} of its files. What is left can be saved all the same.`;
  throw new KeepsakeError("object.missing", message, { missing });
}

function otherWriter({ details }: Vault): KeepsakeError {
  const who = details.writerName === "" ? "another device" : `the device “${details.writerName}”`;
  const message = `The vault says that ${who} backs up to it. Say that this browser is to do so from now on.`;
  return new KeepsakeError("store.conflict", message, { reason: "other-writer" });
}

function notPresent(slots: readonly SlotSummary[]): KeepsakeError {
  const dropped = slots.map(({ label, kind }) => label || kind.replace("-", " "));
  const message = `These keys would no longer open the vault: ${dropped.join(", ")}. Present them, or let them go.`;
  return new KeepsakeError("key.no-matching-slot", message, { dropped });
}
