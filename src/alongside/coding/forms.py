"""Forms of the framework, the journal and the matrix."""

from __future__ import annotations

from typing import Any

from django import forms

from alongside.coding.actions.codes import COLOURS
from alongside.coding.models import CodeEntry, FrameworkVersion, Note
from alongside.study.models import Coder, Participant, Source, Study


class EntryChoice(forms.ModelChoiceField):
    """A code of a version, by its name."""

    def label_from_instance(self, obj: CodeEntry) -> str:
        return f"{obj.parent.name} / {obj.name}" if obj.parent else obj.name


class CodeForm(forms.Form):
    """A code's words in a draft."""

    name = forms.CharField(max_length=200)
    parent = EntryChoice(
        CodeEntry.objects.none(), required=False, label="Under", empty_label="Nothing: it stands at the top"
    )
    definition = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    use_when = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False, label="Use when")
    not_when = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False, label="Not when")
    example = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text="Say where it is from: a participant’s words go when they withdraw.",
    )
    example_from = forms.ModelChoiceField(Source.objects.none(), required=False, label="Example from")
    colour = forms.ChoiceField(choices=[(name, name) for name in COLOURS], initial="slate")
    kind = forms.ChoiceField(choices=CodeEntry.Kind, initial=CodeEntry.Kind.DESCRIPTIVE)
    codable = forms.BooleanField(required=False, initial=True, label="Passages are coded with it")
    reason = forms.CharField(required=False, label="Why", help_text="Kept with the version.")

    def __init__(
        self, version: FrameworkVersion, *args: Any, entry: CodeEntry | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        entries = version.entries.select_related("parent")
        if entry is not None:
            entries = entries.exclude(pk=entry.pk)
        fields: Any = self.fields
        fields["parent"].queryset = entries
        fields["example_from"].queryset = Source.objects.filter(study=version.framework.study_id)
        if version.number == 1:
            del self.fields["reason"]

    @classmethod
    def of(cls, entry: CodeEntry) -> CodeForm:
        """The form as the entry stands."""
        names = ("name", "definition", "use_when", "not_when", "example", "colour", "kind", "codable")
        initial = {name: getattr(entry, name) for name in names}
        return cls(
            entry.version,
            entry=entry,
            initial=initial | {"parent": entry.parent_id, "example_from": entry.example_from_id},
        )


class MergeForm(forms.Form):
    """One code becomes part of another."""

    into = EntryChoice(CodeEntry.objects.none(), empty_label="Choose a code")
    reason = forms.CharField(label="Why")

    def __init__(self, entry: CodeEntry, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = entry.version.entries.filter(codable=True).exclude(pk=entry.pk).select_related("parent")
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class SplitForm(forms.Form):
    """One code becomes several."""

    names = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), label="Becomes", help_text="One name a line, two at least."
    )
    reason = forms.CharField(label="Why")


class RetireForm(forms.Form):
    """A code is used no more."""

    reason = forms.CharField(
        label="Why", required=False, help_text="Needed where it was in an earlier version or was used."
    )


class PublishForm(forms.Form):
    """What a version is, said once and for good."""

    note = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Note",
        help_text="What it rests on, what changed and why. It stays with the version.",
    )


class NoteForm(forms.Form):
    """An entry of the journal."""

    kind = forms.ChoiceField(choices=Note.Kind, initial=Note.Kind.REFLEXIVE)
    body = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), label="Note")
    rests_on = forms.ModelMultipleChoiceField(
        Participant.objects.none(), required=False, label="It rests on the words of", widget=forms.SelectMultiple(attrs={"size": 4}),
        help_text="So that a withdrawal finds it.",
    )  # fmt: skip
    rests_on_no_one = forms.BooleanField(required=False, label="It rests on no one’s words")
    private = forms.BooleanField(required=False, label="Only I can read it")

    def __init__(self, study: Study, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rests_on"]
        field.queryset = (
            Participant.objects.filter(case__study=study).select_related("case").order_by("case__name")
        )
        field.label_from_instance = lambda participant: participant.case.name


class CorrectionForm(forms.Form):
    """A whole text, and why it is changed. `number` is that of the version that was read."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}), strip=False)
    reason = forms.CharField(
        max_length=300, label="Why", help_text="For example: heard again on the recording."
    )
    number = forms.IntegerField(widget=forms.HiddenInput)


class RedactionForm(forms.Form):
    words = forms.CharField(
        max_length=300, label="Words to take out", help_text="As they stand; every place is shown first."
    )
    reason = forms.CharField(max_length=300, label="Why", help_text="Do not repeat the words here.")


class NameForm(forms.Form):
    original = forms.CharField(max_length=120, label="The name as it stands")
    replacement = forms.CharField(
        max_length=120, label="What stands for it", help_text="For example [Anna], or a ward manager."
    )


class RoundForm(forms.Form):
    """A blind round."""

    name = forms.CharField(max_length=120)
    sources = forms.ModelMultipleChoiceField(
        Source.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one source."},
    )
    coders = forms.ModelMultipleChoiceField(
        Coder.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose two coders or more."},
    )

    def __init__(self, study: Study, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["sources"].queryset = (
            Source.objects.filter(study=study, texts__isnull=False).distinct().order_by("name")
        )
        fields["sources"].label_from_instance = lambda each: f"{each.name} {each.title}".strip()
        fields["coders"].queryset = Coder.objects.filter(study=study, person__isnull=False).order_by("name")
        fields["coders"].label_from_instance = lambda each: each.name


class CloseForm(forms.Form):
    reason = forms.CharField(max_length=300, label="Why it is closed before all have submitted")
