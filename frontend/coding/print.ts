// On paper: every mark and stripe drawn, the column as wide as it will be printed, and a legend below.
import type { Drawing } from "./draw";
import { el } from "./elements";
import type { Coding, Sheet } from "./sheet";

export function printing(root: HTMLElement, drawing: Drawing, sheet: Sheet, shown: (coding: Coding) => boolean): void {
  const legend = document.getElementById("legend")!;
  addEventListener("beforeprint", () => {
    document.body.classList.add("printing");
    drawing.forget();
    drawing.all();
    const many = new Map<string, number>();
    for (const coding of sheet.codings.values()) if (shown(coding)) many.set(coding.code, (many.get(coding.code) ?? 0) + 1);
    const coders = new Set([...sheet.codings.values()].filter(shown).map((coding) => coding.coder));
    legend.replaceChildren(
      el("h2", {}, "Codes"),
      el("ul", {}, ...[...sheet.codes.values()].filter((code) => many.has(code.guid)).map((code) => el("li", { class: `code-${code.colour}` },
        el("span", { class: "swatch" }), el("b", {}, code.name), ` ${many.get(code.guid)}${code.definition ? `. ${code.definition}` : ""}`))),
      el("p", {}, [...coders].map((coder) => { const known = sheet.coders.get(coder); return known ? `${known.initials} ${known.name}` : ""; }).filter(Boolean).join(" · ")),
      el("p", {}, "Solid lines are one’s own codings, dashed ones another coder’s. − barrier, + facilitator, ± both, ? unclear, ★ important quote."));
  });
  addEventListener("afterprint", () => {
    document.body.classList.remove("printing");
    legend.replaceChildren();
    drawing.again();
    root.focus({ preventScroll: true });
  });
}
