// The coding page as a whole: what a command does, with the sheet, the text and the panes together.
import { Bulk } from "./bulk";
import { commandsOf } from "./commands";
import { Density } from "./density";
import { Drawing } from "./draw";
import { el } from "./elements";
import { FilterMenus } from "./filtermenus";
import { Filters } from "./filters";
import { Find } from "./find";
import { FrameworkDialog } from "./framework";
import { Hand } from "./hand";
import { Handles } from "./handles";
import { Inspector } from "./inspector";
import { showKeys } from "./keylist";
import { Keys } from "./keys";
import { annotate, writeMemo } from "./notes";
import { offerCodes, offerCommands, offerToTakeAway } from "./offers";
import { type Place, trimmed, wordsIn } from "./offsets";
import { Palette, type Taken } from "./palette";
import { Panes } from "./panes";
import { Choosing } from "./selection";
import { type Answer, type Code, type Coding, type Sent, Sheet } from "./sheet";
import { SourceText, type Turn } from "./text";
import { Tree } from "./tree";
import { Work } from "./work";

const SOON = 120; // ms; the panes follow when the words are painted and the server has most of its work done
const QUIET = 250; // ms; counts, density and filters follow once for what was done and what was answered
const json = <T>(id: string): T => JSON.parse(document.getElementById(id)!.textContent!) as T;

export class Page {
  readonly text: SourceText;
  readonly sheet: Sheet;
  readonly choosing: Choosing;
  readonly drawing: Drawing;
  readonly density: Density;
  readonly filters: Filters;
  readonly work: Work;
  readonly find: Find;
  readonly panes: Panes;
  readonly tree: Tree;
  readonly inspector: Inspector;
  readonly keys: Keys;
  readonly mayCode: string; // why one may not code here; empty if one may
  readonly palette: Palette;
  readonly handles: Handles;
  readonly hand = new Hand(this);
  private readonly filterMenus: FilterMenus;
  private readonly bulk: Bulk;
  private readonly frameworkDialog: FrameworkDialog;
  private here: Turn | null = null;
  private saidAt = 0;
  private due = 0;

  constructor(readonly root: HTMLElement) {
    const { source, study, guid, refuses = "" } = root.dataset as Record<string, string>;
    this.mayCode = refuses;
    this.text = new SourceText(root);
    this.sheet = new Sheet(this.text.turns.map((turn) => turn.start));
    this.sheet.takeCodes(json<Code[]>("codes"));
    this.sheet.take(json<Sent>("sheet"));
    this.filters = new Filters(this.sheet, new URLSearchParams(location.search));
    this.filterMenus = new FilterMenus(this.filters, this.sheet);
    this.choosing = new Choosing(this.text);
    this.drawing = new Drawing(this.text, this.sheet, { coding: this.filters.shows, hand: () => this.hand.guid });
    this.density = new Density(document.getElementById("density")!, this.text, this.sheet, this.filters.shows, (turn) => turn.element.scrollIntoView({ block: "start" }));
    this.work = new Work(this.sheet, this.drawing, source!, study!, guid!);
    this.panes = new Panes(document.querySelector<HTMLElement>(".panes.coding")!, () => { this.drawing.again(); this.density.later(true); });
    this.inspector = new Inspector(document.getElementById("inspector")!, this.sheet, this.text, `${study}codings/`, !refuses);
    this.palette = new Palette(document.getElementById("code-palette") as HTMLDialogElement);
    this.find = new Find(document.getElementById("find-bar")!, this.text, (place) => { this.choosing.set(place); this.hand.letGo(); }, () => this.choosing.take());
    this.handles = new Handles(this.text, this.sheet, (coding, place) => this.work.change(coding, place));
    this.bulk = new Bulk(document.getElementById("bulk-dialog") as HTMLDialogElement, this.text, this.sheet, this.work, (place) => { this.choosing.take(); this.choosing.set(place); });
    this.frameworkDialog = new FrameworkDialog(document.getElementById("framework-dialog") as HTMLDialogElement, this.sheet, `${study}framework/`, guid!, (answer, words) => {
      this.sheet.takeCodes(answer.codes);
      Object.assign(this.sheet, { undo: answer.undo, redo: answer.redo });
      this.drawing.again();
      this.refresh();
      this.say(`${words}.`);
      void this.work.settle(); // codings may have another code now
    });
    this.tree = new Tree(document.getElementById("tree")!, document.querySelector<HTMLInputElement>("[data-find-code]")!, this.sheet, {
      open: (code) => this.openCode(code), drop: (code) => this.give(code.guid), add: (name) => void this.framework("add", null, name),
      reparent: (code, parent) => { if (!this.mayEdit()) void this.frameworkDialog.move(code, parent).catch((problem: Error) => this.complain(problem.message)); },
      codes: () => this.choosing.place !== null && !this.mayCode,
    });
    this.inspector.laid = () => {
      // on a phone the panel lies over the text, and what is coded is brought out from under it
      if (this.hand.guid && this.choosing.inText && matchMedia("(max-width: 767px)").matches) this.choosing.reveal();
    };
    this.keys = new Keys(commandsOf(this));
    this.work.changed = () => this.later();
    this.work.said = (words) => this.say(words);
    this.work.seen = (answer) => this.seen(answer);
    this.work.reframed = () => void this.codesAgain();
    this.work.corrected = () => this.offerTheNewText();
    this.work.confirmed = (guids) => {
      const coding = this.hand.coding ?? this.hand.heir();
      if (!coding) this.hand.letGo();
      else if (coding.guid !== this.hand.guid) this.hand.take(coding);
      else if (guids.includes(coding.guid)) void this.inspector.hand(coding, true);
    };
    this.choosing.changed(() => this.moved());
    this.drawing.held = (turn) => turn === this.text.turnAt(this.choosing.anchor) || turn === this.text.turnAt(this.choosing.focus);
    this.drawing.before = () => this.choosing.read();
    this.drawing.redrawn = (turns) => {
      if (turns.some(this.drawing.held) && this.choosing.inText) this.choosing.restore();
      this.hand.lay();
    };
  }

