// Many passages at once: found one way or another, looked at one by one, coded as one act.
import { el } from "./elements";
import { Refused, Silence } from "./sending";
import type { Place } from "./offsets";
import type { Sheet } from "./sheet";
import type { SourceText } from "./text";
import type { Work } from "./work";

interface Hit extends Place { turn: number; before: string; words: string; after: string }

const WAYS = { speaker: "All a person said", search: "Where words are said", question: "Answers to a question", like: "More like the chosen words" } as const;
type Way = keyof typeof WAYS;

export class Bulk {
  private hits: Hit[] = [];

  constructor(private readonly dialog: HTMLDialogElement, private readonly text: SourceText, private readonly sheet: Sheet, private readonly work: Work, private readonly go: (place: Place) => void) {}

  open(way: Way, chosen: Place | null, code = ""): void {
    this.hits = [];
    const speakers = [...new Set(this.text.turns.map((turn) => turn.speaker).filter(Boolean))];
    const ways = (Object.keys(WAYS) as Way[]).filter((each) => each !== "like" || (chosen && !this.sheet.round));
    const list = el("ul", { class: "bulk-hits", "aria-label": "Passages found" });
    const problem = el("p", { class: "note", role: "status" });
    const asked = el("div", { class: "bulk-asked" });
    const how = el("select", { name: "how", id: "bulk-how" }, ...ways.map((each) => el("option", { value: each, selected: each === way }, WAYS[each])));
    const codes = el("select", { name: "code", id: "bulk-code", required: true }, el("option", { value: "" }, "Choose a code"),
      ...[...this.sheet.codes.values()].filter((each) => each.codable).map((each) => el("option", { value: each.guid, selected: each.guid === code }, each.name)));
    const send = el("button", { class: "button primary", disabled: true }, "Code");
    const fields = (): void => asked.replaceChildren(...({
      speaker: [el("label", { for: "bulk-speaker" }, "Who"), el("select", { name: "speaker", id: "bulk-speaker" }, ...speakers.map((each) => el("option", { value: each }, each)))],
      search: [el("label", { for: "bulk-words" }, "Words"), el("input", { type: "text", name: "words", id: "bulk-words", autocomplete: "off" }),
        el("label", { for: "bulk-whole" }, "with"), el("select", { name: "whole", id: "bulk-whole" }, ...([["sentence", "the sentence around"], ["turn", "the turn around"], ["hit", "nothing around"]] as const).map(([value, words]) => el("option", { value }, words)))],
      question: [el("label", { for: "bulk-number" }, "Question"), el("input", { type: "number", name: "number", id: "bulk-number", min: "1", value: "1" })],
      like: [],
    } satisfies Record<Way, Node[]>)[how.value as Way], el("button", { type: "button", class: "button small", click: () => void look() }, "Look"));
    const count = (): void => {
      const many = list.querySelectorAll("input:checked").length;
      send.disabled = !many || !codes.value;
      send.textContent = many ? `Code ${many} ${many === 1 ? "passage" : "passages"}` : "Code";
    };
    const look = async (): Promise<void> => {
      const given = Object.fromEntries(new FormData(form)) as Record<string, string>;
      const body = { speaker: { speaker: given.speaker }, search: { words: given.words, whole: given.whole }, question: { number: Number(given.number) }, like: { ...chosen } }[how.value as Way];
      problem.textContent = "Looking…";
      try {
        this.hits = (await this.work.ask<{ hits: Hit[] }>("bulk/preview/", { how: how.value, text: this.sheet.text, ...body })).hits;
        problem.textContent = this.hits.length ? `${this.hits.length} found. Take out those that do not belong.` : "Nothing found.";
      } catch (refusal) {
        if (!(refusal instanceof Refused || refusal instanceof Silence)) throw refusal;
        this.hits = [];
        problem.textContent = refusal instanceof Refused ? `${refusal.message} ${refusal.todo}` : "No answer from the network. Try again when you are connected.";
      }
      list.replaceChildren(...this.hits.map((hit, at) => el("li", {},
        el("label", {}, el("input", { type: "checkbox", value: String(at), checked: how.value !== "like" }), el("span", {}, el("b", { class: "small" }, `turn ${hit.turn} `), hit.words.length < 240 ? `…${hit.before}` : "", el("mark", {}, hit.words), hit.words.length < 240 ? `${hit.after}…` : "")),
        el("button", { type: "button", class: "link small", click: () => { this.dialog.close(); this.go(hit); } }, "Go there"))));
      count();
    };
    const form = el("form", { class: "bulk" },
      el("div", { class: "dialog-head" }, el("h2", { id: "bulk-title" }, "Code many passages at once")),
      el("div", { class: "dialog-body" },
        el("div", { class: "bulk-how" }, el("label", { for: "bulk-how" }, "Find"), how, asked),
        problem, list, el("div", { class: "bulk-code" }, el("label", { for: "bulk-code" }, "Give them the code"), codes)),
      el("div", { class: "dialog-foot" }, el("button", { type: "button", class: "button", click: () => this.dialog.close() }, "Cancel"), send));
    how.addEventListener("change", fields);
    form.addEventListener("change", count);
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.target as Element).closest(".bulk-how")) {
        event.preventDefault();
        void look();
      }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const spans = [...list.querySelectorAll<HTMLInputElement>("input:checked")].map((box) => this.hits[Number(box.value)]!).map(({ start, end }) => [start, end]);
      const name = this.sheet.codes.get(codes.value)?.name ?? "";
      this.work.other(`${this.work.address}bulk/`, { code: codes.value, spans, text: this.sheet.text }, false, () => this.work.said(`${spans.length} passages coded ${name}. Z takes them back as one.`));
      this.dialog.close();
    });
    fields();
    this.dialog.replaceChildren(form);
    this.dialog.showModal();
    if (way === "like") void look();
    else form.querySelector<HTMLElement>("[name=words], [name=speaker]")?.focus();
  }
}
