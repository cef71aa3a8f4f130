// What the server refused, each with its reason: try again, or let it go.
import { el } from "./elements";
import type { Page } from "./page";
import type { Refusals } from "./work";

export function refusals(page: Page): void {
  const dialog = document.getElementById("refused-dialog") as HTMLDialogElement;
  const list = dialog.querySelector("[data-refused]")!;
  const draw = (): void => {
    if (!page.work.refusals.length) return dialog.close();
    list.replaceChildren(...page.work.refusals.map((each) => el("li", {},
      el("strong", {}, what(page, each)), el("p", {}, `${each.message} ${each.todo}`),
      el("div", { class: "button-row" },
        el("button", { type: "button", class: "button small", click: () => { page.work.again(each); draw(); } }, "Try again"),
        el("button", { type: "button", class: "button small quiet", click: () => { page.work.forget(each); draw(); } }, "Let it go")))));
  };
  dialog.onclose = () => page.choosing.take(); // back to the text: the button that opened it is gone with the last of them
  if (!dialog.open) dialog.showModal();
  draw();
}

function what(page: Page, { deed, was }: Refusals): string {
  const item = (deed.body.batch as { code: string; start: number; end: number; text: number }[] | undefined)?.[0];
  const name = page.sheet.codes.get(item?.code ?? was?.code ?? "")?.name ?? "A code";
  if (!item && was) return `${deed.kind === "change" ? "A change to" : "Taking away"} ${name} on “${page.text.words(was).slice(0, 60)}…”`;
  if (!item) return { code: "A coding", change: "A change to a coding", remove: "Taking a coding away", other: "A change" }[deed.kind];
  if (item.text !== page.sheet.text) return `${name}, on words as they were before a correction`;
  return `${name} on “${page.text.words(item).slice(0, 60)}…”`;
}