  // ---- what the page says

  say(words: string): void {
    const place = document.getElementById("said")!;
    place.textContent = words;
    clearTimeout(this.saidAt);
    this.saidAt = setTimeout(() => { place.textContent = ""; }, 8000);
  }

  complain(words: string): void {
    if (this.work.outdated) return; // there is nothing to be done here but to open the new text
    const place = document.getElementById("coding-problem")!;
    place.textContent = words;
    place.hidden = !words;
  }

  private offerTheNewText(): void {
    const place = document.getElementById("coding-problem")!;
    place.classList.replace("error", "concern");
    place.replaceChildren("The text was corrected while you read. What is coded has followed its words. ",
      el("button", { type: "button", class: "button small", click: () => location.reload() }, "Show the text as it is now"));
    place.hidden = false;
  }

  /** The rest of the page follows once what was done is painted and answered. */
  private later(): void {
    const coding = this.hand.coding;
    if (coding) this.inspector.reflect(coding);
    this.due ||= setTimeout(() => requestAnimationFrame(() => {
      this.due = 0;
      this.refresh();
    }), QUIET);
  }

  /** After the sheet changed: tree, density, filters' words, undo and redo. */
  refresh(): void {
    this.tree.draw(this.hand.coding?.code ?? this.filters.code);
    this.density.later(true);
    this.filterMenus.tell();
    for (const which of ["undo", "redo"] as const) {
      for (const button of document.querySelectorAll<HTMLElement>(`[data-command=${which}]`)) button.title = `${which === "undo" ? "Undo" : "Redo"}${this.sheet[which] ? `: ${this.sheet[which]!.label}` : ""}`;
    }
    const coding = this.hand.coding;
    if (coding) this.inspector.reflect(coding);
    const coded = this.text.turns.filter((turn) => !turn.element.classList.contains("interviewer"));
    const done = coded.filter((turn) => this.sheet.any(turn.index)).length;
    const next = coded.find((turn) => !this.sheet.any(turn.index));
    const about = document.querySelector("#reading-about [data-coded]");
    if (about) about.replaceChildren(`${done} of ${coded.length} turns coded`, ...(next ? [" · ", el("a", { href: `#t${next.number}` }, `next uncoded: turn ${next.number}`)] : []));
  }

  // ---- the caret

  private moved(): void {
    const turn = this.text.turnAt(Math.min(this.choosing.anchor, this.choosing.focus));
    if (turn !== this.here) {
      this.here?.element.classList.remove("here");
      turn.element.classList.add("here");
      this.here = turn;
    }
    const place = this.choosing.place;
    if (place) {
      const hand = this.hand.coding;
      if (hand && (hand.start !== place.start || hand.end !== place.end)) this.hand.letGo();
      if (!this.hand.guid) this.inspector.words(place);
      return;
    }
    const lying = this.sheet.at(this.choosing.here).filter(this.filters.shows);
    if (lying.some((each) => each.guid === this.hand.guid)) return;
    const least = lying.sort((one, other) => one.end - one.start - (other.end - other.start))[0];
    if (least) this.hand.take(least);
    else this.hand.letGo();
  }

