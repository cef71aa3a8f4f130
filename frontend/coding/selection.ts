// The caret and the chosen words. The browser's own selection does the work; what it chose is kept as places, so that it
// is there again after a redraw, and stays shown while the focus is elsewhere.
import { type Place, trimmed, wholeSigns } from "./offsets";
import type { SourceText, Turn } from "./text";
import { type Unit, unitAt, unitsOf } from "./units";

export class Choosing {
  anchor = 0;
  focus = 0;
  private unit: Unit = "sentence";
  private told: (() => void)[] = [];
  private painting = false;

  constructor(private readonly text: SourceText) {
    document.addEventListener("selectionchange", () => this.read());
    text.root.addEventListener("focus", () => this.restore()); // the browser would put the caret at the beginning
    text.root.addEventListener("blur", () => this.light());
  }

  changed(tell: () => void): void { this.told.push(tell); }

  get inText(): boolean { return document.activeElement === this.text.root; }

  /** The chosen words without the white space around them; null for a caret alone. */
  get place(): Place | null {
    if (this.anchor === this.focus) return null;
    const [start, end] = [Math.min(this.anchor, this.focus), Math.max(this.anchor, this.focus)];
    const [first, last] = [this.text.turnAt(start), this.text.turnAt(end - 1)];
    let from = Math.min(start, first.end);
    let to = Math.max(end, last.start);
    if (first === last) {
      const signs = wholeSigns(first.text, first.units(from), first.units(to));
      const bare = trimmed(first.text, signs.start, signs.end);
      return bare && { start: first.place(bare.start), end: first.place(bare.end) };
    }
    const head = wholeSigns(first.text, first.units(from), first.text.length);
    from = first.place(trimmed(first.text, head.start, first.text.length)?.start ?? first.text.length);
    const tail = wholeSigns(last.text, 0, last.units(to));
    to = last.place(trimmed(last.text, 0, tail.end)?.end ?? 0);
    return from < to ? { start: from, end: to } : null;
  }

  get caret(): number { return this.focus; }

  get turn(): Turn { return this.text.turnAt(this.focus); }

  /** What lies at the caret: the chosen words, or the place itself. */
  get here(): Place { return this.place ?? { start: this.focus, end: this.focus }; }

  set(place: Place | number, scroll = true): void {
    const { start, end } = typeof place === "number" ? { start: place, end: place } : place;
    this.anchor = start;
    this.focus = end;
    this.restore();
    if (scroll) this.reveal();
    this.tell();
  }

  /** Puts the browser's selection where the places say it is. */
  restore(): void {
    if (!this.inText) return this.light();
    const [anchor, focus] = [this.text.node(this.anchor), this.nodeOfEnd()];
    this.painting = true;
    getSelection()?.setBaseAndExtent(...anchor, ...focus);
    this.painting = false;
    this.light();
  }

  take(): void {
    if (this.inText) return;
    this.text.root.focus({ preventScroll: true });
    this.restore();
  }

  /** To the beginning or the end of the text. The browser's own way there fails where nothing was laid out yet. */
  leap(end: boolean, extend = false): void {
    if (!this.text.turns.length) return;
    const place = end ? this.text.turns.at(-1)!.end : this.text.turns[0]!.start;
    const from = extend ? this.anchor : place;
    this.take();
    this.set({ start: from, end: place });
  }

  /** Scrolls as little as it needs for the caret to be seen, with a line or two around it. */
  reveal(again = true): void {
    const turn = this.text.turnAt(this.focus > this.anchor ? this.focus - 1 : this.focus);
    const scroller = this.text.root.parentElement!;
    const own = scroller.scrollHeight > scroller.clientHeight + 1; // on a phone the page scrolls instead
    const view = scroller.getBoundingClientRect();
    const panel = document.querySelector("#inspector.open")?.getBoundingClientRect().top ?? innerHeight; // on a phone it lies over the text
    const [top, bottom] = [Math.max(own ? view.top : 0, 0), own ? Math.min(view.bottom, innerHeight) : Math.min(innerHeight - 100, panel)];
    const whole = turn.element.getBoundingClientRect();
    if (whole.bottom < top || whole.top > bottom) {
      turn.element.scrollIntoView({ block: "center" }); // its lines are laid out only when it is near
      if (again) requestAnimationFrame(() => requestAnimationFrame(() => this.reveal(false)));
    }
    const range = document.createRange();
    range.setStart(...this.nodeOfEnd());
    const box = range.getClientRects()[0];
    const by = !box ? 0 : box.top < top + 24 ? box.top - top - 64 : box.bottom > bottom - 24 ? box.bottom - bottom + 96 : 0;
    if (by) (own ? scroller : window).scrollBy({ top: by });
  }

