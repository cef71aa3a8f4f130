// Stripes and labels in the margin of a turn, beside the lines they lie on. Two codings on one line take two lanes,
// though their words may only follow each other. All stripes of a turn are one drawing, and a label is a button with its
// words and no more: hundreds of them scroll by.
import { lanes, stacked } from "./lanes";
import { type Coding, GLYPHS, type Sheet } from "./sheet";
import type { Turn } from "./text";

const LANE = 10;
const STEP = 20;
const MOST_LANES = 6;
const SVG = "http://www.w3.org/2000/svg";

interface Placed { coding: Coding; top: number; bottom: number }
interface Laned extends Placed { lane: number }
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
  if (!beside) return margin.replaceChildren(...placed.map(({ coding }) => item(coding, sheet, hand, true)));
  const lane = lanes(placed.map(({ top, bottom }) => ({ start: top, end: bottom })));
  const shown = placed.map((each, at): Laned => ({ ...each, lane: lane[at]! }))
    .filter((each) => each.lane < MOST_LANES || each.coding.guid === hand) // the one in hand has its stripe in any crowd
    .map((each) => ({ ...each, lane: Math.min(each.lane, MOST_LANES - 1) }));
  const left = Math.min(Math.max(0, ...lane) + 1, MOST_LANES) * LANE + 26;
  const tops = stacked(shown.map(({ top }) => top), STEP);
  const items = shown.map(({ coding }, at) => put(item(coding, sheet, hand, false), left, tops[at]!));
  let foot = Math.max(...placed.map(({ bottom }) => bottom), (tops.at(-1) ?? 0) + STEP);
  const hidden = placed.length - shown.length;
  if (hidden) {
    items.push(put(more(hidden), left, (tops.at(-1) ?? 0) + STEP));
    foot += STEP;
  }
  const drawing = document.createElementNS(SVG, "svg");
  drawing.append(...shown.flatMap((each, at) => strokes(each, tops[at]!, left, sheet, hand)));
  const behind = document.createElement("li"); // a list holds only items
  behind.ariaHidden = "true";
  behind.className = "strokes";
  behind.append(drawing);
  margin.style.minHeight = `${Math.ceil(foot)}px`;
  margin.replaceChildren(behind, ...items);
}

const stateOf = (coding: Coding, sheet: Sheet, hand: string): string =>
  [!sheet.mine(coding) && "other", coding.guid === hand && "in-hand", coding.waiting && "unconfirmed"].filter(Boolean).join(" ");

function item(coding: Coding, sheet: Sheet, hand: string, swatch: boolean): HTMLLIElement {
  const name = sheet.codes.get(coding.code)?.name ?? "a code";
  const code = `code-${sheet.colour(coding)}`;
  const made = document.createElement("li");
  made.className = stateOf(coding, sheet, hand);
  made.setAttribute("data-coding", coding.guid);
  const label = document.createElement("button");
  label.type = "button";
  label.tabIndex = -1; // [ and ] lead from coding to coding; thousands of stops for Tab would lead nowhere
  label.className = `margin-label ${code}`;
  label.title = sheet.mine(coding) ? name : `${name}, ${sheet.coders.get(coding.coder)?.name ?? "another coder"}`;
  const glyph = GLYPHS[coding.valence];
  if (glyph) label.append(part("glyph", glyph, true), part("hidden-text", `${coding.valence}: `));
  label.append(name);
  if (coding.fate) label.append(part("by", coding.fate === "open" ? "split, open" : "retired"));
  if (coding.review && coding.review !== "moved") label.append(part("by again", "read again"));
  if (!sheet.mine(coding)) label.append(part("by", sheet.coders.get(coding.coder)?.initials ?? ""));
  if (coding.important) label.append(part("by", "★", true), part("hidden-text", " important quote"));
  if (swatch) made.append(part(`swatch ${code}`, "", true));
  made.append(label);
  return made;
}

function part(name: string, words: string, silent = false): HTMLSpanElement {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = words;
  if (silent) made.ariaHidden = "true";
  return made;
}

function put(made: HTMLLIElement, left: number, top: number): HTMLLIElement {
  Object.assign(made.style, { left: `${left}px`, top: `${top}px`, maxWidth: `calc(100% - ${left + 8}px)` });
  return made;
}

/** The line that leads from a stripe to its label, and the stripe. */
function strokes({ coding, top, bottom, lane }: Laned, at: number, left: number, sheet: Sheet, hand: string): SVGElement[] {
  const kind = `drawn-${sheet.colour(coding)} ${stateOf(coding, sheet, hand)}`;
  const hollow = sheet.mine(coding) ? 0 : 0.75;
  const [wide, high] = [4 - 2 * hollow, Math.max(bottom - top, 8) - 2 * hollow];
  const stripe = path(`coding-bar ${kind}`, `M${lane * LANE + hollow} ${top + hollow}h${wide}v${high}h${-wide}z`);
  stripe.setAttribute("data-coding", coding.guid);
  return [path(`leader ${kind}`, `M${lane * LANE + 5} ${top + 10.5}H${left - 8}${at > top ? `L${left - 3} ${at + 10.5}` : `H${left - 2}`}`), stripe];
}

function path(kind: string, d: string): SVGPathElement {
  const made = document.createElementNS(SVG, "path");
  made.setAttribute("class", kind);
  made.setAttribute("d", d);
  return made;
}

function more(count: number): HTMLLIElement {
  const made = document.createElement("li");
  const words = part("more margin-label", `+${count}`);
  words.title = `${count} more codings on these lines`;
  made.append(words);
  return made;
}
