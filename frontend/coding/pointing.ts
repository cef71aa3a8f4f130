// Mouse and touch: chosen words bring up the few deeds one wants next; marks, stripes and labels lead to their coding.
import type { Page } from "./page";
import { DRAGGED } from "./tree";

export function pointing(page: Page): void {
  const { root } = page;
  const bar = document.getElementById("chosen-bar")!;

  const offer = (): void => {
    const place = page.choosing.place;
    bar.hidden = !place || page.mayCode !== "";
    if (bar.hidden || !place) return;
    const recent = bar.querySelector("[data-recent]")!;
    recent.replaceChildren(...page.work.recent.slice(0, 3).map((guid, at) => {
      const code = page.sheet.codes.get(guid);
      const button = document.createElement("button");
      button.type = "button";
      button.className = `button quiet small code-${code?.colour ?? "slate"}`;
      button.dataset.command = `recent-${at + 1}`;
      const swatch = document.createElement("span");
      swatch.className = "swatch";
      button.append(swatch, code?.name ?? "");
      return button;
    }));
    const box = page.boxOf(place);
    const width = bar.offsetWidth;
    bar.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
    const below = box.bottom + 8 + bar.offsetHeight < innerHeight - 44;
    bar.style.top = `${Math.max(56, below ? box.bottom + 8 : box.top - bar.offsetHeight - 8)}px`;
  };
  const away = (): void => { bar.hidden = true; };

  let pressed = false;
  let held = ""; // the coding in hand before the press: the caret that comes with it takes another
  root.addEventListener("pointerdown", () => { pressed = true; held = page.hand.guid; away(); });
  document.addEventListener("pointerup", () => {
    if (!pressed) return;
    pressed = false;
    setTimeout(offer); // the selection is final only after this event
  });
  // a finger chooses by long press and by the system's own handles, which send no pointer events
  let later = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(later);
    if (matchMedia("(pointer: coarse)").matches && !pressed) later = setTimeout(offer, 250);
  });
  document.addEventListener("keydown", away, { capture: true });
  bar.addEventListener("pointerdown", (event) => event.preventDefault()); // the words stay chosen
  bar.addEventListener("click", away);
  root.parentElement!.addEventListener("scroll", away, { passive: true });

  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    const item = target.closest<HTMLElement>("[data-coding]");
    const stretch = target.closest<HTMLElement>("mark.coded");
    if (!item && (!stretch || page.choosing.place)) return;
    const guids = item ? [item.dataset.coding!] : stretch!.dataset.codings!.split(" ");
    const here = guids.map((guid) => page.sheet.codings.get(guid)).filter((each) => each !== undefined).sort((one, other) => one.end - one.start - (other.end - other.start));
    // the narrowest; on a mark again the next wider of those that lie here
    const coding = here[(here.findIndex((each) => each.guid === held) + 1) % here.length];
    if (coding) page.hand.take(coding);
  });

  const light = (guids: string[]): void => {
    for (const lit of root.querySelectorAll(".lit")) lit.classList.remove("lit");
    const codes = new Set<string>();
    for (const guid of guids) {
      for (const one of root.querySelectorAll(`mark[data-codings~="${guid}"], [data-coding="${guid}"]`)) one.classList.add("lit");
      codes.add(page.sheet.codings.get(guid)?.code ?? "");
    }
    for (const row of document.querySelectorAll<HTMLElement>("#tree .tree-row")) row.classList.toggle("lit", codes.has(row.dataset.code!));
  };
  let lit = "";
  root.addEventListener("pointerover", (event) => {
    const over = (event.target as Element).closest<HTMLElement>("[data-coding], mark.coded");
    const guids = over?.dataset.coding ?? over?.dataset.codings ?? "";
    if (guids === lit) return;
    lit = guids;
    light(guids ? guids.split(" ") : []);
  });
  root.addEventListener("pointerleave", () => { lit = ""; light([]); });

  root.addEventListener("dragstart", (event) => {
    if (!page.choosing.place || !event.dataTransfer) return;
    event.dataTransfer.setData(DRAGGED, "chosen");
    event.dataTransfer.effectAllowed = "copy";
  });
}
