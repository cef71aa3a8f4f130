// Marks over the words of the turns near the screen. All that changed is drawn in one frame: first every turn's marks,
// then every turn's lines are measured, then the stripes are laid beside them, so that the browser lays out once.
import type { Place } from "./offsets";
import { pieces } from "./pieces";
import type { Coding, Sheet } from "./sheet";
import { lanes } from "./lanes";
import { layStripes, type Measured, measure } from "./stripes";
import { Near } from "./near";
import { type Group, letLayoutGo, type SourceText, type Turn } from "./text";

const MOST_LINES = 3; // underlines below each other; what lies deeper has its stripe only
const FAST = 3; // px in a ms
const QUIET = 80; // ms
const PSEUDONYM = /(\[[^[\]\n]{1,60}\])/u;

/** A piece of a turn's words as it is to look: bare, or one mark for the codings over it. */
interface Marked { start: number; end: number; name?: string; codings?: string[]; told?: string }

export interface Shown { coding: (coding: Coding) => boolean; hand: () => string }

const printing = (): boolean => document.body.classList.contains("printing");

export class Drawing {
  private readonly near: Near;
  private readonly stale = new Set<Turn>();
  private readonly drawn = new Set<Turn>();
  private frame = 0;
  private readonly unlaid = new Set<Turn>(); // marked, and without their stripes yet
  private readonly looks = new Map<Turn, string>(); // what was drawn last: an answer mostly changes a stripe, and no word
  private later = 0;
  private layFrame = 0;
  private speed = 0;
  private scrolledAt = 0;
  private scrolledTo = 0;
  /** Turns whose nodes the browser's selection stands in: they are left as they are. */
  held: (turn: Turn) => boolean = () => false;
  /** Called before words are put anew, while the selection still stands where somebody made it. */
  before: () => void = () => {};
  /** Called after words were put anew, so that the selection can be. */
  redrawn: (turns: readonly Turn[]) => void = () => {};

  constructor(private readonly text: SourceText, private readonly sheet: Sheet, private readonly shown: Shown) {
    for (const group of text.groups) group.standFor(group.likely);
    const turnsOf = (groups: readonly Group[]): Turn[] => groups.flatMap((group) => group.turns);
    this.near = new Near(text, this.scroller, {
      close: (groups) => this.paint(turnsOf(groups).filter((turn) => !this.drawn.has(turn)), false),
      near: (groups) => { if (turnsOf(groups).some((turn) => this.unlaid.has(turn))) this.soon(); },
      gone: (groups) => this.plain(groups),
    });
    this.scroller?.addEventListener("scroll", () => {
      const now = performance.now();
      const to = this.scroller!.scrollTop;
      this.speed = Math.abs(to - this.scrolledTo) / Math.max(1, now - this.scrolledAt);
      [this.scrolledAt, this.scrolledTo] = [now, to];
    }, { passive: true });
    let width = text.root.clientWidth;
    new ResizeObserver(() => {
      if (text.root.clientWidth === width) return;
      width = text.root.clientWidth;
      this.again();
    }).observe(text.root);
  }

  /** The first view, before it is laid out: from this turn down. Its stripes follow. */
  begin(turn: Turn): void {
    this.near.begin(turn);
    this.mend(this.near.turns);
    this.words();
  }

  /** Draw again where something changed; turns away from the screen wait until they come near. */
  touch(places: readonly Place[]): void {
    this.mend(places.flatMap((place) => this.sheet.turnsOf(place)).map((index) => this.text.turns[index]!));
  }

  again(): void {
    const all = [...this.drawn];
    this.drawn.clear();
    this.mend([...new Set([...all, ...this.near.turns])]);
  }

  /** Everything is laid out anew when it is drawn next. */
  forget(): void { this.drawn.clear(); }

  all(): void {
    this.paint(this.text.turns.filter((turn) => !this.drawn.has(turn) || this.stale.has(turn) || this.unlaid.has(turn)), true);
  }

  now(): void { this.paintClose(!this.rushing); }

  /** The words at once, for the hand that waits for them. Their stripes come with the server's answer, or soon without. */
  words(): void { this.paintClose(false); }

