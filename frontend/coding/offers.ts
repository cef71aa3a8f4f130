// What the palette offers: codes for the chosen words, those to take away, or everything the page can do.
import { el } from "./elements";
import { shown } from "./keys";
import type { Place } from "./offsets";
import type { Page } from "./page";
import type { Entry } from "./palette";
import type { Code, Coding } from "./sheet";

export const MAC = /Mac|iPhone|iPad/u.test(navigator.platform);

export function offerCodes(page: Page): void {
  if (!page.choosing.place) page.choosing.pick("turn");
  const place = page.choosing.place;
  if (!place) return;
  const entries = [...page.sheet.codes.values()].filter((code) => code.codable).map((code) => entryOf(page, code));
  page.palette.show({
    about: page.wordsAbout(place), label: "Which code?", near: page.boxOf(place), entries, valences: true,
    lately: page.work.recent.map((guid, at) => ({ code: page.sheet.codes.get(guid), at })).filter(({ code }) => code?.codable).map(({ code, at }) => ({ ...entryOf(page, code!), id: `lately-${code!.guid}`, key: String(at + 1) })),
    made: (letters) => page.mayEdit() ? [] : [
      ...(letters ? [{ id: "make", name: `Make a code “${letters}”`, more: "", note: "", key: "Alt N", colour: "slate", take: () => void page.framework("add", null, letters, true) }] : []),
      { id: "vivo", name: "Use these words as the code", more: "", note: "", key: "Alt I", colour: "slate", take: () => page.inVivo() },
    ],
    left: () => page.choosing.take(),
  });
}

export function offerToTakeAway(page: Page, place: Place, codings: readonly Coding[], cut: (coding: Coding) => void): void {
  page.palette.show({
    about: page.wordsAbout(place), label: "Which code to take away?", near: page.boxOf(place), left: () => page.choosing.take(),
    entries: codings.map((coding) => ({ ...entryOf(page, page.sheet.codes.get(coding.code)!), id: coding.guid, take: () => cut(coding) })),
  });
}

export function offerCommands(page: Page): void {
  const field = document.querySelector<HTMLInputElement>("[data-search]"); // where the frame has a search at all
  const codes = [...page.sheet.codes.values()].filter((code) => code.codable);
  page.palette.show({
    about: "", label: "What do you want to do?", left: () => page.choosing.take(),
    entries: [
      ...page.keys.commands.filter((each) => each.id !== "commands").map((each): Entry => ({
        id: `do-${each.id}`, name: each.words, more: each.group, note: each.can?.() || [each.group, ...each.keys.slice(0, 1).map((key) => shown(key, MAC))].join(" · "), take: () => page.run(each.id),
      })),
      ...codes.map((code): Entry => ({ ...entryOf(page, code), about: undefined, id: `show-${code.guid}`, name: `Show only ${code.name}`, take: () => page.onlyCode(code.guid) })),
    ],
    made: (letters) => letters && field ? [{ id: "everywhere", name: `Search everywhere for “${letters}”`, more: "", note: "", take: () => {
      field.value = letters;
      field.form?.requestSubmit();
    } }] : [],
  });
}

/** A code as the palette lists it, with its definition beside it. */
export function entryOf(page: Page, code: Code): Entry {
  const theme = code.parent ? page.sheet.codes.get(code.parent)?.name : "";
  return {
    id: code.guid, name: code.name, more: `${code.definition} ${code.use_when}`, colour: code.colour, note: [theme, String(code.all)].filter(Boolean).join(" · "),
    about: () => el("div", { class: "palette-about" }, el("h3", {}, code.name), el("p", { class: code.definition ? "" : "second" }, code.definition || "No definition yet."),
      el("dl", {}, ...([["Use when", code.use_when], ["Not when", code.not_when], ["Example", code.example && `“${code.example}”`]] as const).filter(([, words]) => words).flatMap(([name, words]) => [el("dt", {}, name), el("dd", {}, words)]))),
    take: (how) => page.give(code.guid, how),
  };
}
