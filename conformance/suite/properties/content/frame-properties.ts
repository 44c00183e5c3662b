import fc from "fast-check";
import { backup } from "../../../../reference/arbitraries/backup.js";
import { frame, unknownFrame } from "../../../../reference/arbitraries/frame.js";
import { mutated } from "../../../../reference/arbitraries/mutations.js";
import { decodeFrame, encodeFrame as encodeByReference } from "../../../../reference/core/proto/codec.js";
import type { Frame } from "../../../../reference/core/proto/types.js";
import { answerOf } from "../../oracle.js";
import { byReference, bytesOf, codeOf, mustEqual, succeed } from "../answers.js";
import type { Property } from "../chapter.js";
import { noise } from "../drawn.js";
import { property } from "../property.js";
import { encodeNoisily } from "../protobuf.js";
import { brokenFrame } from "./breaches.js";
import { canonicalJson, comparePlaces, encodeFrame, placeOf, placesOf } from "./frames.js";

type Message = Readonly<Record<string, unknown>>;

/** Changes of the order of a backup, and what has to come of them. */
const disorder = () => fc.tuple(fc.constantFrom("swap", "twice", "no account", "reverse"), fc.nat(), fc.nat());

function disordered(frames: readonly Frame[], [how, a, b]: readonly [string, number, number]): Frame[] {
  const [one, other] = [a % frames.length, b % frames.length];
  if (how === "no account") return frames.slice(1);
  if (how === "reverse") return frames.toReversed();
  if (how === "twice") return frames.toSpliced(one, 0, frames[one]!);
  const changed = [...frames];
  [changed[one], changed[other]] = [changed[other]!, changed[one]!];
  return changed;
}

const ascends = (frames: readonly Frame[]): boolean => {
  const places = frames.flatMap((each) => placeOf(each) ?? []);
  return places[0]?.rank === 1 && places.every((place, i) => i === 0 || comparePlaces(places[i - 1]!, place) < 0);
};

