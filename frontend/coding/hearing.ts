// Keys. The text has a caret and takes no letters: a letter is a command.
import { keepAnnotation, keepMemo } from "./notes";
import type { Page } from "./page";

export function handleKeys(page: Page): void {
  const { root } = page;
  root.addEventListener("beforeinput", (event) => event.preventDefault());
  for (const what of ["cut", "paste", "drop"] as const) root.addEventListener(what, (event) => event.preventDefault());

  // before anybody else hears it: Ctrl K is the page's own here
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const target = event.target as HTMLElement;
    const elsewhere = target !== root && (target.matches("input, textarea, select") || target.closest("dialog[open], details[open] .menu-list"));
    const command = page.keys.of(event);
    if (!command) return;
    if (event.key === "Escape" && document.querySelector("details.menu[open]")) return; // first the menu closes
    if (elsewhere && command.id !== "commands") return;
    const button = target.closest("button, a, [role=treeitem], [role=separator], [role=scrollbar]");
    if (button && target !== root && !event.ctrlKey && !event.metaKey && event.key.length > 1 && event.key !== "Escape") return;
    if (command.id === "print") return; // the browser's own, which draws everything first
    event.preventDefault();
    event.stopPropagation();
    page.run(command.id);
  }, { capture: true });

  // after a leap the turns around the caret are laid out for the first time, and it may have moved out of sight
  root.addEventListener("keyup", (event) => {
    if (!/^(?:Arrow|Page|Home|End)/u.test(event.key)) return;
    page.choosing.reveal();
    requestAnimationFrame(() => requestAnimationFrame(() => page.choosing.reveal()));
  });

  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const button = target.closest<HTMLElement>("[data-command]");
    if (button) {
      const code = page.sheet.codes.get(button.dataset.code ?? "");
      const id = button.dataset.command!;
      if (!("stays" in button.dataset)) button.closest("details")?.removeAttribute("open");
      if (id === "code-with") return page.give(code!.guid);
      if (id === "only-code") return page.onlyCode(button.dataset.code ?? "");
      if (id === "review-only") return page.onlyCode("", true);
      if (id === "only-version") return page.onlyVersion(Number(button.dataset.version));
      if (id === "who") return page.showWho(button.dataset.who === "all" || button.dataset.who === "mine" ? button.dataset.who : Number(button.dataset.who));
      if (id.startsWith("framework-")) return void page.framework(id.slice(10) as "edit", code ?? null);
      return page.run(id);
    }
    const link = target.closest<HTMLElement>("[data-coding-link]");
    const coding = page.sheet.codings.get(link?.dataset.codingLink ?? "");
    if (coding) {
      event.preventDefault();
      page.hand.goTo(coding);
    }
    const place = target.closest<HTMLAnchorElement>("a[href^='#t']");
    const turn = place && page.text.turnOf(document.querySelector(place.hash));
    if (turn) {
      event.preventDefault();
      history.replaceState(null, "", place.hash);
      page.choosing.take();
      page.choosing.set(turn.start);
    }
  });

  document.getElementById("inspector")!.addEventListener("change", (event) => {
    const field = event.target as HTMLInputElement;
    if (field.name === "valence" && !page.hand.notOwn()) page.hand.valence(field.value as "barrier");
  });
  document.getElementById("inspector")!.addEventListener("click", (event) => {
    // a chosen valence clicked again is taken back
    const field = event.target as HTMLInputElement;
    if (field.name !== "valence" || page.hand.notOwn()) return;
    if (page.hand.coding?.valence === field.value) page.hand.valence("");
  });
  document.getElementById("inspector")!.addEventListener("submit", (event) => {
    event.preventDefault();
    send(page, event.target as HTMLFormElement);
  });
  document.getElementById("inspector")!.addEventListener("keydown", (event) => {
    const form = (event.target as Element).closest("form");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
      event.preventDefault();
      event.stopPropagation();
      send(page, form);
    } else if (event.key === "Escape") page.choosing.take();
  });
}

function send(page: Page, form: HTMLFormElement): void {
  const body = form.querySelector("textarea")?.value ?? "";
  if (!page.trimmed(body)) return page.say("There are no words to keep.");
  const kind = form.querySelector<HTMLSelectElement>("select[name=kind]")?.value ?? "";
  if (form.dataset.memo) keepMemo(page, form.dataset.memo, body, kind);
  else if (form.dataset.annotate) {
    const [start, end] = form.dataset.annotate.split("-").map(Number);
    keepAnnotation(page, { start: start!, end: end! }, body, kind);
  }
}
