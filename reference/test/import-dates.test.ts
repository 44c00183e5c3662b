import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { KeepsakeError } from "../core/errors.js";
import { parseHeader } from "../import/whatsapp/header.js";
import { meridiem } from "../import/whatsapp/phrase-book.js";
import { importText } from "./import-helpers.js";

// Heads as phones write them; the forms are those of published exports.
const HEADS: readonly [line: string, layout: string, date: number[], time: number[], clock: number][] = [
  ["12/03/2024, 20:59 - Ana: x", "android", [12, 3, 2024], [20, 59, 0], 24],
  ["9/19/26, 9:52\u202fAM - Ana: x", "android", [9, 19, 26], [9, 52, 0], 12],
  ["19/09/26, 9:52\u202fpm - Ana: x", "android", [19, 9, 26], [21, 52, 0], 12],
  ["28/3/2025, 9:29 p.\u00a0m. - user1: x", "android", [28, 3, 2025], [21, 29, 0], 12],
  ["29/3/2025, 12:23 a. m. - user1: x", "android", [29, 3, 2025], [0, 23, 0], 12],
  ["02.05.18 à 18:00 - Michel: x", "android", [2, 5, 18], [18, 0, 0], 24],
  ["03.08.21, 12:30 - x", "android", [3, 8, 21], [12, 30, 0], 24],
  ["3/7/24 14:31 - Creaste este grupo", "android", [3, 7, 24], [14, 31, 0], 24],
  ["13/10/2022 16.25 - Anda membuat grup", "android", [13, 10, 2022], [16, 25, 0], 24],
  ["2023-12-20, 5:46 p.m. - Farid: x", "android", [2023, 12, 20], [17, 46, 0], 12],
  ["2023/12/20, 5:46 pm - Farid: x", "android", [2023, 12, 20], [17, 46, 0], 12],
  ["29-09-16 09:13 - Niels: x", "android", [29, 9, 16], [9, 13, 0], 24],
  ["26.03.2025 14:32 - John: x", "android", [26, 3, 2025], [14, 32, 0], 24],
  ["3/25/20, 12:00 PM - Ana: x", "android", [3, 25, 20], [12, 0, 0], 12],
  ["\u200f18\u200f/3\u200f/2022، 2:56 م - سارة: x", "android", [18, 3, 2022], [14, 56, 0], 12],
  ["۱۸/۳/۲۰۲۲، ۱۴:۵۶ - x: y", "android", [18, 3, 2022], [14, 56, 0], 24],
  ["१८/३/२०२२, २:५६ am - x: y", "android", [18, 3, 2022], [2, 56, 0], 12],
  ["14.05.2026, ÖS 9:15 - Ali: x", "android", [14, 5, 2026], [21, 15, 0], 12],
  ["[31/12/2024, 21:14:05] Ana: x", "ios", [31, 12, 2024], [21, 14, 5], 24],
  ["\u200e[12/31/24, 9:14:05\u202fPM] Maya: x", "ios", [12, 31, 24], [21, 14, 5], 12],
  ["[3/18/22 14.56.01] Elon: x", "ios", [3, 18, 22], [14, 56, 1], 24],
  ["[١٨/٣/٢٠٢٢، ٢:٥٦:٠٠ م] +40 521: x", "ios", [18, 3, 2022], [14, 56, 0], 12],
  ["[14.05.2026, 9:15:30 ÖÖ] Ali: x", "ios", [14, 5, 2026], [9, 15, 30], 12],
  ["[2024/3/12, 20:59:14] x: y", "ios", [2024, 3, 12], [20, 59, 14], 24],
  ["[12.03.24, 20:59:14] x: y", "ios", [12, 3, 24], [20, 59, 14], 24],
];

describe("heads of messages", () => {
  it.each(HEADS)("%s", (line, layout, date, [hour, minute, second], clock) => {
    const header = parseHeader(line, meridiem);
    expect(header).toMatchObject({ layout, date, hour, minute, second, clock });
    expect(line.slice(header?.rest)).toMatch(/^[^\s:]/u);
  });

  it.each([
    "",
    "12/03/2024",
    "12/09/2024, 16:40 back",
    "[13/09/2024] no boats",
    "99/99/9999, 99:99 - x",
    "12/03/2024, 20:59 Ana: x",
    "12/03/24, 13:00 am - x",
    "1234567890/1/1, 10:00 - x",
    "12/03-2024, 20:59 - x",
    "[12/03/2024, 20:59:14",
    "Ana: 12/03/2024, 20:59 - x",
  ])("%s is none", (line) => expect(parseHeader(line, meridiem)).toBeUndefined());
});

const chat = (...dates: string[]) =>
  dates.map((date, at) => `${date}, 10:00 - ${at % 2 ? "Ana" : "Ben"}: ${at}\n`).join("");
const day = (ms = 0) => DateTime.fromMillis(ms, { zone: "utc" }).toISODate();

async function orderOf(text: string, options = {}) {
  const { report, messages } = await importText(text, { me: "Ana", ...options });
  return [report.chats[0]?.dateOrder, day(messages[0]?.receivedAtMs)];
}

