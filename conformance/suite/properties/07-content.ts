import type { Case } from "../case.js";
import { casesOf } from "./chapter.js";
import { cutProperties } from "./content/cut-properties.js";
import { frameProperties } from "./content/frame-properties.js";
import { segmentProperties } from "./content/segment-properties.js";

/** Chapter 7. */
export const contents: readonly Case[] = casesOf("07-content.md", [
  ...frameProperties,
  ...segmentProperties,
  ...cutProperties,
]);
