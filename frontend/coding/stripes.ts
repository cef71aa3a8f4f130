// Stripes and labels in the margin of a turn, beside the lines they lie on. Two codings on one line take two lanes,
// though their words may only follow each other.
import { lanes, stacked } from "./lanes";
import { type Coding, GLYPHS, type Sheet } from "./sheet";
import type { Turn } from "./text";

const LANE = 10;
const STEP = 20;
const MOST_LANES = 6;
const SVG = "http://www.w3.org/2000/svg";

interface Placed { coding: Coding; top: number; bottom: number }
export interface Measured { placed: Placed[]; beside: boolean }

/** Where the lines of each coding are, from the top of the margin. Reads the layout, and writes nothing. */
export function measure(turn: Turn, codings: readonly Coding[]): Measured {
  const words = turn.words.getBoundingClientRect();
  const margin = turn.margin.getBoundingClientRect();
  const boxes = new Map<string, { top: number; bottom: number }>();
  for (const mark of turn.words.querySelectorAll<HTMLElement>("mark.coded")) {
    const rects = mark.getClientRects();
    if (!rects.length) continue;
    const [top, bottom] = [rects[0]!.top - words.top, rects[rects.length - 1]!.bottom - words.top];
    for (const guid of mark.dataset.codings!.split(" ")) {
      const known = boxes.get(guid);
      boxes.set(guid, known ? { top: Math.min(known.top, top), bottom: Math.max(known.bottom, bottom) } : { top, bottom });
    }
  }
  const placed = codings.map((coding) => ({ coding, ...(boxes.get(coding.guid) ?? { top: 0, bottom: STEP }) }));
  placed.sort((one, other) => one.top - other.top || other.bottom - one.bottom);
  return { placed, beside: margin.left >= words.right - 1 };
}

export function layStripes(turn: Turn, measured: Measured | null, sheet: Sheet, hand: string): void {
  const margin = turn.margin;
  margin.classList.toggle("laid", measured?.beside ?? false);
  margin.style.minHeight = "";
  if (!measured) return margin.replaceChildren();
  const { placed, beside } = measured;
  const lane = lanes(placed.map(({ top, bottom }) => ({ start: top, end: bottom })));
  const shown = placed.map((each, at) => ({ ...each, lane: lane[at]! })).filter((each) => !beside || each.lane < MOST_LANES || each.coding.guid === hand)
    .map((each) => ({ ...each, lane: Math.min(each.lane, MOST_LANES - 1) }));
  const items = shown.map((each) => item(each.coding, sheet, each.coding.guid === hand));
  if (beside) {
    const labels = Math.min(Math.max(0, ...lane) + 1, MOST_LANES) * LANE + 26;
    const tops = stacked(shown.map(({ top }) => top), STEP);
    shown.forEach((each, at) => lay(items[at]!, each, tops[at]!, labels));
    const hidden = placed.length - shown.length;
    let foot = Math.max(...placed.map(({ bottom }) => bottom), (tops.at(-1) ?? 0) + STEP);
    if (hidden) {
      items.push(more(hidden, labels, (tops.at(-1) ?? 0) + STEP));
      foot = Math.max(foot, (tops.at(-1) ?? 0) + 2 * STEP);
    }
    margin.style.minHeight = `${Math.ceil(foot)}px`;
  }
  margin.replaceChildren(...items);
}

function item(coding: Coding, sheet: Sheet, inHand: boolean): HTMLLIElement {
  const code = sheet.codes.get(coding.code);
  const mine = sheet.mine(coding);
  const made = document.createElement("li");
  made.className = `code-${code?.colour ?? "slate"}${mine ? "" : " other"}${inHand ? " in-hand" : ""}${coding.waiting ? " unconfirmed" : ""}`;
  made.dataset.coding = coding.guid;
  const stripe = document.createElement("span");
  stripe.className = "swatch";
  const label = document.createElement("button");
  label.type = "button";
  label.tabIndex = -1; // [ and ] lead from coding to coding; thousands of stops for Tab would lead nowhere
  label.className = "margin-label";
  label.title = code?.name ?? "";
  const glyph = GLYPHS[coding.valence];
  label.append(part("glyph", glyph, true)); // also where there is none, so that names stand below each other
  if (glyph) label.append(part("hidden-text", `${coding.valence}: `));
  label.append(part("label-name", code?.name ?? "a code"));
  if (coding.fate) label.append(part("by", coding.fate === "open" ? "split, open" : "retired"));
  if (coding.review && coding.review !== "moved") label.append(part("by again", "read again"));
  if (!mine) label.append(part("by", sheet.coders.get(coding.coder)?.initials ?? ""));
  if (coding.important) label.append(part("by", "★", true), part("hidden-text", " important quote"));
  made.append(stripe, label);
  return made;
}

function part(name: string, words: string, silent = false): HTMLSpanElement {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = words;
  if (silent) made.ariaHidden = "true";
  return made;
}

function lay(made: HTMLLIElement, { top, bottom, lane }: Placed & { lane: number }, at: number, labels: number): void {
  const [stripe, label] = made.children as unknown as [HTMLElement, HTMLElement];
  Object.assign(stripe.style, { left: `${lane * LANE}px`, top: `${top}px`, height: `${Math.max(bottom - top, 8)}px` });
  Object.assign(label.style, { left: `${labels}px`, top: `${at}px`, maxWidth: `calc(100% - ${labels + 8}px)` });
  const leader = document.createElementNS(SVG, "svg");
  leader.classList.add("leader");
  leader.ariaHidden = "true";
  const path = document.createElementNS(SVG, "path");
  const from = lane * LANE + 5;
  path.setAttribute("d", `M${from} ${top + 10.5}H${labels - 8}${at > top ? `L${labels - 3} ${at + 10.5}` : `H${labels - 2}`}`);
  leader.append(path);
  made.append(leader);
}

function more(count: number, left: number, top: number): HTMLLIElement {
  const made = document.createElement("li");
  const words = part("more margin-label", `+${count}`);
  words.title = `${count} more codings on these lines`;
  Object.assign(words.style, { left: `${left}px`, top: `${top}px` });
  made.append(words);
  return made;
}
