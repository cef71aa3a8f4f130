// The right pane: the coding in hand, the chosen words, or a code.
import { button, el } from "./elements";
import { type Place, wordsIn } from "./offsets";
import { type Code, type Coding, type Sheet, VALENCES } from "./sheet";
import type { SourceText } from "./text";

export class Inspector {
  private shown = ""; // the coding whose words from the server stand here
  private asked = 0;
  laid: () => void = () => {}; // something else stands here, and it may be higher than what stood here
  /** Words of a memo that is being written are not swept away by what arrives. */
  private readonly drafts = new Map<string, string>();

  constructor(private readonly box: HTMLElement, private readonly sheet: Sheet, private readonly text: SourceText, private readonly codings: string, private readonly mayCode: boolean) {
    this.shown = box.querySelector<HTMLElement>("[data-inspected]")?.dataset.inspected ?? "";
    box.addEventListener("input", (event) => {
      const field = event.target as HTMLTextAreaElement;
      if (field.matches("textarea[data-draft]")) this.drafts.set(field.dataset.draft!, field.value);
    });
  }

  get coding(): string { return this.shown; }

  /** Whoever manages the study may change anybody's; the server has said so with the panel. */
  mayChange(guid: string): boolean { return this.box.querySelector(`[data-inspected="${guid}"][data-may-change]`) !== null; }

  drop(draft: string): void { this.drafts.delete(draft); }

  /** The coding in hand: at once what the page knows, then what the server adds (memos, who, when, the matrix). */
  async hand(coding: Coding, fresh = false): Promise<void> {
    this.box.classList.add("open");
    if (this.shown !== coding.guid || coding.waiting || fresh) {
      if (this.shown !== coding.guid || coding.waiting) this.put(this.sketch(coding));
      this.shown = coding.guid;
      if (!coding.waiting) {
        const number = ++this.asked;
        await new Promise((resolve) => setTimeout(resolve, this.box.contains(document.activeElement) ? 0 : 250)); // not for each of many in a row
        if (number === this.asked) await this.fetch(coding.guid);
      }
    }
    this.reflect(coding);
  }

  private async fetch(guid: string): Promise<void> {
    const number = ++this.asked;
    const response = await fetch(`${this.codings}${guid}/`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!response?.ok || number !== this.asked || this.shown !== guid) return;
    const arrived = document.createElement("template");
    arrived.innerHTML = await response.text();
    if (this.shown === guid) this.put(arrived.content);
    const coding = this.sheet.codings.get(guid);
    if (coding) this.reflect(coding);
  }

  /** The panel's controls as the sheet has them. */
  reflect(coding: Coding): void {
    if (this.shown !== coding.guid) return;
    const here = this.sheet.at(coding);
    const which = this.box.querySelector("[data-which]");
    const place = here.findIndex((each) => each.guid === coding.guid);
    if (which) which.textContent = here.length > 1 ? `Coding ${place + 1} of ${here.length} here` : "The coding in hand";
    const length = this.box.querySelector("[data-length]");
    if (length) length.textContent = this.length(coding);
    for (const radio of this.box.querySelectorAll<HTMLInputElement>("input[name=valence]")) radio.checked = radio.value === coding.valence;
    this.box.querySelector("[data-command=important]")?.setAttribute("aria-pressed", String(coding.important));
  }

  private length(place: Place): string { return `${wordsIn(this.text.words(place)).toLocaleString("en-GB")}, ${this.turns(place)}`; }

  private turns(place: Place): string {
    const [first, last] = [this.text.turnAt(place.start), this.text.turnAt(place.end - 1)];
    return first === last ? `turn ${first.number}` : `turns ${first.number} to ${last.number}`;
  }

  /** The chosen words, before anything is done with them. */
  words(place: Place): void {
    const many = wordsIn(this.text.words(place));
    const here = this.sheet.at(place);
    this.shown = "";
    this.asked += 1;
    this.put(el("div", {},
      el("div", { class: "pane-block" },
        el("p", { class: "label-line" }, "Selection"),
        el("h2", { class: "pane-title" }, `${many} ${many === 1 ? "word" : "words"}, ${this.turns(place)}`),
        !here.length && el("p", { class: "note" }, "Nothing is coded here yet."),
        this.mayCode && el("div", { class: "button-row deeds" }, button("Code", "code", "C"), button("In vivo", "in-vivo", "I"), button("Annotate", "annotate", "N"), here.length ? button("Uncode", "uncode", "U") : null)),
      here.length ? el("div", { class: "pane-block" }, el("p", { class: "label-line" }, "On these words"), this.list(here)) : null,
      this.mayCode && !this.sheet.round && el("div", { class: "pane-block" }, el("p", { class: "label-line" }, "Passages like this one"), button("Look for more like this", "like", "H"))));
    this.box.classList.remove("open");
  }

