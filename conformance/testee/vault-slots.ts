import { reseal } from "../../reference/core/reseal.js";
import type { SlotSummary } from "../../reference/core/slot-list.js";
import { addSlot, removeSlot, repair, rotate, takeOver } from "../../reference/core/slots.js";
import { asBytes, bytes, flag, list, number, optional, present, text } from "./args.js";
import type { Operations } from "./operation.js";
import { asNewSlot, asSecret } from "./secret.js";
import { writing } from "./vault.js";

const idsOf = (slots: readonly SlotSummary[]) => slots.map(({ slotId }) => slotId);

/** Chapters 5 and 9: changes of slots, keys and the writer. */
export const vaultSlots: Operations = {
  "vault.slot-add": writing(async (vault, args) => {
    await addSlot(vault, asNewSlot(args.slot, "slot"), { now: number(args, "now") });
    return {};
  }),
  "vault.slot-remove": writing(async (vault, args) => {
    const allowDeviceBoundOnly = flag(args, "allowDeviceBoundOnly");
    const options = { secretDestroyed: true, allowDeviceBoundOnly, now: number(args, "now") } as const;
    await removeSlot(vault, bytes(args, "slotId"), options);
    return {};
  }),
  "vault.rotate": writing(async (vault, args) => {
    const writerName = optional(args, "takeOver", text);
    const { kept, dropped } = await rotate(vault, {
      secrets: args.secrets === undefined ? [] : list(args, "secrets", asSecret),
      remove: args.remove === undefined ? [] : list(args, "remove", asBytes),
      add: args.add === undefined ? [] : list(args, "add", asNewSlot),
      secretsOnly: flag(args, "secretsOnly"),
      allowDeviceBoundOnly: flag(args, "allowDeviceBoundOnly"),
      now: number(args, "now"),
      ...(writerName === undefined ? {} : { takeOver: { writerName } }),
      ...present({ merged: optional(args, "merged", number) }),
    });
    return { kept: idsOf(kept), dropped: idsOf(dropped) };
  }),
  "vault.reseal": writing(async (vault, args) => {
    const merged = optional(args, "merged", number);
    const summary = await reseal(vault, { ...present({ merged }), now: number(args, "now") });
    const lost = summary?.lost.map(({ code, name, kind, attachmentId }) => ({ code, name, kind, attachmentId }));
    return { sequence: summary?.snapshot.sequence, lost: lost ?? [] };
  }),
  "vault.take-over": writing(async (vault, args) => {
    const writerName = optional(args, "writerName", text);
    await takeOver(vault, { ...present({ writerName }), now: number(args, "now") });
    return {};
  }),
  "vault.repair": writing(async (vault, args) => {
    const removed = await repair(vault, { now: number(args, "now") });
    return { removed: removed.map(({ name }) => name) };
  }),
};
