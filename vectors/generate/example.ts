/**
 * The vault of chapter 16 of the specification.
 *
 * @module
 */
import { encodeFrame, type Frame } from "../../reference/core/proto/codec.js";
import { fromHex, utf8 } from "./bytes.js";
import { DIGITS } from "./people.js";
import type { Step } from "./story.js";

const TIME = 1_767_225_600_000;

/** The passkey of the example. */
export const EXAMPLE_PASSKEY = {
  kind: "passkey",
  credentialId: fromHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"),
  credRandom: fromHex("7f7e7d7c7b7a797877767574737271706f6e6d6c6b6a69686766656463626160"),
  rpId: "backup.example",
  transports: ["internal"],
  label: "Passkey",
  backupEligibility: 1,
} as const;

const FRAMES: readonly Frame[] = [
  { account: { selfContactId: "me", displayName: "Sam" } },
  { contact: { id: "friend", displayName: "Alex" } },
  { contact: { id: "me", displayName: "Sam" } },
  { chat: { id: "c1", contactId: "friend" } },
  {
    message: {
      id: "m1",
      chatId: "c1",
      authorId: "friend",
      sentAtMs: TIME - 601_000,
      receivedAtMs: TIME - 600_000,
      text: { text: { body: "Ten minutes to go!" } },
    },
  },
  {
    message: {
      id: "m2",
      chatId: "c1",
      authorId: "me",
      sentAtMs: TIME + 60_000,
      receivedAtMs: TIME + 60_000,
      media: { attachments: [{ id: "a1", kind: 6, mediaType: "text/plain", fileName: "recipe.txt" }] },
    },
  },
];

/** The steps by which the example is made. */
export const EXAMPLE: readonly Step[] = [
  {
    do: "create",
    now: TIME,
    writerName: "Example phone",
    slots: [{ kind: "recovery-key", digits: DIGITS, label: "Paper in the drawer" }, EXAMPLE_PASSKEY],
  },
  {
    do: "backup",
    now: TIME + 120_000,
    account: "sam",
    service: "chat.example",
    producer: "example 1.0",
    frames: FRAMES.map(encodeFrame),
    contents: { a1: utf8("Three cups of flour.\n") },
  },
];
