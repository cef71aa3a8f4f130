// Round handles at both ends of the coding in hand: dragged, they move its end.
import type { Place } from "./offsets";
import type { Coding, Sheet } from "./sheet";
import type { SourceText } from "./text";

interface Caret { offsetNode: Node; offset: number }
type Pointed = Document & { caretPositionFromPoint?(x: number, y: number): Caret | null; caretRangeFromPoint?(x: number, y: number): Range | null };

function placeAt(text: SourceText, x: number, y: number): number | null {
  const page = document as Pointed;
  const caret = page.caretPositionFromPoint?.(x, y);
  if (caret) return text.placeOf(caret.offsetNode, caret.offset);
  const range = page.caretRangeFromPoint?.(x, y);
  return range ? text.placeOf(range.startContainer, range.startOffset) : null;
}

export class Handles {
  private readonly both = (["start", "end"] as const).map((end) => this.make(end));
  private coding: Coding | null = null;

  constructor(private readonly text: SourceText, private readonly sheet: Sheet, private readonly moved: (coding: Coding, place: Place) => void) {}

  /** Puts them at the ends of a coding of one's own; away for none. */
  at(coding: Coding | undefined): void {
    this.coding = coding && this.sheet.mine(coding) && !coding.fate ? coding : null;
    if (!this.coding) return this.both.forEach((handle) => handle.remove());
    const { start, end } = this.coding;
    this.lay(this.both[0]!, start, false);
    this.lay(this.both[1]!, end, true);
  }

  private lay(handle: HTMLElement, place: number, last: boolean): void {
    const turn = this.text.turnAt(last ? place - 1 : place);
    const [node, offset] = turn.node(turn.units(place));
    const range = document.createRange();
    const length = node.textContent?.length ?? 0;
    // a sign's own box, since a collapsed range at the end of a line may stand on the next one
    if (last) range.setStart(node, Math.max(0, offset - 1)), range.setEnd(node, offset);
    else if (offset < length) range.setStart(node, offset), range.setEnd(node, offset + 1);
    else { const [next, at] = turn.node(turn.units(place) + 1); range.setStart(next, Math.max(0, at - 1)); range.setEnd(next, at); }
    const rects = range.getClientRects();
    const box = last ? rects[rects.length - 1] : rects[0];
    if (!box) return handle.remove();
    const own = turn.element.getBoundingClientRect();
    handle.className = `handle code-${this.sheet.colour(this.coding!)}`;
    Object.assign(handle.style, { left: `${(last ? box.right : box.left) - own.left - 5}px`, top: `${(last ? box.bottom : box.top) - own.top - (last ? 1 : 9)}px` });
    if (handle.parentElement !== turn.element) turn.element.append(handle);
  }

  private make(end: "start" | "end"): HTMLElement {
    const handle = document.createElement("span");
    handle.contentEditable = "false";
    handle.ariaHidden = "true"; // the same is done with [ and ] and by buttons in the panel
    let at: number | null = null;
    const place = (): Place | null => {
      if (at === null || !this.coding) return null;
      const { start, end: last } = this.coding;
      return end === "start" ? (at < last ? { start: at, end: last } : null) : (at > start ? { start, end: at } : null);
    };
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation();
      handle.setPointerCapture(event.pointerId);
      at = null;
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      handle.style.pointerEvents = "none"; // else it would itself be what lies under the pointer
      at = placeAt(this.text, event.clientX, event.clientY) ?? at;
      handle.style.pointerEvents = "";
      const now = place();
      if (now && "highlights" in CSS) CSS.highlights.set("chosen", new Highlight(...this.text.ranges(now)));
    });
    const done = (): void => {
      if ("highlights" in CSS) CSS.highlights.delete("chosen");
      const now = place();
      at = null;
      if (now && this.coding && (now.start !== this.coding.start || now.end !== this.coding.end)) this.moved(this.coding, now);
    };
    handle.addEventListener("pointerup", done);
    handle.addEventListener("pointercancel", () => { at = null; });
    return handle;
  }
}
