// Words in this text: all hits lit, Enter goes from one to the next and chooses it.
import type { Place } from "./offsets";
import type { SourceText } from "./text";

const MOST = 1000;

export function hitsOf(text: SourceText, asked: string): Place[] {
  const words = asked.trim();
  if (!words) return [];
  const pattern = new RegExp(words.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&").replace(/\s+/gu, "\\s+"), "giu");
  const found: Place[] = [];
  for (const turn of text.turns) {
    if (turn.element.hidden) continue;
    for (const hit of turn.text.matchAll(pattern)) {
      found.push({ start: turn.place(hit.index), end: turn.place(hit.index + hit[0].length) });
      if (found.length === MOST) return found;
    }
  }
  return found;
}

export class Find {
  private hits: Place[] = [];
  private at = -1;

  constructor(private readonly bar: HTMLElement, private readonly text: SourceText, private readonly choose: (place: Place) => void, private readonly left: () => void) {
    this.input.addEventListener("input", () => this.search());
    bar.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter") this.step(event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
    });
  }

  get input(): HTMLInputElement { return this.bar.querySelector("input")!; }

  open(): void {
    this.bar.hidden = false;
    this.input.focus();
    this.input.select();
    this.search();
  }

  close(): void {
    this.bar.hidden = true;
    if ("highlights" in CSS) CSS.highlights.delete("found");
    this.left();
  }

  step(by: number): void {
    if (!this.hits.length) return;
    this.at = (this.at + by + this.hits.length) % this.hits.length;
    this.choose(this.hits[this.at]!);
    this.say();
  }

  private search(): void {
    this.hits = hitsOf(this.text, this.input.value);
    this.at = -1;
    if ("highlights" in CSS) CSS.highlights.set("found", new Highlight(...this.hits.slice(0, 300).map((hit) => this.text.range(hit))));
    this.say();
  }

  private say(): void {
    const many = this.hits.length === MOST ? `more than ${MOST}` : String(this.hits.length);
    this.bar.querySelector("[data-hits]")!.textContent = !this.input.value ? "" : this.at < 0 ? many : `${this.at + 1} of ${many}`;
  }
}
