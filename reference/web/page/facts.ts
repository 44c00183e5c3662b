import { html, type TemplateResult } from "lit-html";
import type { BackupTotals } from "../../core/totals.js";
import { T } from "./texts.js";
import { bytes } from "./words.js";

/** One fact of a list. @param whole - takes a line of its own */
export const fact = (name: string, value: unknown, whole = false): TemplateResult =>
  html`<div class=${whole ? "whole" : ""}><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`;

/** A number as people write it. */
export const number = (value: number): string => value.toLocaleString("en");

/** What a backup holds, in numbers. */
export const totalsList = ({ chats, messages, photos, videos, attachmentBytes }: BackupTotals): TemplateResult =>
  html`<dl class="facts">
    ${fact(T.backup.messages, number(messages))} ${fact(T.backup.chats, number(chats))}
    ${fact(T.backup.photos, number(photos))} ${fact(T.backup.videos, number(videos))}
    ${fact(T.backup.files, bytes(attachmentBytes))}
  </dl>`;
