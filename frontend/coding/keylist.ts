// All keys, from the table that hears them.
import { el } from "./elements";
import { shown } from "./keys";
import { MAC } from "./offers";
import type { Page } from "./page";

export function showKeys(page: Page): void {
  const dialog = document.getElementById("keys-dialog") as HTMLDialogElement;
  const groups = [...new Set(page.keys.commands.map((each) => each.group))];
  dialog.querySelector("[data-keys]")!.replaceChildren(...groups.map((group) => el("section", {}, el("h3", {}, group),
    el("dl", {}, ...page.keys.commands.filter((each) => each.group === group && each.keys.length && !/^recent-[2-9]$/u.test(each.id)).flatMap((each) => [
      el("dt", {}, ...each.keys.filter((key) => key !== "Backspace").flatMap((key, at) => [at ? " or " : "", ...shown(each.id === "recent-1" ? "1…9" : key, MAC).split(" ").map((part) => el("kbd", {}, part))])),
      el("dd", {}, each.id === "recent-1" ? "Code with one of the nine codes used last" : each.words),
    ])))));
  dialog.showModal();
}