describe("order of day and month", () => {
  it("follows from a number above 12", async () => {
    expect(await orderOf(chat("03/04/24", "13/04/24"))).toEqual(["dmy", "2024-04-03"]);
    expect(await orderOf(chat("03/04/24", "03/13/24"))).toEqual(["mdy", "2024-03-04"]);
  });

  it("follows from time that would run backwards", async () => {
    expect(await orderOf(chat("01/02/24", "10/02/24", "03/03/24", "04/03/24"))).toEqual(["dmy", "2024-02-01"]);
    expect(await orderOf(chat("02/01/24", "02/10/24", "03/03/24", "03/04/24"))).toEqual(["mdy", "2024-02-01"]);
  });

  it("is not needed where both readings agree", async () => {
    expect(await orderOf(chat("03/03/24", "03/03/24"))).toEqual(["dmy", "2024-03-03"]);
  });

  it("is day-first with dots, which no locale writes otherwise", async () => {
    expect(await orderOf(chat("03.04.24"))).toEqual(["dmy", "2024-04-03"]);
  });

  it("is year-first with four digits in front, whatever is stated", async () => {
    expect(await orderOf(chat("2024/03/04"), { dateOrder: "dmy" })).toEqual(["ymd", "2024-03-04"]);
  });

  it("ignores a notice on the first line that is dated later", async () => {
    expect(await orderOf(chat("05/06/24", "01/02/24", "02/03/24", "01/04/24"))).toEqual(["dmy", "2024-02-01"]);
  });

  it("is asked for where both readings remain", async () => {
    const error = await importText(chat("03/04/24", "05/06/24"), { me: "Ana" }).catch((caught) => caught);
    expect(error).toBeInstanceOf(KeepsakeError);
    expect(error.code).toBe("input.malformed");
    expect(error.message).toContain("03/04/24 is 3 April 2024 or March 4, 2024");
    expect(error.details).toMatchObject({ reason: "date-order", option: "dateOrder", choices: ["dmy", "mdy"] });
    expect(await orderOf(chat("03/04/24"), { dateOrder: "dmy" })).toEqual(["dmy", "2024-04-03"]);
    expect(await orderOf(chat("03/04/24"), { dateOrder: "mdy" })).toEqual(["mdy", "2024-03-04"]);
    expect(await orderOf(chat("03/04/24"), { dateOrder: "ymd" })).toEqual(["ymd", "2003-04-24"]);
  });

  it("is refused where the dates contradict it", async () => {
    const error = await importText(chat("13/04/24"), { me: "Ana", dateOrder: "mdy" }).catch((caught) => caught);
    expect(error.details).toMatchObject({ reason: "date-order", choices: ["dmy"] });
  });
});

describe("times", () => {
  const local = async (timezone: string, ...times: string[]) => {
    const text = times.map((time, at) => `${time} - Ana: ${at}\n`).join("");
    const { messages } = await importText(text, { me: "Ana", timezone });
    return messages.map(({ receivedAtMs = 0, text }) => [text?.text?.body, new Date(receivedAtMs).toISOString()]);
  };

  it("are those of the zone", async () => {
    expect(await local("Asia/Kolkata", "31/12/2024, 05:30")).toEqual([["0", "2024-12-31T00:00:00.000Z"]]);
    expect(await local("America/New_York", "31/12/2024, 19:00")).toEqual([["0", "2025-01-01T00:00:00.000Z"]]);
  });

  it("keep their order when the clock shows an hour twice", async () => {
    const times = [
      "27/10/2024, 02:10",
      "27/10/2024, 02:50",
      "27/10/2024, 02:05",
      "27/10/2024, 02:40",
      "27/10/2024, 03:00",
    ];
    expect((await local("Europe/Berlin", ...times)).map(([, time]) => time?.slice(11, 16))).toEqual([
      "00:10",
      "00:50",
      "01:05",
      "01:40",
      "02:00",
    ]);
  });

  it("that the clock skips are read with the offset before", async () => {
    expect(await local("Europe/Berlin", "31/03/2024, 02:30")).toEqual([["0", "2024-03-31T01:30:00.000Z"]]);
  });

  it("within a minute follow one another by a millisecond, also when more is appended", async () => {
    const times = Array.from({ length: 5 }, () => "31/12/2024, 10:00");
    const short = await local("UTC", ...times.slice(0, 3));
    const long = await local("UTC", ...times);
    expect(long.slice(0, 3)).toEqual(short);
    expect(long.map(([body]) => body)).toEqual(["0", "1", "2", "3", "4"]);
    expect(long[4]?.[1]).toBe("2024-12-31T10:00:00.004Z");
  });

  it("need not ascend in the text", async () => {
    const times = [
      "11/01/2023, 16:13",
      "11/01/2023, 16:11",
      "11/01/2023, 16:12",
      "11/01/2023, 16:11",
      "13/01/2023, 16:14",
    ];
    expect((await local("UTC", ...times)).map(([body]) => body)).toEqual(["1", "3", "2", "0", "4"]);
  });

  it("need a zone that exists", async () => {
    await expect(importText(chat("13/04/24"), { me: "Ana", timezone: "Mars/Olympus" })).rejects.toThrow(RangeError);
  });
});
