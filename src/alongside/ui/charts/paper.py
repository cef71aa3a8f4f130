"""A drawing that can stand alone, in a Word file, a PDF or a download: colours and widths written out, in the light theme."""

from __future__ import annotations

from lxml import etree

from alongside.ui.charts.elements import Drawing

INK, INK2, INK3 = "#1b1f24", "#454c55", "#5f6770"
RULE, RULE2, MARK, PAPER = "#e3e6e9", "#c2c8ce", "#87909a", "#ffffff"
TONES = {"improvement": "#1565b0", "concern": "#b84c00", "neutral": "#6b3fa0", "common": "#6f7882"}
ENDED = {"improvement": "#679bcb", "concern": "#d18a59", "neutral": "#9f82c1"}
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
ON_SCREEN_ONLY = {"spc-hit", "spc-ring"}


def _stroke(colour: str, width: float, dash: str = "", cap: str = "") -> dict[str, str]:
    found = {"fill": "none", "stroke": colour, "stroke-width": f"{width:g}"}
    if dash:
        found["stroke-dasharray"] = dash
    if cap:
        found["stroke-linecap"] = cap
    return found


def _solid(colour: str) -> dict[str, str]:
    return {"fill": colour, "stroke": "none"}


_BOLD = {"font-weight": "600"}
_HALO = {"paint-order": "stroke", "stroke": PAPER, "stroke-width": "4", "stroke-linejoin": "round"}

# Each rule: the classes that an element has (or, after a space, that its parent has and it has), and what it looks like.
# The same looks as in frontend/styles/charts.css; later rules win.
LOOKS: list[tuple[frozenset[str], dict[str, str]]] = [
    (frozenset(names.split()), looks)
    for names, looks in (
        ("spc-grid", _stroke(RULE, 1)),
        ("spc-axis", _stroke(RULE2, 1)),
        ("spc-lane", _stroke(RULE, 1)),
        ("spc-phase", _stroke(RULE2, 1)),
        ("spc-decided", _stroke(INK2, 1, "1.5 2.5")),
        ("spc-line", _stroke(MARK, 1.25)),
        ("spc-limit", _stroke(INK3, 1, "4 3")),
        ("spc-centre", _stroke(INK2, 1.25)),
        ("spc-target", _stroke(INK, 1, "1.5 2")),
        ("spc-before", _stroke(INK3, 1.25, "5 3")),
        ("spc-limit inner", _stroke(INK3, 1, "1.5 2.5")),
        ("spc-place inside", _solid(MARK)),
        ("spc-place near", {"fill": PAPER, "stroke": INK, "stroke-width": "1.75"}),
        ("spc-place beyond", _solid(INK)),
        ("spc-own", _stroke(INK, 1.5)),
        ("spc-missing", _stroke(INK, 1.5)),
        ("spc-mark", _solid(INK)),
        ("spc-bar", _solid(MARK)),
        ("spc-flag", _stroke(INK, 1.25)),
        ("spc-band improvement", {"fill": "#e8f0f7", "stroke": "none"}),
        ("spc-band concern", {"fill": "#f9ede5", "stroke": "none"}),
        ("spc-band neutral", {"fill": "#f0ecf6", "stroke": "none"}),
        ("spc-point common", _solid(TONES["common"])),
        ("spc-point improvement", _solid(TONES["improvement"])),
        ("spc-point concern", {"fill": PAPER, "stroke": TONES["concern"], "stroke-width": "1.75"}),
        ("spc-point neutral", _stroke(TONES["neutral"], 2)),
        *(
            (f"spc-point {tone} ended", {"fill" if tone == "improvement" else "stroke": muted})
            for tone, muted in ENDED.items()
        ),
        ("spc-label", {"fill": INK, **_HALO}),
        ("spc-label second", {"fill": INK2}),
        ("spc-label quiet", {"fill": INK3}),
        ("spc-label spc-tick", {"fill": INK3}),
        ("spc-label phase", {"fill": INK3}),
        ("spc-strong", _BOLD),
        *((f"spc-label {tone}", {"fill": TONES[tone]}) for tone in ("improvement", "concern", "neutral")),
    )
]
_BADGES = {
    "improvement": (_solid(TONES["improvement"]), PAPER),
    "concern": (_stroke(TONES["concern"], 2.6), TONES["concern"]),
    "neutral": (_stroke(TONES["neutral"], 2.2), TONES["neutral"]),
    "common": (_stroke(TONES["common"], 1.8), TONES["common"]),
    "pass": (_solid(TONES["improvement"]), PAPER),
    "fail": (_stroke(TONES["concern"], 2.6), TONES["concern"]),
    "hit_and_miss": (_stroke(TONES["common"], 1.8), TONES["common"]),
    "not_judged": (_stroke(TONES["common"], 1.8, "4 3"), TONES["common"]),
    "too_few": (_solid(INK3), INK3),
    "none": (_solid(INK3), INK3),
}


def standalone(svg: str) -> str:
    """The drawing as a file of its own: presentation attributes in place of classes, its own size, namespace and ground.

    What only a pointer or a key needs is left out. Raises ValueError for text that is not a drawing.
    """
    try:
        root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as problem:
        raise ValueError(f"This is not a drawing: {problem}") from problem
    icon = next((kind for kind in root.get("class", "").split() if kind in _BADGES), None)
    _dress(root, icon)
    root.set("xmlns", "http://www.w3.org/2000/svg")
    for key, value in (("font-family", FONT), ("font-size", "12")):
        root.set(key, value)
    if icon is None:
        ground = etree.Element("rect", width="100%", height="100%", fill=PAPER)
        root.insert(0, ground)
    return Drawing(etree.tostring(root, encoding="unicode"))


def _dress(node: etree._Element, icon: str | None) -> None:
    for child in list(node):
        if ON_SCREEN_ONLY & set(child.get("class", "").split()) or child.tag == "title":
            node.remove(child)
        else:
            _dress(child, icon)
    names = frozenset(node.get("class", "").split())
    for key in ("class", "tabindex", "role", "data-i"):
        node.attrib.pop(key, None)
    if node.tag == "a":
        node.tag = "g"
        node.attrib.pop("href", None)
    for key, value in _looks(names, icon):
        node.set(key, value)


def _looks(names: frozenset[str], icon: str | None) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for needed, looks in LOOKS:
        if needed <= names:
            found.update(looks)
    if icon:
        badge, colour = _BADGES[icon]
        for name in names:
            if name == "spc-badge":
                found.update(badge)
            elif name in ("spc-badge-letter", "spc-badge-months"):
                found.update(_solid(colour))
                found["font-weight"] = "700" if name == "spc-badge-letter" else "400"
            elif name == "spc-badge-dot":
                found.update(_solid(colour))
            elif name == "spc-badge-line":
                found.update(_stroke(colour, 2.2, cap="round"), **{"stroke-linejoin": "round"})
            elif name == "spc-badge-target":
                found.update(_stroke(colour, 1.6, "2.6 1.8"))
    return list(found.items())
