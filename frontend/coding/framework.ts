// The draft, changed from beside the text: one dialog for each deed, made from a few fields.
import { el } from "./elements";
import { Refused, Silence, ask } from "./sending";
import type { Code, Label, Sheet } from "./sheet";

export const COLOURS = ["moss", "green", "olive", "amber", "orange", "red", "rose", "brown", "magenta", "violet", "indigo", "blue", "slate"];
type Deed = "add" | "edit" | "move" | "merge" | "retire";
interface Answer { codes: Code[]; undo: Label | null; redo: Label | null }

export class FrameworkDialog {
  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly sheet: Sheet,
    private readonly address: string,
    private readonly source: string,
    private readonly done: (answer: Answer, words: string, guid: string) => void,
  ) {}

  /** Opens the dialog for a deed on a code; `name` for a code that is to be made of these letters. */
  open(deed: Deed, code: Code | null, name = ""): Promise<Code | null> {
    return new Promise((resolve) => {
      let made: Code | null = null;
      const title = { add: code ? `Add a code below ${code.name}` : "Add a code", edit: `Define ${code?.name}`, move: `Move ${code?.name}`, merge: `Merge ${code?.name} into another code`, retire: `Retire ${code?.name}` }[deed];
      const verb = { add: "Add the code", edit: "Keep the change", move: "Move the code", merge: "Merge the codes", retire: "Retire the code" }[deed];
      const problem = el("div", { role: "alert" });
      const form = el("form", { class: "framework-form" },
        el("div", { class: "dialog-head" }, el("h2", { id: "framework-dialog-title" }, title)),
        el("div", { class: "dialog-body form" }, problem, ...this.fields(deed, code, name)),
        el("div", { class: "dialog-foot" }, el("button", { type: "button", class: "button", click: () => this.dialog.close() }, "Cancel"), el("button", { class: `button primary` }, verb)));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        void this.send(deed, code, form, problem).then((found) => {
          if (!found) return;
          made = found;
          this.dialog.close();
        });
      });
      this.dialog.replaceChildren(form);
      this.dialog.addEventListener("close", () => resolve(made), { once: true });
      this.dialog.showModal();
      form.querySelector<HTMLElement>("input, select, textarea")?.focus();
    });
  }

  /** Sends a move that was made by dragging. */
  async move(code: Code, parent: Code): Promise<void> {
    const answer = await ask<Answer>(`${this.address}codes/${code.guid}/move/`, { parent: parent.guid, source: this.source, reason: "" });
    this.done(answer, `Moved below ${parent.name}`, code.guid);
  }

  private fields(deed: Deed, code: Code | null, name: string): HTMLElement[] {
    const field = (label: string, input: HTMLElement, id: string): HTMLElement => {
      input.id = `fw-${id}`;
      input.setAttribute("name", id);
      return el("div", { class: "field" }, el("label", { for: `fw-${id}` }, label), input);
    };
    const area = (words: string): HTMLTextAreaElement => {
      const made = el("textarea", { rows: "2" });
      made.value = words;
      return made;
    };
    const line = (words: string, needed = false): HTMLInputElement => {
      const made = el("input", { type: "text", maxlength: "200", autocomplete: "off", required: needed });
      made.value = words;
      return made;
    };
    const others = (codable: boolean): HTMLElement[] => [...this.sheet.codes.values()]
      .filter((each) => !each.retired && each.guid !== code?.guid && (!codable || each.codable))
      .map((each) => el("option", { value: each.guid, selected: !codable && each.guid === (deed === "move" ? code?.parent : code?.guid) }, `${"  ".repeat(each.depth)}${each.name}`));
    const reason = field(deed === "edit" ? "Reason, if its meaning changes" : "Reason", line("", deed === "merge" || deed === "retire"), "reason");
    const words = (own: Code | null): HTMLElement[] => [
      field("Name", line(own?.name ?? name, true), "name"), field("Definition", area(own?.definition ?? ""), "definition"),
      field("Use when", area(own?.use_when ?? ""), "use_when"), field("Not when", area(own?.not_when ?? ""), "not_when"),
      ...(deed === "edit" ? [field("Example", area(own?.example ?? ""), "example")] : []),
      field("Kind", el("select", {}, ...["descriptive", "theme"].map((kind) => el("option", { value: kind, selected: (own?.kind ?? "descriptive") === kind }, kind))), "kind"),
      this.colours(own?.colour ?? code?.colour ?? "slate"),
    ];
    if (deed === "add") return [...words(null).slice(0, 1), field("Below", el("select", {}, el("option", { value: "" }, "Nothing: at the top"), ...[...this.sheet.codes.values()].filter((each) => !each.retired).map((each) => el("option", { value: each.guid, selected: each.guid === code?.guid }, `${"  ".repeat(each.depth)}${each.name}`))), "parent"), ...words(null).slice(1)];
    if (deed === "edit") return [...words(code), reason];
    if (deed === "move") return [field("Below", el("select", {}, el("option", { value: "" }, "Nothing: at the top"), ...others(false)), "parent"), reason];
    if (deed === "merge") return [field("Into", el("select", {}, ...others(true)), "into"), reason];
    return [el("p", { class: "note" }, "Its codings stay, and are listed as open until they are given another code."), reason];
  }

  private colours(chosen: string): HTMLElement {
    return el("fieldset", { class: "field colours" }, el("legend", {}, "Colour"), el("div", { class: "colour-row" },
      ...COLOURS.map((name) => el("label", { class: `code-${name}`, title: name }, el("input", { type: "radio", name: "colour", value: name, checked: name === chosen }), el("span", { class: "hidden-text" }, name)))));
  }

  private async send(deed: Deed, code: Code | null, form: HTMLFormElement, problem: HTMLElement): Promise<Code | null> {
    const given = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    const body: Record<string, unknown> = { ...given, source: this.source };
    if (deed === "edit") body.revision = Number(form.dataset.revision ?? code!.revision);
    if (!given.parent) delete body.parent;
    const before = new Set(this.sheet.codes.keys());
    try {
      const answer = await ask<Answer>(deed === "add" ? `${this.address}codes/add/` : `${this.address}codes/${code!.guid}/${deed}/`, body);
      const found = answer.codes.find((each) => !before.has(each.guid)) ?? answer.codes.find((each) => each.guid === (given.into ?? code?.guid)) ?? answer.codes[0]!;
      this.done(answer, { add: "Added", edit: "Changed", move: "Moved", merge: "Merged", retire: "Retired" }[deed], found.guid);
      return found;
    } catch (refusal) {
      if (refusal instanceof Refused) problem.replaceChildren(this.told(refusal, form));
      else if (refusal instanceof Silence) problem.replaceChildren(el("p", { class: "notice error" }, "No answer from the network. What you typed is still here: try again when you are connected."));
      else throw refusal;
      return null;
    }
  }

  /** A conflict shows what the other wrote; keeping mine is sending it again over theirs. */
  private told(refusal: Refused, form: HTMLFormElement): HTMLElement {
    const theirs = refusal.said.theirs as Record<string, unknown> | undefined;
    const notice = el("div", { class: "notice error" }, el("div", {}, el("strong", {}, refusal.message), ` ${refusal.todo}`));
    if (refusal.status !== 409 || !theirs || typeof theirs !== "object") return notice;
    const words = Object.entries(theirs).filter(([, value]) => typeof value === "string" && value);
    const now = Number(theirs.revision);
    notice.firstElementChild!.append(el("dl", { class: "facts stacked" }, ...words.flatMap(([name, value]) => [el("dt", {}, `Now: ${name.replaceAll("_", " ")}`), el("dd", {}, String(value))])));
    if (now) form.dataset.revision = String(now);
    return notice;
  }
}