/** Properties of single frames, and of frames after one another. */
export const frameProperties: readonly Property[] = [
  {
    name: "frame",
    title: "A frame of any kind reads, shows and encodes again as it is",
    requirements: ["proto-canonical", "canonical-json", "oneof-unset", "enum-unknown", "reference-other"],
    operations: ["frame.validate"],
    why: "Every field, with hostile text and with numbers at their limits, means the same to all.",
    run: (context) =>
      property(context, [frame()], async (drawn) => {
        const bytes = encodeFrame(drawn);
        const ok = {
          json: canonicalJson(drawn as Message),
          orderKey: placeOf(drawn),
          unknownFields: 0,
          encoded: bytes,
        };
        await context.expect("frame.validate", { frame: bytes }, { ok });
      }),
  },
  {
    name: "frame-forms",
    title: "A frame in another form means the same, and its unknown fields are counted and kept",
    requirements: [
      "proto-noncanonical-accepted",
      "proto-last-wins",
      "proto-keep-unknown",
      "unknown-kept",
      "unknown-reported",
      "unknown-accepted",
    ],
    operations: ["frame.validate"],
    why: "Fields in any order, with long varints, twice, or of a later version: another library may have written it.",
    run: (context) =>
      property(context, [frame(), noise()], async (drawn, shape) => {
        const { bytes, added, canonical, message } = encodeNoisily("Frame", drawn as Message, shape);
        const ok = { json: canonicalJson(message), orderKey: placeOf(drawn), unknownFields: added, encoded: canonical };
        await context.expect("frame.validate", { frame: bytes }, { ok });
      }),
  },
  {
    name: "frame-unknown",
    title: "A frame of a kind that is not known is accepted and kept",
    requirements: ["unknown-kept", "unknown-accepted", "unknown-order"],
    operations: ["frame.validate"],
    why: "An older program must not lose what a newer one wrote.",
    run: (context) =>
      property(context, [unknownFrame()], async (drawn) => {
        const bytes = encodeFrame(drawn);
        const json = canonicalJson(drawn as Message);
        const ok = await context.expect("frame.validate", { frame: bytes }, { ok: { encoded: bytes, json } });
        mustEqual("the order key of a frame of unknown kind", ok.orderKey, undefined);
      }),
  },
  {
    name: "frame-broken",
    title: "A frame that breaks one rule is refused for it",
    requirements: [
      "id-required",
      "id-limit",
      "received-required",
      "field-limits",
      "media-nonempty",
      "cards-nonempty",
      "sticker-image",
      "reaction-per-author",
      "attachment-missing-reason",
      "attachment-id-suffix",
      "reference-shape",
      "location-range",
      "location-nan",
      "text-range",
      "text-surrogate",
    ],
    operations: ["frame.validate"],
    why: "What a reader accepts other programs have to be able to show.",
    run: (context) =>
      property(context, [brokenFrame()], async ({ frame: broken, code }) => {
        await context.expect("frame.validate", { frame: encodeFrame(broken) }, { reject: { codes: [code] } });
      }),
  },
  {
    name: "frame-mutated",
    title: "A damaged frame is refused, or read as something that encodes to itself again",
    requirements: ["frame-protobuf", "proto-overrun", "proto-wire-types", "proto-no-groups"],
    operations: ["frame.validate"],
    why: "A reader may be given any bytes; it must neither break nor make two things of one.",
    run: (context) =>
      property(context, [mutated(frame().map(encodeFrame))], async (bytes) => {
        const answer = await context.call("frame.validate", { frame: bytes });
        if (answer.ok === undefined) return;
        const encoded = bytesOf(answer.ok, "encoded");
        const { json, orderKey, unknownFields } = answer.ok;
        await context.expect("frame.validate", { frame: encoded }, { ok: { json, orderKey, unknownFields, encoded } });
        const again = await byReference("a frame", () => encodeByReference(decodeFrame(encoded)));
        mustEqual("the canonical encoding", encoded, again);
      }),
  },
  {
    name: "backup",
    title: "A whole backup is accepted, with every name in its place",
    requirements: ["frame-order", "account-first", "reference-contact", "reference-group", "reference-chat"],
    operations: ["frames.validate"],
    why: "Frames of all kinds that refer to one another.",
    run: (context) =>
      property(
        context,
        [backup({ contacts: 3, groups: 2, chats: 3, timeline: 8 })],
        async (frames) => {
          const args = { frames: frames.map(encodeFrame) };
          const expected = answerOf("frames.validate", args);
          // The arbitrary leaves the contact of the account to chance.
          const code = codeOf(await expected);
          const expectation =
            code === undefined ? { ok: { orderKeys: placesOf(frames) } } : { reject: { codes: [code] } };
          await context.expect("frames.validate", args, expectation);
        },
        { cost: 3 },
      ),
  },
  {
    name: "backup-disordered",
    title: "Frames that are exchanged, twice, or without their account are refused",
    requirements: ["frame-order", "account-first"],
    operations: ["frames.validate"],
    why: "The order is what makes a frame findable, and names unique.",
    run: (context) =>
      property(
        context,
        [backup({ contacts: 3, groups: 2, chats: 3, timeline: 6 }), disorder()],
        async (frames, how) => {
          const changed = disordered(frames, how);
          if (ascends(changed)) return;
          const args = { frames: changed.map(encodeFrame) };
          // A name may be missed before the order is.
          const code = codeOf(await answerOf("frames.validate", args));
          const codes = code === "content.reference" ? [code] : ["content.order"];
          await context.expect("frames.validate", args, { reject: { codes } });
        },
        { cost: 3 },
      ),
  },
  {
    name: "backup-names",
    title: "A contact, group or chat that is taken away is missed by the frames that name it, and by no others",
    requirements: ["reference-contact", "reference-group", "reference-chat", "reference-other", "self-contact-last"],
    operations: ["frames.validate"],
    why: "A message without its chat has no place to be shown.",
    run: (context) =>
      property(
        context,
        [backup({ contacts: 3, groups: 2, chats: 3, timeline: 6 }), fc.nat()],
        async (frames, at) => {
          const named = frames.flatMap((each, i) => (each.contact || each.group || each.chat ? [i] : []));
          const changed = frames.toSpliced(named[at % named.length]!, 1);
          const args = { frames: changed.map(encodeFrame) };
          const code = codeOf(await answerOf("frames.validate", args));
          const expectation =
            code === undefined ? { ok: { orderKeys: placesOf(changed) } } : { reject: { codes: [code] } };
          await context.expect("frames.validate", args, expectation);
          if (code === undefined) await succeed(context, "frames.validate", args);
        },
        { cost: 3 },
      ),
  },
];