  /** What a code means, and what can be done with it. */
  code(code: Code, choosing: boolean, mayEdit: string): void {
    this.shown = "";
    this.asked += 1;
    const about = ([["Use when", code.use_when], ["Not when", code.not_when], ["Example", code.example && `“${code.example}”`]] as const).filter(([, words]) => words);
    this.put(el("div", { "data-about-code": code.guid },
      el("div", { class: "pane-block" },
        el("p", { class: "label-line" }, el("span", { class: "note" }, code.codable ? "Code" : "Theme"), this.closer()),
        el("h2", { class: `pane-title code-${code.colour}` }, el("span", { class: "swatch tall" }), code.name),
        el("p", { class: "note" }, code.definition || "No definition yet."),
        about.length ? el("dl", { class: "facts stacked" }, ...about.flatMap(([name, words]) => [el("dt", {}, name), el("dd", {}, words)])) : null,
        code.codable && el("div", { class: "button-row deeds" },
          this.mayCode && choosing ? button("Code the chosen words", "code-with", "Enter", { "data-code": code.guid }) : null,
          button("Show only this code", "only-code", "", { "data-code": code.guid }))),
      el("div", { class: "pane-block" }, el("p", { class: "label-line" }, "In the framework"),
        mayEdit ? el("p", { class: "note" }, mayEdit) : el("div", { class: "button-row deeds" },
          ...([["edit", "Define or rename"], ["add", "Add below"], ["move", "Move"], ["merge", "Merge"], ["retire", "Retire"]] as const)
            .map(([deed, words]) => button(words, `framework-${deed}`, "", { "data-code": code.guid }))))));
    this.box.classList.add("open");
  }

  empty(words = "Choose words, then a code: S takes a sentence, E one more, C opens the codes. A coding in the margin opens here."): void {
    if (!this.shown && this.box.querySelector("[data-empty]")) return;
    this.shown = "";
    this.asked += 1;
    this.put(el("div", { class: "pane-block", "data-empty": true }, el("p", { class: "note" }, words)));
    this.box.classList.remove("open");
  }

  show(content: HTMLElement): void {
    this.shown = "";
    this.asked += 1;
    this.put(content);
    this.box.classList.add("open");
  }

  /** On a phone it lies over the text, so it is shut until somebody asks for it. */
  shut(): void { this.box.classList.remove("open"); }

  closer(): HTMLElement { return el("button", { type: "button", class: "link close-inspector", "data-command": "let-go" }, "Close"); }

  private list(codings: readonly Coding[]): HTMLElement {
    return el("ul", { class: "also" }, ...codings.map((coding) => {
      const code = this.sheet.codes.get(coding.code);
      return el("li", { class: `code-${code?.colour ?? "slate"}` }, el("span", { class: "swatch" }),
        el("button", { type: "button", class: "link", "data-coding-link": coding.guid }, code?.name ?? "a code"),
        el("span", { class: "right second small" }, this.sheet.mine(coding) ? "you" : this.sheet.coders.get(coding.coder)?.initials ?? ""));
    }));
  }

  private sketch(coding: Coding): HTMLElement {
    const code = this.sheet.codes.get(coding.code);
    const mine = this.sheet.mine(coding);
    return el("div", { class: "inspected", "data-sketch": coding.guid },
      el("div", { class: "pane-block" },
        el("p", { class: "label-line" }, el("span", { class: "note", "data-which": true }, "The coding in hand"), this.closer()),
        el("h2", { class: `pane-title code-${code?.colour ?? "slate"}` }, el("span", { class: "swatch tall" }), code?.name ?? "a code"),
        code?.definition ? el("p", { class: "note" }, code.definition) : null,
        mine && el("div", { class: "segments wide", role: "radiogroup", "aria-label": "How it bears on improvement" },
          ...VALENCES.filter(Boolean).map((name) => el("label", {}, el("input", { type: "radio", name: "valence", value: name, checked: coding.valence === name }), name)))),
      el("div", { class: "pane-block" }, el("dl", { class: "facts" }, el("dt", {}, "Words"), el("dd", { "data-length": true }, this.length(coding)),
        el("dt", {}, "By"), el("dd", {}, mine ? "you" : this.sheet.coders.get(coding.coder)?.name ?? ""))));
  }

  private put(content: Node): void {
    const writing = this.box.querySelector<HTMLTextAreaElement>("textarea:focus");
    const [draft, from, to] = [writing?.dataset.draft, writing?.selectionStart, writing?.selectionEnd];
    this.box.replaceChildren(content);
    this.laid();
    for (const field of this.box.querySelectorAll<HTMLTextAreaElement>("textarea[data-draft]")) {
      const kept = this.drafts.get(field.dataset.draft!);
      if (kept) field.value = kept;
      if (draft && field.dataset.draft === draft) {
        field.focus();
        field.setSelectionRange(from!, to!);
      }
    }
  }
}
