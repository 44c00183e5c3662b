/** Times and sizes as this page writes them. */
import { bytes, count, duration } from "../../command/words.js";
import { T } from "./texts.js";

export { bytes, count, duration };

/** A day and time in this device's zone. 0: not known. */
export function time(ms: number): string {
  if (ms === 0) return T.unknownTime;
  return new Date(ms).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
}

/** 2026-03-01, in this device's zone: for names of files, which sort by it. */
export function day(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
