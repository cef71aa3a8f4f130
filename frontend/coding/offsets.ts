// Places. The server counts code points from the beginning of the text; the browser counts UTF-16 units in a turn.
// One table a turn, and this is the only place where one becomes the other.

export interface Place { start: number; end: number }

const ASTRAL = /[\u{10000}-\u{10ffff}]/u;

/** Leads between code points and UTF-16 units of one string. */
export class Table {
  readonly length: number; // in code points
  private readonly at: Uint32Array | null; // unit at which each code point begins, and the end; null where they are the same

  constructor(readonly text: string) {
    if (!ASTRAL.test(text)) {
      this.at = null;
      this.length = text.length;
      return;
    }
    const begins: number[] = [];
    for (let unit = 0; unit < text.length; unit += text.codePointAt(unit)! > 0xffff ? 2 : 1) begins.push(unit);
    this.length = begins.length;
    this.at = Uint32Array.from([...begins, text.length]);
  }

  units(point: number): number {
    const held = Math.max(0, Math.min(this.length, point));
    return this.at ? this.at[held]! : held;
  }

  /** A unit inside a surrogate pair counts as the sign's beginning. */
  points(unit: number): number {
    const held = Math.max(0, Math.min(this.text.length, unit));
    if (!this.at) return held;
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.at[middle]! <= held) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Units moved out to whole visible signs: joined emoji and letters with marks are never cut. */
export function wholeSigns(text: string, start: number, end: number): Place {
  const found = { start, end };
  if (start > 0 && start < text.length) found.start = graphemes.segment(text).containing(start)!.index;
  if (end > 0 && end < text.length) {
    const sign = graphemes.segment(text).containing(end)!;
    if (sign.index < end) found.end = sign.index + sign.segment.length;
  }
  return found;
}

/** Units without the white space at both ends: whoever drags a little too far means the words. */
export function trimmed(text: string, start: number, end: number): Place | null {
  const words = text.slice(start, end);
  const from = start + words.length - words.trimStart().length;
  const to = start + words.trimEnd().length;
  return from < to ? { start: from, end: to } : null;
}

export const overlaps = (one: Place, other: Place): boolean => one.start < other.end && other.start < one.end;
export const within = (inner: Place, outer: Place): boolean => inner.start >= outer.start && inner.end <= outer.end;
export const wordsIn = (text: string): number => text.match(/\S+/gu)?.length ?? 0;