  // ---- by word, sentence, turn

  /** Chooses the unit at the caret; if just that is chosen, the next one. */
  pick(unit: Unit): void {
    this.unit = unit;
    const turn = this.text.turnAt(Math.min(this.anchor, this.focus));
    const all = unitsOf(turn.text, unit).map(({ start, end }) => ({ start: turn.place(start), end: turn.place(end) }));
    const place = this.place;
    const chosen = place && all.find((each) => each.start === place.start && each.end === place.end);
    const next = chosen ? all.find((each) => each.start >= chosen.end) ?? this.firstAfter(turn.index, unit) : unitAt(all, Math.min(this.anchor, this.focus)) ?? this.firstAfter(turn.index, unit);
    if (next) this.set(next);
  }

  /** To the end of the next unit, or back to the end of the one before. */
  extend(unit: Unit = this.unit, back = false): void {
    const place = this.place;
    if (!place) return this.pick(unit);
    this.unit = unit;
    const turn = this.text.turnAt(place.end - 1);
    const ends = unitsOf(turn.text, unit).map(({ end }) => turn.place(end));
    const end = back
      ? ends.filter((each) => each < place.end && each > place.start).at(-1) ?? this.lastBefore(turn.index, unit, place.start)
      : ends.find((each) => each > place.end) ?? this.firstAfter(turn.index, unit)?.end;
    if (end !== undefined) this.set({ start: place.start, end });
  }

  private firstAfter(index: number, unit: Unit): Place | undefined {
    for (const turn of this.text.turns.slice(index + 1, index + 20)) {
      const first = unitsOf(turn.text, unit)[0];
      if (first) return { start: turn.place(first.start), end: turn.place(first.end) };
    }
    return undefined;
  }

  private lastBefore(index: number, unit: Unit, after: number): number | undefined {
    for (let at = index - 1; at >= 0 && this.text.turns[at]!.end > after; at -= 1) {
      const turn = this.text.turns[at]!;
      const end = unitsOf(turn.text, unit).map((each) => turn.place(each.end)).filter((each) => each > after).at(-1);
      if (end !== undefined) return end;
    }
    return undefined;
  }

  // ---- what the browser chose

  /** Takes in what the browser has chosen; its own event for that comes late. */
  read(): void {
    const selection = getSelection();
    if (this.painting || !selection?.anchorNode || !selection.focusNode || !this.inText) return;
    const anchor = this.text.placeOf(selection.anchorNode, selection.anchorOffset);
    const focus = this.text.placeOf(selection.focusNode, selection.focusOffset);
    if (anchor === null || focus === null || (anchor === this.anchor && focus === this.focus)) return;
    this.anchor = anchor;
    this.focus = focus;
    this.light();
    this.tell();
  }

  private nodeOfEnd(): [Node, number] {
    if (this.focus <= this.anchor) return this.text.node(this.focus);
    const turn = this.text.turnAt(this.focus - 1); // an end belongs to the turn it ends
    return turn.node(turn.units(this.focus));
  }

  /** The browser shows its selection only where the focus is; elsewhere the words are lit. */
  private light(): void {
    if (!("highlights" in CSS)) return;
    const place = this.inText ? null : this.place;
    if (place) CSS.highlights.set("chosen", new Highlight(...this.text.ranges(place)));
    else CSS.highlights.delete("chosen");
  }

  private tell(): void { for (const tell of this.told) tell(); }
}
