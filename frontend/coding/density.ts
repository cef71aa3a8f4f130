// The whole document at the right edge: where codings are, where one is, where others are. A scroll bar with a name.
import { lastWhere } from "./halving";
import type { Coding, Sheet } from "./sheet";
import type { SourceText, Turn } from "./text";

const SVG = "http://www.w3.org/2000/svg";
const ROW = 7;
const SQUARE = 5;
const MOST = 4;

/** The last of these that begins above a height; few are asked, since asking for a place lays it out. */
const lastAbove = <T extends { element: HTMLElement }>(all: readonly T[], place: number): T =>
  all[lastWhere(all.length, (at) => all[at]!.element.offsetTop <= place)]!;

export class Density {
  private readonly svg = document.createElementNS(SVG, "svg");
  private readonly view = document.createElementNS(SVG, "rect");
  private frame = 0;
  private drawn = false;

  constructor(
    private readonly bar: HTMLElement,
    private readonly text: SourceText,
    private readonly sheet: Sheet,
    private readonly shown: (coding: Coding) => boolean,
    private readonly go: (turn: Turn) => void,
  ) {
    this.view.classList.add("view");
    this.view.setAttribute("x", "1");
    this.view.setAttribute("width", "26");
    this.view.setAttribute("rx", "2");
    bar.append(this.svg);
    this.scroller.addEventListener("scroll", () => this.later(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(this.scroller);
    const drag = (event: PointerEvent): void => {
      const box = this.bar.getBoundingClientRect();
      this.to(((event.clientY - box.top) / box.height) * this.text.turns.length);
    };
    bar.addEventListener("pointerdown", (event) => { bar.setPointerCapture(event.pointerId); drag(event); });
    bar.addEventListener("pointermove", (event) => { if (event.buttons) drag(event); });
    bar.addEventListener("keydown", (event) => this.key(event));
  }

  /** Draw again when there is time: codings changed. */
  later(changed = false): void {
    if (changed) this.drawn = false;
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      if (this.drawn) this.frameView();
      else this.draw();
    });
  }

  private get scroller(): HTMLElement { return this.bar.parentElement!; }

  private to(row: number): void {
    this.go(this.text.turns[Math.max(0, Math.min(this.text.turns.length - 1, Math.floor(row)))]!);
  }

  private draw(): void {
    const height = this.scroller.clientHeight;
    const turns = this.text.turns.length;
    if (!height || !turns) return;
    const rows = Math.max(1, Math.min(turns, Math.floor(height / ROW)));
    const found = Array.from({ length: rows }, () => new Set<string>());
    for (const coding of this.sheet.codings.values()) {
      if (!this.shown(coding)) continue;
      const colour = this.sheet.colour(coding);
      for (const turn of this.sheet.turnsOf(coding)) found[Math.floor((turn * rows) / turns)]!.add(colour);
    }
    const paths = new Map<string, string>();
    const step = height / rows;
    found.forEach((colours, row) => [...colours].sort().slice(0, MOST).forEach((colour, at) => {
      paths.set(colour, `${paths.get(colour) ?? ""}M${2 + at * (SQUARE + 1)} ${(row * step + Math.max(0, (step - SQUARE) / 2)).toFixed(1)}h${SQUARE}v${SQUARE}h-${SQUARE}z`);
    }));
    const made = [...paths].map(([colour, d]) => {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("class", `code-${colour}`);
      path.setAttribute("d", d);
      return path;
    });
    const others = this.sheet.here.filter((each) => each.turn).map((each) => {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("class", "other-here");
      path.setAttribute("d", `M0 ${(((each.turn! - 0.5) / turns) * height - 4).toFixed(1)}l6 4l-6 4z`);
      return path;
    });
    this.svg.setAttribute("width", "28");
    this.svg.setAttribute("height", String(height));
    this.bar.style.height = `${height}px`;
    this.svg.replaceChildren(...made, ...others, this.view);
    this.drawn = true;
    this.frameView();
  }

  private frameView(): void {
    const height = this.scroller.clientHeight;
    const top = this.scroller.scrollTop;
    const turns = this.text.turns;
    const at = (place: number): number => { // the turn at a height of the document; only its own group is looked into
      const group = lastAbove(this.text.groups, place);
      return lastAbove(group.turns, place - group.element.offsetTop).index;
    };
    if (!turns.length) return;
    const [first, last] = [at(top + 4), at(top + height - 4)];
    this.view.setAttribute("y", String((first / turns.length) * height + 1));
    this.view.setAttribute("height", String(Math.max(8, ((last + 1 - first) / turns.length) * height - 2)));
    this.bar.setAttribute("aria-valuenow", String(first + 1));
    this.bar.setAttribute("aria-valuetext", `turns ${first + 1} to ${last + 1} of ${turns.length}`);
  }

  private key(event: KeyboardEvent): void {
    const now = Number(this.bar.getAttribute("aria-valuenow")) - 1;
    const steps: Record<string, number> = { ArrowDown: now + 1, ArrowUp: now - 1, PageDown: now + 10, PageUp: now - 10, Home: 0, End: this.text.turns.length - 1 };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.to(to);
  }
}
