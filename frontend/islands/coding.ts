// The transcript: choose words, choose a code. What was changed comes back from the server as the turns it changed.
import { layOut, watchMargins } from "../coding/margin";
import { type Place, placeOf, rangeOf, wordsIn } from "../coding/offsets";
import { type Choice, Palette } from "../coding/palette";

declare const htmx: {
  ajax(verb: string, url: string, options: { target: string; swap?: string }): Promise<void>;
  process(element: Element): void;
};

const transcript = document.getElementById("transcript") as HTMLElement | null;

function start(transcript: HTMLElement): void {
  const inspector = document.getElementById("inspector") as HTMLElement;
  const problem = document.getElementById("coding-problem") as HTMLElement;
  const saved = document.getElementById("saved") as HTMLElement;
  const dialog = document.getElementById("code-palette") as HTMLDialogElement | null;
  const palette = dialog ? new Palette(dialog) : null;
  const address = transcript.dataset.add;
  const watch = watchMargins(transcript);
  let last: Choice | null = null;
  let chosen: { place: Place; range: Range } | null = null;

  // ---- the turn one is at, by keyboard or by pointer

  const turns = (): HTMLElement[] => [...transcript.querySelectorAll<HTMLElement>(".turn")];
  const here = (): HTMLElement | null => transcript.querySelector<HTMLElement>(".turn.here");

  function goTo(turn: HTMLElement | undefined | null, focus = true): void {
    if (!turn) return;
    here()?.classList.remove("here");
    turn.classList.add("here");
    if (focus) {
      turn.focus({ preventScroll: true });
      turn.scrollIntoView({ block: "nearest" });
    }
  }

  function neighbour(step: number): HTMLElement | undefined {
    const all = turns();
    const at = here();
    return at ? all[Math.max(0, Math.min(all.length - 1, all.indexOf(at) + step))] : all[step > 0 ? 0 : all.length - 1];
  }

  // ---- choosing words

  /** The chosen words stay marked while the focus is in the palette, where the browser's own selection would go. */
  function showChosen(): void {
    if (!("highlights" in CSS)) return;
    if (chosen) CSS.highlights.set("chosen", new Highlight(chosen.range));
    else CSS.highlights.delete("chosen");
  }

  function forget(): void {
    chosen = null;
    getSelection()?.removeAllRanges();
    showChosen();
  }

  function choose(place: Place, range: Range): void {
    chosen = { place, range };
    getSelection()?.removeAllRanges();
    showChosen();
  }

  /** The next sentence of the turn, or with `extend` the chosen words up to the end of the next sentence. */
  function sentence(extend: boolean): void {
    const turn = here() ?? neighbour(1);
    if (!turn) return;
    goTo(turn);
    const words = turn.querySelector<HTMLElement>(".turn-text")!;
    const from = Number(words.dataset.start);
    const ends = (turn.dataset.sentences ?? "").split(" ").filter(Boolean).map((end) => from + Number(end));
    const inside = chosen && chosen.place.start >= from && chosen.place.end <= (ends.at(-1) ?? from) ? chosen.place : null;
    const signs = [...(words.textContent ?? "")];
    const atEnd = (place: number): number => {
      let end = place;
      while (end > from && signs[end - from - 1]!.trim() === "") end -= 1;
      return end;
    };
    const next = ends.find((end) => atEnd(end) > (inside?.end ?? from));
    if (next === undefined) return;
    const begun = [from, ...ends].filter((place) => place < next).at(-1) ?? from;
    const place = { start: extend && inside ? inside.start : begun, end: atEnd(next) };
    choose(place, rangeOf(words, place));
  }

  function whole(): void {
    const turn = here() ?? neighbour(1);
    const words = turn?.querySelector<HTMLElement>(".turn-text");
    if (!turn || !words) return;
    goTo(turn);
    const range = document.createRange();
    range.selectNodeContents(words);
    const place = placeOf(range);
    if (place) choose(place, range);
  }

  function openPalette(): void {
    if (!palette || !address || !chosen) return;
    const { place, range } = chosen;
    const turn = (range.startContainer.parentElement ?? transcript).closest<HTMLElement>(".turn");
    const rects = [...range.getClientRects()];
    const count = wordsIn(range.toString());
    const near = rects.length
      ? new DOMRect(Math.min(...rects.map((rect) => rect.left)), rects[0]!.top, 0, rects.at(-1)!.bottom - rects[0]!.top)
      : transcript.getBoundingClientRect();
    palette.show(
      near,
      `${count} ${count === 1 ? "word" : "words"}${turn ? ` of turn ${turn.dataset.turn}` : ""}`,
      (choice) => void code(place, choice),
      () => goTo(turn),
    );
  }

  // ---- telling the server

  async function code(place: Place, choice: Choice): Promise<void> {
    last = choice;
    problem.hidden = true;
    saved.textContent = "Saving…";
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    const given = document.body.getAttribute("hx-headers");
    if (given) Object.assign(headers, JSON.parse(given) as Record<string, string>);
    let response: Response;
    try {
      response = await fetch(address!, { method: "POST", headers, body: JSON.stringify({ ...place, ...choice }) });
    } catch {
      return refuse("The network did not answer.", "Choose the words again in a moment; nothing was coded.");
    }
    if (!response.ok) {
      const told = response.headers.get("Content-Type")?.includes("json")
        ? (await response.json() as { message: string; todo: string })
        : { message: "This was not coded.", todo: "Reload the page and try again." };
      return refuse(told.message, told.todo);
    }
    show(await response.text());
    saved.textContent = "Saved";
    forget();
  }

  function refuse(message: string, todo: string): void {
    saved.textContent = "";
    problem.textContent = `${message} ${todo}`;
    problem.hidden = false;
  }

  /** What comes back replaces what has its id; the rest of it is the coding in hand. */
  function show(html: string): void {
    const arrived = document.createElement("template");
    arrived.innerHTML = html;
    let first: HTMLElement | null = null;
    for (const part of [...arrived.content.querySelectorAll<HTMLElement>("[hx-swap-oob]")]) {
      part.removeAttribute("hx-swap-oob");
      const old = document.getElementById(part.id);
      part.remove();
      if (!old) continue;
      old.replaceWith(part);
      htmx.process(part);
      if (part.matches(".turn")) {
        watch(part);
        first ??= part;
      }
    }
    inspector.replaceChildren(...arrived.content.children);
    htmx.process(inspector);
    goTo(first);
    mark();
  }

  // ---- the coding in hand

  const inHand = (): string => inspector.querySelector<HTMLElement>("[data-inspected]")?.dataset.inspected ?? "";

  /** The same coding comes out in text, margin and panel. */
  function mark(): void {
    const guid = inHand();
    inspector.classList.toggle("open", guid !== "");
    for (const item of transcript.querySelectorAll<HTMLElement>("li[data-coding]")) item.classList.toggle("in-hand", item.dataset.coding === guid);
    for (const stretch of transcript.querySelectorAll<HTMLElement>("mark.coded")) {
      stretch.classList.toggle("in-hand", guid !== "" && stretch.dataset.codings!.split(" ").includes(guid));
    }
  }

  const labelOf = (guid: string): HTMLElement | null =>
    transcript.querySelector<HTMLElement>(`li[data-coding="${guid}"] .margin-label`);

  function step(by: number): void {
    const all = [...new Set([...transcript.querySelectorAll<HTMLElement>("li[data-coding]")].map((item) => item.dataset.coding!))];
    if (!all.length) return;
    const at = all.indexOf(inHand());
    const label = labelOf(all[at < 0 ? 0 : (at + by + all.length) % all.length]!);
    goTo(label?.closest<HTMLElement>(".turn"));
    label?.click();
  }

  function light(guids: string[]): void {
    for (const lit of transcript.querySelectorAll(".lit")) lit.classList.remove("lit");
    for (const guid of guids) {
      for (const one of transcript.querySelectorAll(`mark[data-codings~="${guid}"], li[data-coding="${guid}"]`)) one.classList.add("lit");
    }
  }

  transcript.addEventListener("pointerover", (event) => {
    const item = (event.target as Element).closest<HTMLElement>("li[data-coding]");
    light(item ? [item.dataset.coding!] : []);
  });
  transcript.addEventListener("focusin", (event) => {
    const item = (event.target as Element).closest<HTMLElement>("li[data-coding]");
    light(item ? [item.dataset.coding!] : []);
    goTo((event.target as Element).closest<HTMLElement>(".turn"), false);
  });

  transcript.addEventListener("click", (event) => {
    const stripe = (event.target as Element).closest<HTMLElement>("li[data-coding] .swatch");
    if (stripe) return stripe.parentElement!.querySelector<HTMLElement>(".margin-label")!.click();
    const stretch = (event.target as Element).closest<HTMLElement>("mark.coded");
    if (!stretch || !getSelection()?.isCollapsed) return;
    const guids = stretch.dataset.codings!.split(" ");
    labelOf(guids[(guids.indexOf(inHand()) + 1) % guids.length]!)?.click(); // again: the next of those that lie here
  });

  document.addEventListener("pointerup", (event) => {
    if (!transcript.contains(event.target as Node) || (event.target as Element).closest("button, a")) return;
    setTimeout(() => { // the selection is final only after this event
      const selection = getSelection();
      const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
      const place = range ? placeOf(range) : null;
      goTo((event.target as Element).closest<HTMLElement>(".turn"), false);
      if (!range || !place) {
        if (!palette?.open) forget();
        return;
      }
      chosen = { place, range: range.cloneRange() };
      showChosen();
      openPalette();
    });
  });

  // ---- keys

  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || palette?.open) return;
    if (target.matches("input, textarea, select, [contenteditable]") || target.closest("dialog, details[open] .menu-list")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const deeds: Record<string, () => void> = {
      ArrowDown: () => goTo(neighbour(1)),
      ArrowUp: () => goTo(neighbour(-1)),
      s: () => sentence(false),
      e: () => sentence(true),
      c: () => { if (!chosen) whole(); openPalette(); },
      ".": () => { if (chosen && last) void code(chosen.place, last); },
      "[": () => step(-1),
      "]": () => step(1),
      Escape: forget,
    };
    const deed = deeds[key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  // ---- the framework's pane: find a code by its letters

  document.addEventListener("input", (event) => {
    const field = event.target as HTMLInputElement;
    if (!field.matches("[data-find-code]")) return;
    const asked = field.value.trim().toLocaleLowerCase();
    for (const row of document.querySelectorAll<HTMLElement>(".framework-pane .tree-row[data-code]")) {
      (row.parentElement as HTMLElement).hidden = asked !== "" && !row.textContent!.toLocaleLowerCase().includes(asked);
    }
  });

  inspector.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-close-inspector]")) return;
    const turn = labelOf(inHand())?.closest<HTMLElement>(".turn");
    inspector.replaceChildren();
    mark();
    goTo(turn);
  });

  document.addEventListener("htmx:oobAfterSwap", () => {
    for (const turn of turns()) if (!turn.querySelector(".laid")) watch(turn);
  });
  document.addEventListener("htmx:afterSettle", () => {
    mark();
    for (const turn of turns()) if (turn.querySelector("li[data-coding]") && !turn.querySelector(".laid")) layOut(turn);
  });

  if (location.hash.startsWith("#t")) goTo(document.getElementById(location.hash.slice(1)), false);
  mark();
}

if (transcript) start(transcript);
