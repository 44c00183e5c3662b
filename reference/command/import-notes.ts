import type { ImportReport } from "../import/index.js";
import { count } from "./words.js";

/**
 * What deserves a look before the phone's copy is deleted.
 *
 * @param otherOwner - what to do where the owner was not guessed right
 */
export function importNotes({ owner, chats }: ImportReport, otherOwner: string): string[] {
  const notes: string[] = [];
  if (owner !== undefined && !owner.wrote) {
    notes.push(`Nobody called ${owner.name} wrote in these chats; if that is not you, ${otherOwner}.`);
  }
  for (const { title, missingFiles, unnamedFiles, unmatchedLines } of chats) {
    if (missingFiles.count > 0) {
      notes.push(
        `${title}: ${count(missingFiles.count, "file")} named in the chat ${missingFiles.count === 1 ? "is" : "are"} not in the export.`,
      );
    }
    if (unnamedFiles.count > 0) {
      notes.push(
        `${title}: ${count(unnamedFiles.count, "file")} that the chat does not name ${unnamedFiles.count === 1 ? "was" : "were"} left out.`,
      );
    }
    if (unmatchedLines > 0)
      notes.push(
        `${title}: ${count(unmatchedLines, "line")} ${unmatchedLines === 1 ? "fits no message and was" : "fit no message and were"} kept as text.`,
      );
  }
  return notes;
}
