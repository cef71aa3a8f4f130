// The words on the page: one block a turn. Places lead to nodes here, and nodes to places.
import { lastWhere } from "./halving";
import { type Place, Table } from "./offsets";

export class Turn {
  readonly number: number;
  readonly start: number;
  readonly end: number;
  private known: Table | null = null;
  private column: HTMLElement | null = null;

  constructor(readonly index: number, readonly element: HTMLElement, readonly words: HTMLElement) {
    this.number = index + 1;
    this.start = Number(words.dataset.start);
    this.end = Number(words.dataset.end);
  }

  get table(): Table { return (this.known ??= new Table(this.words.textContent ?? "")); }
  get text(): string { return this.table.text; }
  get speaker(): string { return this.element.dataset.speaker ?? ""; }

  /** The column of stripes and labels; made when it is first needed. */
  get margin(): HTMLElement {
    if (!this.column) {
      this.column = document.createElement("ul");
      this.column.className = "turn-margin margin-codes";
      this.column.contentEditable = "false";
      this.element.append(this.column);
    }
    return this.column;
  }

  dropMargin(): void {
    this.column?.remove();
    this.column = null;
  }

  get hasMargin(): boolean { return this.column !== null; }

  /** About how high it will be, in px. */
  get likely(): number { return Math.max(1, Math.ceil((this.end - this.start) / 66)) * 28 + 4; }

  units(place: number): number { return this.table.units(place - this.start); }
  place(unit: number): number { return this.start + this.table.points(unit); }

  /** The node and the offset in it where a unit of the turn's text is. */
  node(unit: number): [Node, number] {
    const walker = document.createTreeWalker(this.words, NodeFilter.SHOW_TEXT);
    let left = unit;
    let last: Text | null = null;
    for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
      if (left <= node.data.length) return [node, left];
      left -= node.data.length;
      last = node;
    }
    return last ? [last, last.data.length] : [this.words, 0];
  }

  /** How many units of the turn's text lie before a node's offset. */
  unitsBefore(node: Node, offset: number): number {
    const before = document.createRange();
    before.setStart(this.words, 0);
    before.setEnd(node, offset);
    return before.toString().length;
  }
}

/** Turns that are laid out, or left alone, together: a long text has a thousand turns, and a frame looks at each group once. */
export class Group {
  constructor(readonly element: HTMLElement, readonly turns: readonly Turn[]) {}

  /** About how high it will be, in px, so that the scroll bar tells the truth before it was ever laid out. */
  get likely(): number { return this.shown.reduce((sum, turn) => sum + turn.likely, 0); }

  /** How high it is taken to be while it is skipped; the browser remembers better, but not a height with turns left out. */
  standFor(height: number): void {
    this.element.style.containIntrinsicSize = `${this.shown.length < this.turns.length ? "" : "auto "}${height}px`;
  }

  private get shown(): Turn[] { return this.turns.filter((turn) => !turn.element.hidden); }
}

/** What is skipped is not laid out again, and keeps what was laid out in it until its boxes are taken away. */
export function letLayoutGo(groups: readonly Group[]): void {
  const heights = groups.map(({ element }) => element.offsetHeight);
  groups.forEach((group, at) => {
    group.standFor(heights[at]!);
    group.element.style.display = "none";
  });
  if (groups[0]) getComputedStyle(groups[0].element).getPropertyValue("display");
  for (const { element } of groups) element.style.display = "";
}

export class SourceText {
  readonly turns: Turn[];
  readonly groups: Group[];
  private readonly byElement: Map<Element, Turn>;

  constructor(readonly root: HTMLElement) {
    this.turns = [...root.querySelectorAll<HTMLElement>(".turn-text")].map((words, index) => new Turn(index, words.parentElement!, words));
    this.byElement = new Map(this.turns.map((turn) => [turn.element, turn]));
    this.groups = [...root.children].filter((each): each is HTMLElement => each.matches(".turn-group"))
      .map((element) => new Group(element, [...element.children].map((each) => this.byElement.get(each)!)));
  }

  turnOf(node: Node | null): Turn | undefined {
    const element = node instanceof Element ? node : node?.parentElement;
    const turn = element?.closest(".turn");
    return turn ? this.byElement.get(turn) : undefined;
  }

  /** The turn a place is in: the last that begins before it. */
  turnAt(place: number): Turn { return this.turns[lastWhere(this.turns.length, (at) => this.turns[at]!.start <= place)]!; }

  /** A boundary of the browser's selection as a place, wherever in the text it stands. */
  placeOf(node: Node, offset: number): number | null {
    if (!this.root.contains(node)) return null;
    const turn = this.turnOf(node);
    if (!turn) { // between two turns: the next one's beginning
      const here = document.createRange();
      here.setStart(node, offset);
      return (this.turns.find((each) => here.comparePoint(each.element, 0) > 0)?.start ?? this.turns.at(-1)?.end) ?? null;
    }
    if (turn.words.contains(node)) return turn.place(turn.unitsBefore(node, offset));
    const after = node.compareDocumentPosition(turn.words) & Node.DOCUMENT_POSITION_PRECEDING;
    const behind = node === turn.element && offset > [...node.childNodes].indexOf(turn.words);
    return after || behind ? turn.end : turn.start;
  }

  node(place: number): [Node, number] {
    const turn = this.turnAt(place);
    return turn.node(turn.units(place));
  }

  range({ start, end }: Place): Range {
    const range = document.createRange();
    range.setStart(...this.node(start));
    const turn = this.turnAt(Math.max(start, end - 1));
    range.setEnd(...turn.node(turn.units(end)));
    return range;
  }

  /** The same, turn by turn: what stands between the turns' words is left out. */
  ranges({ start, end }: Place): Range[] {
    const found: Range[] = [];
    for (let at = this.turnAt(start).index; at < this.turns.length && this.turns[at]!.start < end; at += 1) {
      const turn = this.turns[at]!;
      found.push(this.range({ start: Math.max(start, turn.start), end: Math.min(end, turn.end) }));
    }
    return found;
  }

  /** The words of a stretch; turns are told apart by a line. */
  words({ start, end }: Place): string {
    const found: string[] = [];
    for (let at = this.turnAt(start).index; at < this.turns.length && this.turns[at]!.start < end; at += 1) {
      const turn = this.turns[at]!;
      found.push(turn.text.slice(turn.units(start), turn.units(end)));
    }
    return found.join("\n");
  }
}
