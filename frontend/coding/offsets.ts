// Places in a turn. The server counts code points from the beginning of the text; the browser counts UTF-16 units in
// text nodes. This is the only place where one becomes the other.

export interface Place { start: number; end: number }

const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

const textOf = (node: Node): HTMLElement | null =>
  (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>(".turn-text") ?? null;

function offsetIn(words: HTMLElement, node: Node, offset: number): number {
  const before = document.createRange();
  before.setStart(words, 0);
  before.setEnd(node, offset);
  return Number(words.dataset.start) + codePoints(before.toString());
}

/** The chosen words as a place in the source's text; null if nothing of a turn is chosen. May lie over several turns. */
export function placeOf(range: Range): Place | null {
  if (range.collapsed) return null;
  const all = [...document.querySelectorAll<HTMLElement>(".turn-text")].filter((words) => range.intersectsNode(words));
  const first = all[0];
  const last = all.at(-1);
  if (!first || !last) return null;
  const start = textOf(range.startContainer) === first
    ? offsetIn(first, range.startContainer, range.startOffset)
    : Number(first.dataset.start);
  const end = textOf(range.endContainer) === last
    ? offsetIn(last, range.endContainer, range.endOffset)
    : offsetIn(last, last, last.childNodes.length);
  return trimmed({ start, end }, first, last);
}

/** Without the white space at both ends: whoever drags a little too far means the words. */
function trimmed(place: Place, first: HTMLElement, last: HTMLElement): Place | null {
  const head = [...(first.textContent ?? "")].slice(place.start - Number(first.dataset.start));
  const tail = [...(last.textContent ?? "")].slice(0, place.end - Number(last.dataset.start));
  let { start, end } = place;
  for (const sign of head) {
    if (sign.trim() !== "" || start >= end) break;
    start += 1;
  }
  for (const sign of tail.reverse()) {
    if (sign.trim() !== "" || end <= start) break;
    end -= 1;
  }
  return start < end ? { start, end } : null;
}

/** The range of a place within one turn, to show it as chosen. */
export function rangeOf(words: HTMLElement, place: Place): Range {
  const range = document.createRange();
  const from = Number(words.dataset.start);
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  let at = from;
  let begun = false;
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    const signs = [...node.data];
    const units = (count: number): number => signs.slice(0, count).join("").length;
    if (!begun && place.start < at + signs.length) {
      range.setStart(node, units(place.start - at));
      begun = true;
    }
    if (begun && place.end <= at + signs.length) {
      range.setEnd(node, units(place.end - at));
      return range;
    }
    at += signs.length;
  }
  range.setEnd(words, words.childNodes.length);
  return range;
}

export const wordsIn = (text: string): number => text.trim().split(/\s+/u).filter(Boolean).length;