  get turnHere(): number { return this.here?.number ?? 1; }

  turn(by: number): void {
    const from = this.here?.index ?? -1;
    for (let at = from + by; at >= 0 && at < this.text.turns.length; at += by) {
      const turn = this.text.turns[at]!;
      if (turn.element.hidden) continue;
      this.choosing.take();
      return this.choosing.set(turn.start);
    }
  }

  nextUncoded(): void {
    const all = this.text.turns.filter((turn) => !turn.element.classList.contains("interviewer") && !this.sheet.any(turn.index));
    const next = all.find((turn) => turn.index > (this.here?.index ?? -1)) ?? all[0];
    if (!next) return this.say("Every turn is coded.");
    this.choosing.take();
    this.choosing.set(next.start);
  }

  letGo(): void {
    this.hand.letGo();
    this.choosing.set(this.choosing.place?.end ?? this.choosing.caret, false);
    this.hand.letGo();
    this.choosing.take();
  }

  // ---- coding

  give(code: string, how: Partial<Taken> = {}): void {
    const place = this.choosing.place;
    if (this.mayCode) return this.complain(this.mayCode);
    if (!place) return this.say("Choose some words first.");
    this.complain("");
    const guid = this.work.code(place, code, how.valence ?? "");
    this.say(`Coded ${this.sheet.codes.get(code)?.name ?? ""}${how.valence ? `, ${how.valence}` : ""}`);
    const coding = this.sheet.codings.get(guid)!;
    this.hand.hold(coding);
    if (!how.stay) this.choosing.take();
    if (how.memo) {
      this.hand.take(coding);
      return this.memo();
    }
    setTimeout(() => { if (this.hand.guid === guid) this.hand.take(this.sheet.codings.get(guid) ?? coding); }, SOON);
  }

  recent(at: number): void {
    const code = this.work.recent[at];
    if (!code) return this.say(at ? `Only ${this.work.recent.length || "no"} ${this.work.recent.length === 1 ? "code was" : "codes were"} used yet on this page.` : "No code was used yet on this page.");
    this.give(code, at === 0 && this.work.last ? { valence: this.work.last.valence } : {});
  }

  uncode(): void {
    const place = this.choosing.place;
    const own = (coding: Coding): boolean => this.sheet.mine(coding);
    const hand = this.hand.coding;
    if (!place || (hand && hand.start === place.start && hand.end === place.end)) {
      const problem = this.hand.notOwn();
      if (problem) return this.say(problem);
      this.work.remove(hand!);
      this.hand.letGo();
      return this.say(`Uncoded ${this.sheet.codes.get(hand!.code)?.name ?? ""}`);
    }
    const under = this.sheet.at(place).filter(own);
    if (!under.length) return this.say("None of your codings lies on these words.");
    const cut = (coding: Coding): void => {
      const part = { start: Math.max(place.start, coding.start), end: Math.min(place.end, coding.end) };
      const whole = part.start === coding.start && part.end === coding.end;
      this.work.remove(coding, whole ? undefined : part);
      this.say(`Uncoded ${this.sheet.codes.get(coding.code)?.name ?? ""}`);
      this.choosing.take();
    };
    if (under.length === 1) return cut(under[0]!);
    offerToTakeAway(this, place, under, cut);
  }

  inVivo(): void {
    const place = this.choosing.place!;
    const problem = this.mayEdit();
    if (problem) return this.complain(problem);
    const name = this.text.words(place).replace(/\s+/gu, " ").slice(0, 200);
    const guid = crypto.randomUUID();
    this.work.other(`${this.work.address}in-vivo/`, { guid, ...place, text: this.sheet.text, name }, true, () => {
      this.drawing.again();
      const coding = this.sheet.codings.get(guid);
      if (!coding) return;
      this.work.recent = [coding.code, ...this.work.recent.filter((each) => each !== coding.code)].slice(0, 9);
      this.work.last = { code: coding.code, valence: "" };
      this.hand.take(coding);
      this.say(`A new code: ${name}`);
    }, (message, todo) => this.complain(`${message} ${todo}`));
  }

  memo(): void { writeMemo(this); }

  annotate(): void { annotate(this); }

  openCodes(): void { offerCodes(this); }

  openCommands(): void { offerCommands(this); }

  wordsAbout(place: Place): string {
    const many = wordsIn(this.text.words(place));
    const [first, last] = [this.text.turnAt(place.start), this.text.turnAt(place.end - 1)];
    return `${many} ${many === 1 ? "word" : "words"} of ${first === last ? `turn ${first.number}` : `turns ${first.number} to ${last.number}`}`;
  }

