// The coding in hand: the one that the panel shows, that the keys change and that has handles at its ends.
import type { Page } from "./page";
import { type Coding, VALENCES, type Valence } from "./sheet";
import { unitsOf } from "./units";

export class Hand {
  guid = "";
  private was: Coding | null = null;

  constructor(private readonly page: Page) {}

  get coding(): Coding | undefined { return this.page.sheet.codings.get(this.guid); }

  /** Why there is nothing to be done with it; empty if there is a coding in hand. */
  none(): string { return this.coding ? "" : "Go to a coding first: ] leads to the next one."; }

  /** Why one may not change it; empty if one may. */
  notOwn(): string {
    const { sheet, inspector } = this.page;
    const coding = this.coding;
    if (!coding) return this.none();
    return sheet.mine(coding) || inspector.mayChange(coding.guid) ? "" : `This coding is ${sheet.coders.get(coding.coder)?.name ?? "another coder"}’s: you may look at it, and add your own.`;
  }

  // ---- taking it and letting it go

  take(coding: Coding): void {
    this.hold(coding);
    this.lay();
    this.page.tree.current(coding.code);
    void this.page.inspector.hand(coding);
  }

  /** Marked in the text; the panes follow when it is taken. */
  hold(coding: Coding): void {
    const before = this.guid;
    this.guid = coding.guid;
    if (before !== coding.guid) this.mark(before);
    this.was = coding;
    this.mark(coding.guid);
  }

  letGo(): void {
    const { choosing, handles, inspector, tree } = this.page;
    if (this.guid) {
      const before = this.guid;
      this.guid = "";
      this.mark(before);
      handles.at(undefined);
      tree.current("");
    }
    this.was = null;
    if (choosing.place) inspector.words(choosing.place);
    else inspector.empty();
  }

  /** The coding in hand became one with another of its code: that one. */
  heir(): Coding | undefined {
    const { sheet } = this.page;
    const was = this.was;
    return was ? sheet.at(was).find((each) => each.code === was.code && sheet.mine(each)) : undefined;
  }

  lay(): void { this.page.handles.at(this.coding); }

  private mark(guid: string): void {
    if (!guid) return;
    const { sheet, text, root } = this.page;
    const coding = sheet.codings.get(guid) ?? (this.was?.guid === guid ? this.was : undefined);
    const within = coding ? sheet.turnsOf(coding).map((turn) => text.turns[turn]!.element) : [root]; // the whole text takes 3 ms
    for (const each of within) {
      for (const one of each.querySelectorAll(`mark[data-codings~="${guid}"], [data-coding="${guid}"]`)) one.classList.toggle("in-hand", guid === this.guid);
    }
  }

  // ---- going to it

  step(by: number): void {
    const { sheet, filters, choosing } = this.page;
    const all = sheet.inOrder().filter(filters.shows);
    if (!all.length) return this.page.say("Nothing is coded here.");
    const at = all.findIndex((each) => each.guid === this.guid);
    const caret = choosing.caret;
    const near = by > 0 ? all.findIndex((each) => each.start >= caret) : all.findLastIndex((each) => each.start < caret);
    const to = at >= 0 ? at + by : near;
    this.goTo(all[(to + all.length) % all.length]!);
  }

  goTo(coding: Coding): void {
    this.hold(coding); // before the caret moves, so that it is this one which is taken there
    this.page.choosing.set(coding.start);
    this.page.drawing.now();
    this.take(coding);
  }

  choose(): void {
    const coding = this.coding;
    if (coding) this.page.choosing.set({ start: coding.start, end: coding.end });
  }

  // ---- changing it

  adjust(which: "start" | "end", by: 1 | -1): void {
    const { text, work } = this.page;
    const coding = this.coding!;
    const turn = text.turnAt(which === "start" ? coding.start : coding.end - 1);
    const near = [turn.index - 1, turn.index, turn.index + 1].map((index) => text.turns[index]).filter((each) => each !== undefined);
    const places = near.flatMap((each) => unitsOf(each.text, "word").map((word) => each.place(which === "start" ? word.start : word.end)));
    const now = coding[which];
    const to = by > 0 ? places.find((each) => each > now) : places.filter((each) => each < now).at(-1);
    if (to === undefined || (which === "end" ? to <= coding.start : to >= coding.end)) return this.page.say("It cannot go further.");
    work.change(coding, { start: coding.start, end: coding.end, [which]: to });
  }

  valence(given?: Valence): void {
    const coding = this.coding!;
    const valence = given ?? VALENCES[(VALENCES.indexOf(coding.valence) + 1) % VALENCES.length]!;
    this.page.work.change(coding, { valence });
    this.page.say(valence || "neither barrier nor facilitator");
  }

  important(): void {
    const coding = this.coding!;
    this.page.work.change(coding, { important: !coding.important });
    this.page.say(coding.important ? "No longer an important quote" : "An important quote");
  }

  stillRight(): void {
    const coding = this.coding!;
    if (!coding.review) return this.page.say("Nothing is to be read again here.");
    this.page.work.other(`${this.page.root.dataset.study}codings/${coding.guid}/keep/`, {}, false, () => this.page.say("Read again: still right"));
  }
}
