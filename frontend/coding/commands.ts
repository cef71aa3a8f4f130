// Every command of the page, with its words and keys. Keys that NVivo, MAXQDA and editors share are kept beside the
// short ones: Ctrl F2 codes, Ctrl F3 makes a code, Ctrl F8 codes in vivo, Ctrl F9 repeats, Ctrl Z takes back.
import type { Command } from "./keys";
import type { Page } from "./page";

export function commandsOf(page: Page): Command[] {
  const { choosing, hand } = page;
  const needsCode = (): string => page.mayCode;
  const needsWords = (): string => needsCode() || (choosing.place ? "" : "Choose some words first.");
  const needsHand = (): string => needsCode() || hand.notOwn();
  const digits = Array.from({ length: 9 }, (_, at): Command => ({
    id: `recent-${at + 1}`, words: `Code with the ${["last", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"][at]} code used`, group: "Code",
    keys: [String(at + 1)], can: needsWords, run: () => page.recent(at),
  }));
  return [
    { id: "word", words: "Choose the word", group: "Choose", keys: ["w"], run: () => choosing.pick("word") },
    { id: "sentence", words: "Choose the sentence", group: "Choose", keys: ["s"], run: () => choosing.pick("sentence") },
    { id: "turn", words: "Choose the turn", group: "Choose", keys: ["t"], run: () => choosing.pick("turn") },
    { id: "extend", words: "Extend by one more", group: "Choose", keys: ["e"], run: () => choosing.extend() },
    { id: "shrink", words: "Shrink by one", group: "Choose", keys: ["Shift+e"], run: () => choosing.extend(undefined, true) },
    { id: "extend-word", words: "Extend by a word", group: "Choose", keys: ["Shift+w"], run: () => choosing.extend("word") },
    { id: "extend-sentence", words: "Extend by a sentence", group: "Choose", keys: ["Shift+s"], run: () => choosing.extend("sentence") },
    { id: "extend-turn", words: "Extend by a turn", group: "Choose", keys: ["Shift+t"], run: () => choosing.extend("turn") },
    { id: "to-start", words: "Choose from here to the beginning", group: "Choose", keys: ["Mod+Shift+Home"], run: () => choosing.leap(false, true) },
    { id: "to-end", words: "Choose from here to the end", group: "Choose", keys: ["Mod+Shift+End"], run: () => choosing.leap(true, true) },
    { id: "let-go", words: "Let go of what is chosen", group: "Choose", keys: ["Escape"], run: () => page.letGo() },

    { id: "code", words: "Code the chosen words", group: "Code", keys: ["c", "Mod+F2"], can: needsCode, run: () => page.openCodes() },
    { id: "in-vivo", words: "Use the words as the code (in vivo)", group: "Code", keys: ["i", "Mod+F8"], can: needsWords, run: () => page.inVivo() },
    { id: "repeat", words: "Repeat the last code", group: "Code", keys: [".", "Mod+F9"], can: needsWords, run: () => page.recent(0) },
    ...digits,
    { id: "uncode", words: "Uncode the chosen words, or the coding in hand", group: "Code", keys: ["u", "Mod+Shift+F9", "Delete", "Backspace"], can: needsCode, run: () => page.uncode() },
    { id: "annotate", words: "Annotate the chosen words, without a code", group: "Code", keys: ["n"], can: needsWords, run: () => page.annotate() },
    { id: "bulk", words: "Code many passages at once", group: "Code", keys: ["Shift+c"], can: needsCode, run: () => page.openBulk("search") },
    { id: "bulk-speaker", words: "Code all a person said", group: "Code", keys: [], can: needsCode, run: () => page.openBulk("speaker") },
    { id: "bulk-question", words: "Code the answers to a question", group: "Code", keys: [], can: needsCode, run: () => page.openBulk("question") },
    { id: "like", words: "Look for more passages like this", group: "Code", keys: ["h"], can: needsWords, run: () => page.openBulk("like") },
    { id: "undo", words: "Undo", group: "Code", keys: ["z", "Mod+z"], can: needsCode, run: () => page.work.undo() },
    { id: "redo", words: "Redo", group: "Code", keys: ["Shift+z", "Mod+Shift+z", "Mod+y"], can: needsCode, run: () => page.work.redo() },

    { id: "previous", words: "Previous coding", group: "This coding", keys: ["["], run: () => hand.step(-1) },
    { id: "next", words: "Next coding", group: "This coding", keys: ["]"], run: () => hand.step(1) },
    { id: "end-out", words: "Its end one word on", group: "This coding", keys: ["Shift+]"], can: needsHand, run: () => hand.adjust("end", 1) },
    { id: "end-in", words: "Its end one word back", group: "This coding", keys: ["Shift+["], can: needsHand, run: () => hand.adjust("end", -1) },
    { id: "start-out", words: "Its beginning one word back", group: "This coding", keys: ["Alt+["], can: needsHand, run: () => hand.adjust("start", -1) },
    { id: "start-in", words: "Its beginning one word on", group: "This coding", keys: ["Alt+]"], can: needsHand, run: () => hand.adjust("start", 1) },
    { id: "valence", words: "Barrier, facilitator, both, unclear or none", group: "This coding", keys: ["v"], can: needsHand, run: () => hand.valence() },
    { id: "important", words: "Important quote, or no longer", group: "This coding", keys: ["*"], can: needsHand, run: () => hand.important() },
    { id: "memo", words: "Write a memo on it", group: "This coding", keys: ["m"], can: () => needsCode() || hand.none(), run: () => page.memo() },
    { id: "keep", words: "Read again: it is still right", group: "This coding", keys: ["k"], can: needsHand, run: () => hand.stillRight() },
    { id: "choose-coding", words: "Choose the words of the coding in hand", group: "This coding", keys: ["x"], can: () => hand.none(), run: () => hand.choose() },

    { id: "find", words: "Find words in this text", group: "Read", keys: ["f"], run: () => page.find.open() },
    { id: "down", words: "Next turn", group: "Read", keys: ["j"], run: () => page.turn(1) },
    { id: "up", words: "Previous turn", group: "Read", keys: ["Shift+j"], run: () => page.turn(-1) },
    { id: "start", words: "To the beginning of the text", group: "Read", keys: ["Mod+Home"], run: () => choosing.leap(false) },
    { id: "end", words: "To the end of the text", group: "Read", keys: ["Mod+End"], run: () => choosing.leap(true) },
    { id: "uncoded", words: "Next uncoded turn", group: "Read", keys: ["g"], run: () => page.nextUncoded() },
    { id: "others", words: "Show everyone’s codings, or mine only", group: "Read", keys: ["o"], run: () => page.showWho(page.filters.who === "mine" ? "all" : "mine") },
    { id: "uncoded-only", words: "Show uncoded text only, or all", group: "Read", keys: ["Shift+u"], run: () => page.uncodedOnly() },
    { id: "all-codes", words: "Show all codes", group: "Read", keys: [], run: () => page.onlyCode("") },
    { id: "larger", words: "Larger text", group: "Read", keys: ["+"], run: () => page.panes.larger(1) },
    { id: "smaller", words: "Smaller text", group: "Read", keys: ["-"], run: () => page.panes.larger(-1) },
    { id: "wider", words: "Wider lines", group: "Read", keys: ["Alt++"], run: () => page.panes.wider(40) },
    { id: "narrower", words: "Narrower lines", group: "Read", keys: ["Alt+-"], run: () => page.panes.wider(-40) },
    { id: "print", words: "Print with stripes and a legend", group: "Read", keys: ["Mod+p"], run: () => print() },

    { id: "find-code", words: "Find a code in the framework", group: "Framework", keys: ["/"], run: () => page.findCode() },
    { id: "add-code", words: "Make a code", group: "Framework", keys: ["Shift+n", "Mod+F3"], can: () => page.mayEdit(), run: () => void page.framework("add", null) },

    { id: "commands", words: "All commands", group: "Page", keys: ["Mod+k"], run: () => page.openCommands() },
    { id: "keys", words: "All keys", group: "Page", keys: ["?"], run: () => page.showKeys() },
    { id: "hide-left", words: "Hide or show the framework", group: "Page", keys: ["<"], run: () => page.panes.toggle("left") },
    { id: "hide-right", words: "Hide or show the panel", group: "Page", keys: [">"], run: () => page.panes.toggle("right") },
    { id: "next-pane", words: "Go to the next pane", group: "Page", keys: ["F6"], run: () => page.nextPane() },
    { id: "back", words: "Back to the cell", group: "Page", keys: ["b"], run: () => document.querySelector<HTMLElement>("[data-key=b]")?.click() },
  ];
}
