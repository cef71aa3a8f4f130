"""Tags and filters that pages are written with: icons, fields, signals, dates and counts in the house's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    HiddenInput,
    MultipleHiddenInput,
    RadioSelect,
)
from django.utils import timezone

register = template.Library()

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

STATUS_FILL = {
    "draft": "",
    "reviewed": "half",
    "review": "half",
    "agreed": "full",
    "published": "full",
    "testing": "",
    "implemented": "half",
    "spread": "full",
}


@register.inclusion_tag("components/icon.html")
def icon(name: str, size: str = "", label: str = "") -> dict[str, str]:
    """An outline icon by the name of its symbol; with `label` it speaks, without it is decoration."""
    return {"name": name, "class": f"icon {size}".strip(), "label": label}


@register.inclusion_tag("components/signal.html")
def signal(kind: str, word: str = "") -> dict[str, str]:
    """The shape of a chart signal (better, worse, changed, steady) with its word, so that colour is never alone."""
    if kind not in {"better", "worse", "changed", "steady"}:
        raise template.TemplateSyntaxError(f"A signal is better, worse, changed or steady, not {kind!r}.")
    return {"kind": kind, "word": word}


@register.inclusion_tag("components/status_dot.html")
def status(word: str, label: str = "", bare: bool = False) -> dict[str, Any]:
    """A hollow, half or full dot with its word: draft, reviewed, agreed, and the stages of adoption."""
    return {"word": label or word, "fill": STATUS_FILL.get(word, ""), "bare": bare}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, **attrs: str) -> dict[str, Any]:
    """A bound form field with its label, help and errors; further arguments become attributes of the control."""
    widget = bound.field.widget
    kind = "text"
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        kind = "choices"
    elif isinstance(widget, CheckboxInput):
        kind = "check"
    control_attrs: dict[str, str | bool] = {name.replace("_", "-"): value for name, value in attrs.items()}
    described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    if bound.errors:
        control_attrs["aria-invalid"] = "true"
        described.append(f"{bound.auto_id}_error")
    if described and kind != "choices":
        control_attrs["aria-describedby"] = " ".join(described)
    return {
        "control": bound.as_widget(attrs=control_attrs) if kind != "choices" else "",
        "choices": list(bound.subwidgets) if kind == "choices" else [],
        "kind": kind,
        "hidden": isinstance(widget, HiddenInput | MultipleHiddenInput),
        "id": bound.id_for_label if kind != "choices" and bound.id_for_label else bound.auto_id,
        "label": bound.label,
        "help": bound.help_text,
        "errors": bound.errors,
        "optional": not bound.field.required and kind != "check",
    }


def _as_date(value: object) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


@register.filter
def day(value: object) -> str:
    """14 Mar 2016; empty where there is no date."""
    on = _as_date(value)
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}" if on else ""


@register.filter
def short_day(value: object) -> str:
    """14 Mar, where the year is clear from what stands around it."""
    on = _as_date(value)
    return f"{on.day} {MONTHS[on.month - 1]}" if on else ""


@register.filter
def month(value: object) -> str:
    """Mar 2016; empty where there is no date."""
    on = _as_date(value)
    return f"{MONTHS[on.month - 1]} {on.year}" if on else ""


@register.filter
def at(value: object) -> str:
    """14 Mar 2016, 10:42, in the collaborative's time zone."""
    if not isinstance(value, datetime):
        return day(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{day(value)}, {local.hour:02d}:{local.minute:02d}"


@register.filter
def of(count: object, total: object) -> str:
    """44 of 50: a number with its denominator."""
    return f"{_grouped(count)} of {_grouped(total)}"


@register.filter
def grouped(value: object) -> str:
    """7840 as 7,840."""
    return _grouped(value)


def _grouped(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


@register.filter
def percent(part: object, whole: object) -> str:
    """88%, cut rather than rounded up to 100%: 99.6 of 100 is not all of them. Undefined without a denominator."""
    if not isinstance(part, int | float) or not isinstance(whole, int | float) or not whole:
        return "–"
    share = 100 * part / whole
    if 99 <= share < 100:
        return "99%"
    if 0 < share < 1:
        return "<1%"
    return f"{share:.0f}%"


@register.filter
def initials(person: object) -> str:
    """RM for Ruth Mensah: two letters for a circle."""
    name = str(getattr(person, "name", "") or getattr(person, "email", "") or person or "")
    parts = [part for part in name.replace("@", " ").split() if part[:1].isalpha()]
    if not parts:
        return "?"
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 and "@" not in name else "")).upper()


@register.filter
def item(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key that is itself a variable."""
    return mapping.get(key)