  boxOf(place: Place): DOMRect {
    const rects = [...this.text.range(place).getClientRects()].filter((rect) => rect.width);
    if (!rects.length) return this.root.getBoundingClientRect();
    const left = Math.min(...rects.map((rect) => rect.left));
    return new DOMRect(left, rects[0]!.top, 0, rects.at(-1)!.bottom - rects[0]!.top);
  }

  openBulk(way: "speaker" | "search" | "question" | "like"): void { this.bulk.open(way, this.choosing.place, this.work.recent[0]); }

  // ---- the framework

  mayEdit(): string {
    if (this.mayCode) return this.mayCode;
    if (this.sheet.round) return "In a blind round the framework stays as it was published.";
    return this.sheet.version?.state === "draft" ? "" : `Version ${this.sheet.version?.number ?? ""} is published and stays as it is. Start a draft in the framework to change it.`;
  }

  openCode(code: Code): void {
    this.panes.open("right");
    this.inspector.code(code, this.choosing.place !== null, this.mayEdit());
  }

  async framework(deed: "add" | "edit" | "move" | "merge" | "retire", code: Code | null, name = "", give = false): Promise<void> {
    const problem = this.mayEdit();
    if (problem) return this.complain(problem);
    const made = await this.frameworkDialog.open(deed, code, name);
    if (!made) return;
    if (give) {
      this.choosing.take();
      this.give(made.guid);
    } else if (deed === "edit") this.openCode(this.sheet.codes.get(made.guid)!);
    else if (deed === "merge" || deed === "retire") this.choosing.take();
  }

  findCode(): void {
    this.panes.open("left");
    const field = document.querySelector<HTMLInputElement>("[data-find-code]")!;
    field.focus();
    field.select();
  }

  // ---- filters

  showWho(who: "all" | "mine" | number): void {
    this.filters.who = who;
    this.filtered();
    this.say(this.filters.whoWords);
  }

  onlyCode(code: string, review = false): void {
    this.filters.code = code;
    this.filters.review = review;
    this.filters.version = 0;
    this.filtered();
  }

  onlyVersion(version: number): void {
    this.filters.code = "";
    this.filters.review = false;
    this.filters.version = version;
    this.filtered();
  }

  uncodedOnly(): void {
    this.filters.uncoded = !this.filters.uncoded;
    this.filtered();
  }

  filtered(): void {
    let left = 0;
    for (const turn of this.text.turns) {
      turn.element.hidden = !this.filters.shows_turn(turn);
      if (!turn.element.hidden) left += 1;
    }
    for (const group of this.text.groups) group.standFor(group.likely);
    document.getElementById("no-turns")!.hidden = left > 0;
    this.drawing.again();
    this.refresh();
  }

  // ---- undo, panes, keys

  private seen(answer: Answer): void {
    const first = answer.codings.map(([guid]) => this.sheet.codings.get(guid)).find((coding) => coding !== undefined);
    const unknown = answer.codings.some((row) => !this.sheet.codes.has(row[3]));
    if (unknown || /code$|codes$/u.test(answer.label ?? "") || answer.label === "code in vivo") void this.codesAgain();
    if (first) this.hand.goTo(first);
  }

  /** The codes as the page would have them if it were opened now: a step of the framework was undone. */
  private async codesAgain(): Promise<void> {
    const response = await fetch(location.pathname, { redirect: "manual" }).catch(() => null);
    if (!response?.ok) return;
    const arrived = new DOMParser().parseFromString(await response.text(), "text/html");
    const block = arrived.getElementById("codes")?.textContent;
    if (!block) return;
    this.sheet.takeCodes(JSON.parse(block) as Code[]);
    this.drawing.again();
    this.refresh();
    await this.work.settle(); // codings may have another code now
  }

  run(id: string): void {
    const command = this.keys.named(id);
    if (!command) return;
    this.complain("");
    const problem = command.can?.();
    if (problem) return this.say(problem);
    command.run();
  }

  showKeys(): void { showKeys(this); }

  nextPane(): void {
    const stops = [document.querySelector<HTMLElement>("#tree [tabindex='0']"), this.root, document.getElementById("inspector")].filter((each) => each?.offsetParent);
    const at = stops.findIndex((each) => each === document.activeElement || each?.closest(".pane")?.contains(document.activeElement));
    const next = stops[(at + 1) % stops.length]!;
    if (next === this.root) this.choosing.take();
    else next.focus();
  }

  trimmed(words: string): boolean { return trimmed(words, 0, words.length) !== null; }
}