  private paintClose(whole: boolean): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.paint([...this.stale].filter((turn) => this.near.isClose(turn)), whole);
  }

  private get scroller(): Element | null { return matchMedia("(max-width: 767px)").matches ? null : this.text.root.closest(".scroll"); }

  /** What has gone far out of sight becomes plain again, so that a long text read to its end is not all marks. */
  private plain(groups: readonly Group[]): void {
    if (printing()) return;
    const far = groups.filter((group) => !group.turns.some(this.held));
    // also what changed since it was drawn, and was not drawn again because it was on its way out
    for (const turn of far.flatMap((group) => group.turns).filter((each) => this.drawn.delete(each) || this.stale.has(each))) {
      turn.words.textContent = turn.text;
      turn.dropMargin();
      this.looks.delete(turn);
      this.unlaid.delete(turn);
    }
    letLayoutGo(far);
  }

  private mend(turns: readonly Turn[]): void {
    for (const turn of turns) {
      this.stale.add(turn);
      this.drawn.delete(turn);
    }
    this.frame ||= requestAnimationFrame(() => this.now());
  }

  private paint(turns: readonly Turn[], whole: boolean): void {
    if (!turns.length) return;
    this.before();
    const changed = turns.filter((turn) => this.marks(turn, this.over(turn)));
    for (const turn of turns) {
      this.stale.delete(turn);
      this.drawn.add(turn);
      this.unlaid.add(turn);
    }
    this.redrawn(changed); // before the stripes: putting the selection back lays out the words, which are measured next
    if (whole) this.stripes(turns.filter((turn) => printing() || this.near.isNear(turn)));
    else this.later ||= setTimeout(() => this.settle(), QUIET);
  }

  /** Stripes for what came near, in the next frame. */
  private soon(): void {
    if (this.rushing) this.later ||= setTimeout(() => this.settle(), QUIET);
    else this.layFrame ||= requestAnimationFrame(() => this.settle());
  }

  private stripes(turns: readonly Turn[]): void {
    const over = turns.map((turn) => this.over(turn));
    const measured: (Measured | null)[] = turns.map((turn, at) => (over[at]!.length ? measure(turn, over[at]!) : null));
    turns.forEach((turn, at) => {
      if (measured[at] || turn.hasMargin) layStripes(turn, measured[at] ?? null, this.sheet, this.shown.hand());
      this.unlaid.delete(turn);
    });
  }

  private over(turn: Turn): Coding[] { return this.sheet.on(turn.index).filter(this.shown.coding); }

  /** Whoever leafs through at more than a page in a second reads no labels: stripes wait until they slow down. */
  private get rushing(): boolean { return this.speed > FAST && performance.now() - this.scrolledAt < QUIET; }

  private settle(): void {
    this.later = this.layFrame = 0;
    if (this.rushing) return this.soon();
    this.stripes([...this.unlaid].filter((turn) => this.near.isNear(turn))); // the others when they come near
    this.redrawn([]);
  }

  private marks(turn: Turn, codings: readonly Coding[]): boolean {
    if (!codings.length && !turn.text.includes("[") && turn.words.childNodes.length <= 1 && !turn.words.firstElementChild) return false;
    const held = codings.map((coding) => ({ coding, start: turn.units(coding.start), end: turn.units(coding.end), lane: 0 }));
    lanes(held).forEach((lane, at) => { held[at]!.lane = lane; });
    const wanted = pieces(0, turn.text.length, held).map(({ start, end, over }): Marked => ({ start, end, ...(over.length ? this.marked(over) : {}) }));
    const look = JSON.stringify(wanted);
    if (this.looks.get(turn) === look) return false;
    turn.words.replaceChildren(...wanted.map(({ start, end, name, codings, told }): Node => {
      const words = this.named(turn.text.slice(start, end));
      if (!name) return words;
      const mark = document.createElement("mark");
      mark.className = codings!.includes(this.shown.hand()) ? `${name} in-hand` : name;
      mark.setAttribute("data-codings", codings!.join(" "));
      mark.setAttribute("aria-description", told!);
      mark.append(words);
      return mark;
    }));
    this.looks.set(turn, look);
    return true;
  }

  private marked(over: readonly { coding: Coding; lane: number }[]): Omit<Marked, "start" | "end"> {
    const seen = over.filter(({ lane }) => lane < MOST_LINES);
    const kinds = ["-", "-", "-"];
    for (const { coding, lane } of seen) kinds[lane] = this.sheet.mine(coding) ? "m" : "o";
    const lines = seen.map(({ coding, lane }) => `lane${lane + 1}-${this.sheet.colour(coding)}`);
    return { name: ["coded", `k-${kinds.join("")}`, ...lines].join(" "), codings: over.map(({ coding }) => coding.guid), told: this.told(over.map(({ coding }) => coding)) };
  }

  private told(codings: readonly Coding[]): string {
    return `Coded ${codings.map((coding) => {
      const name = this.sheet.codes.get(coding.code)?.name ?? "a code";
      return this.sheet.mine(coding) ? name : `${name} by ${this.sheet.coders.get(coding.coder)?.name ?? "another coder"}`;
    }).join(", ")}`;
  }

  /** Words with the pseudonyms in them told apart. */
  private named(words: string): Node {
    const parts = words.split(PSEUDONYM);
    if (parts.length === 1) return document.createTextNode(words);
    const all = document.createDocumentFragment();
    parts.forEach((part, at) => {
      if (!part) return;
      if (at % 2 === 0) return all.append(part);
      const name = document.createElement("span");
      name.className = "pseudonym";
      name.append(part);
      all.append(name);
    });
    return all;
  }
}
