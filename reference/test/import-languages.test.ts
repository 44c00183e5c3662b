import { describe, expect, it } from "vitest";
import { contentOf } from "../core/frame-kind.js";
import { CallSummaryMedium, CallSummaryOutcome, type Message, SystemContentKind } from "../core/proto/types.js";
import { collect } from "../import/whatsapp/phrase-book.js";
import { LANGUAGES, type Language, type Phrases, type SystemKind } from "../import/whatsapp/phrases.js";
import { importText } from "./import-helpers.js";

const LRM = "\u200e";

const SYSTEM_KINDS: Record<SystemKind, number> = {
  encryption: SystemContentKind.ENCRYPTION_NOTICE,
  groupCreated: SystemContentKind.GROUP_CREATED,
  memberAdded: SystemContentKind.MEMBER_ADDED,
  memberRemoved: SystemContentKind.MEMBER_REMOVED,
  memberLeft: SystemContentKind.MEMBER_LEFT,
  memberJoined: SystemContentKind.MEMBER_JOINED,
  subjectChanged: SystemContentKind.SUBJECT_CHANGED,
  avatarChanged: SystemContentKind.AVATAR_CHANGED,
  descriptionChanged: SystemContentKind.DESCRIPTION_CHANGED,
  keyChanged: SystemContentKind.KEY_CHANGED,
  numberChanged: SystemContentKind.NUMBER_CHANGED,
  adminChanged: SystemContentKind.ADMIN_CHANGED,
  timerChanged: SystemContentKind.EXPIRE_TIMER_CHANGED,
  pinned: SystemContentKind.MESSAGE_PINNED,
  blocked: SystemContentKind.BLOCKED_CHANGED,
  other: SystemContentKind.UNSPECIFIED,
};

/** One message of a composed chat, and what it must become. */
interface Line {
  author?: string;
  body: string;
  check(message: Message): void;
}

const PHOTO = { ios: "00000001-PHOTO-2024-03-12-21-14-11.jpg", android: "IMG-20240312-WA0000.jpg" };

function fill(phrase: string): string {
  return phrase
    .replace("{a}", "Zoë")
    .replace("{b}", "Max")
    .replace("{g}", "Plan B")
    .replace("{x}", "")
    .replace(/\[[ab]:([^\]]*)\]/gu, "$1");
}

