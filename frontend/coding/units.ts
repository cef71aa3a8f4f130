// Words and sentences of a turn, in UTF-16 units.
import { type Place, trimmed } from "./offsets";

export type Unit = "word" | "sentence" | "turn";

const words = new Intl.Segmenter(undefined, { granularity: "word" });
const SENTENCE = /.+?(?:[.!?…]+['"’”)\]]*(?=\s|$)|$)\s*/gsu; // as the server cuts them

export function unitsOf(text: string, unit: Unit): Place[] {
  if (unit === "word") {
    return [...words.segment(text)].filter((each) => each.isWordLike)
      .map((each) => ({ start: each.index, end: each.index + each.segment.length }));
  }
  const found = unit === "turn" ? [[0, text.length] as const] : [...text.matchAll(SENTENCE)].map((each) => [each.index, each.index + each[0].length] as const);
  return found.map(([start, end]) => trimmed(text, start, end)).filter((each) => each !== null);
}

/** The unit at a place, or the next one after it. */
export const unitAt = (all: readonly Place[], at: number): Place | undefined => all.find((each) => each.end > at) ?? all.at(-1);
