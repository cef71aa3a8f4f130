// Memos on a coding, and annotations on words without a code. Their words wait in the page's memory only.
import { el } from "./elements";
import type { Place } from "./offsets";
import type { Page } from "./page";

export function writeMemo(page: Page): void {
  page.panes.open("right");
  const field = document.querySelector<HTMLTextAreaElement>("#inspector textarea[data-draft]");
  if (field) return field.focus();
  const coding = page.hand.coding!;
  const guid = coding.guid;
  page.inspector.show(memoForm(guid));
  document.querySelector<HTMLTextAreaElement>("#memo")?.focus();
}

function memoForm(guid: string): HTMLElement {
  return el("form", { "data-memo": guid, class: "inspected" }, el("label", { class: "label-line", for: "memo" }, "Memo"), el("textarea", { class: "memo", id: "memo", "data-draft": `memo ${guid}`, rows: "4" }), el("button", { class: "button small" }, "Keep the memo"));
}

export function keepMemo(page: Page, guid: string, body: string, kind: string): void {
  const coding = page.sheet.codings.get(guid);
  page.work.other(`${page.root.dataset.study}codings/${guid}/memo/`, { body, kind }, true, () => page.inspector.drop(`memo ${guid}`), (message, todo) => page.complain(`${message} ${todo}`));
  page.say("Memo kept");
  page.choosing.take();
  if (coding && !coding.waiting && page.work.sending.offline) page.say("The memo waits in this page only: leave it open until the network is back.");
}

export function annotate(page: Page): void {
  const place = page.choosing.place!;
  page.panes.open("right");
  page.inspector.show(el("form", { "data-annotate": `${place.start}-${place.end}`, class: "inspected" },
    el("p", { class: "label-line" }, el("label", { for: "annotation" }, `Annotation on ${page.wordsAbout(place)}`), page.inspector.closer()),
    el("textarea", { class: "memo", id: "annotation", rows: "4", "data-draft": `note ${place.start}-${place.end}` }),
    kinds(), el("button", { class: "button small" }, "Keep the annotation")));
  document.getElementById("annotation")!.focus();
}

export function keepAnnotation(page: Page, place: Place, body: string, kind: string): void {
  page.work.other(`${page.work.address}annotations/`, { ...place, text: page.sheet.text, body, kind }, true, () => {
    page.inspector.drop(`note ${place.start}-${place.end}`);
    void page.work.look(page.turnHere, true).catch(() => undefined);
  }, (message, todo) => page.complain(`${message} ${todo}`));
  page.say("Annotation kept");
  page.choosing.take();
  page.inspector.words(place);
}

function kinds(): HTMLElement {
  return el("select", { name: "kind", "aria-label": "Kind of note", class: "note-kind" }, ...["memo", "method", "theory", "reflexive"].map((kind) => el("option", { value: kind }, kind)));
}