function linesOf(language: Language, layout: "ios" | "android"): Line[] {
  const all = <T>(pick: (phrases: Phrases) => readonly T[] | undefined) => collect([language], pick);
  const mark = layout === "ios" ? LRM : "";
  const lines: Line[] = [];
  const add = (body: string, check: Line["check"], author: string | undefined = "Ana") => {
    lines.push({ ...(author === undefined ? {} : { author }), body, check });
  };
  const is = (content: string) => (message: Message) => expect(contentOf(message)).toBe(content);

  for (const phrase of layout === "ios" ? all((p) => p.attachedIos) : all((p) => p.attachedAndroid)) {
    const body =
      layout === "ios" ? `${LRM}<${phrase.replace("{f}", PHOTO.ios)}>` : `${LRM}${PHOTO.android} (${phrase})`;
    add(body, ({ media }) => expect(media?.attachments?.[0]).toMatchObject({ kind: 1, fileName: PHOTO[layout] }));
  }
  for (const [kind, phrase] of all((p) =>
    Object.entries(p.omitted ?? {}).flatMap(([kind, list]) => list.map((text) => [kind, text] as const)),
  )) {
    const content = kind === "sticker" ? "sticker" : kind === "contact" ? "contactCards" : "media";
    if (kind === "document") {
      add(`Menü 3.pdf • 2 x ${mark}${phrase}`, ({ media }) =>
        expect(media?.attachments?.[0]?.fileName).toBe("Menü 3.pdf"),
      );
    } else add(`${mark}${phrase}`, is(content));
  }
  for (const phrase of all((p) => p.deleted)) add(`${mark}${phrase}.`, is("deleted"));
  for (const phrase of all((p) => p.deletedByMe)) add(`${mark}${phrase}`, is("deleted"));
  for (const phrase of all((p) => p.deletedByAdmin)) add(`${mark}${fill(phrase)}.`, is("deleted"));
  for (const phrase of all((p) => p.edited)) {
    add(`Ceci n'est pas ${mark}${phrase}`, (message) => {
      expect(message.edited).toBe(true);
      expect(message.text?.text?.body).toBe("Ceci n'est pas");
    });
  }
  for (const phrase of all((p) => Object.values(p.viewOnce ?? {}).flat()))
    add(`${mark}${fill(phrase)}`, is("viewOnce"));
  const [option] = all((p) => p.option);
  for (const phrase of all((p) => p.poll)) {
    add(`${mark}${phrase}:\nQ?\n${mark}${option}: A (${mark}2 x)\n${mark}${option}: B (${mark}0 x)`, ({ poll }) =>
      expect(poll).toMatchObject({ question: "Q?", options: [{ text: "A", anonymousVotes: 2 }, { text: "B" }] }),
    );
  }
  for (const phrase of all((p) => p.location)) {
    add(`${mark}${phrase}: https://maps.google.com/?q=-51.5,0.12`, ({ location }) =>
      expect(location?.location).toMatchObject({ latitude: -51.5, longitude: 0.12 }),
    );
  }
  for (const phrase of all((p) => p.liveLocation)) add(`${mark}${phrase}`, is("liveLocation"));
  for (const phrase of all((p) => p.missedVideoCall)) {
    add(`${mark}${phrase}`, ({ call }) =>
      expect(call?.summary).toEqual({ medium: CallSummaryMedium.VIDEO, outcome: CallSummaryOutcome.MISSED }),
    );
  }
  for (const phrase of [...all((p) => p.missedGroupVoiceCall), ...all((p) => p.missedVoiceCall)]) {
    add(`${mark}${phrase}`, ({ call }) => expect(call?.summary?.medium).toBe(CallSummaryMedium.VOICE));
  }
  const [call] = all((p) => p.voiceCall);
  for (const [unit, ms] of [
    ...all((p) => p.hours?.map((unit) => [unit, 3_600_000] as const)),
    ...all((p) => p.minutes?.map((unit) => [unit, 60_000] as const)),
    ...all((p) => p.seconds?.map((unit) => [unit, 1000] as const)),
  ]) {
    add(`${mark}${call}, ${mark}2 ${unit}`, (message) =>
      expect(message.call?.summary).toMatchObject({ outcome: CallSummaryOutcome.ANSWERED, durationMs: 2 * ms }),
    );
  }
  for (const phrase of all((p) => p.noAnswer)) {
    add(`${mark}${call}, ${mark}${phrase}`, (message) =>
      expect(message.call?.summary?.outcome).toBe(CallSummaryOutcome.MISSED),
    );
  }
  for (const [kind, phrase] of all((p) =>
    Object.entries(p.system ?? {}).flatMap(([kind, list]) => list.map((text) => [kind as SystemKind, text] as const)),
  )) {
    const text = fill(phrase);
    add(
      `${mark}${text}`,
      ({ system }) => expect([text, system?.kind]).toEqual([text, SYSTEM_KINDS[kind]]),
      layout === "ios" ? "Team" : undefined,
    );
    if (layout === "android") delete lines.at(-1)?.author;
  }
  add("nothing of the app's own", is("text"));
  return lines;
}

describe.each(LANGUAGES.map((language) => [language.code, language] as const))("%s", (code, language) => {
  it.each(["ios", "android"] as const)("reads every phrase in the layout of %s", async (layout) => {
    const lines = linesOf(language, layout);
    const text = lines
      .map(({ author, body }, at) => {
        const time = `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
        const said = author === undefined ? body : `${author}: ${body}`;
        return layout === "ios" ? `[31/12/2024, ${time}:00] ${said}\r\n` : `31/12/2024, ${time} - ${said}\n`;
      })
      .join("");
    const { messages, report } = await importText(text, { me: "Ana", files: { [PHOTO[layout]]: "jpeg" } });
    expect(report.chats[0]?.languages[0]).toBe(code);
    expect(messages).toHaveLength(lines.length);
    messages.forEach((message, at) => {
      try {
        lines[at]?.check(message);
      } catch (error) {
        throw new Error(`${JSON.stringify(lines[at])}: ${JSON.stringify(message)}`, { cause: error });
      }
    });
  });

  it("finds the chat's name in the name of the file", async () => {
    for (const phrase of collect([language], ({ titles }) => titles)) {
      const name = `${phrase.replace("{x}", "Zoë & Max")}.txt`;
      const { report } = await importText("31/12/2024, 10:00 - Ana: hi\n31/12/2024, 10:01 - Ben: hi\n", {
        name,
        me: "Ana",
      });
      expect(report.chats[0]?.title).toBe("Zoë & Max");
    }
  });
});
