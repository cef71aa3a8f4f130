"""The study's forms."""

from __future__ import annotations

from typing import Any

from django import forms

from alongside.access.roles import Permission, Role
from alongside.access.rules import scopes_with
from alongside.accounts.models import Person
from alongside.programme.models import Collaborative, Event, Team
from alongside.study.models import (
    Approach,
    Case,
    Consent,
    GuideVersion,
    Participant,
    Source,
    Study,
    Variable,
    Withdrawal,
)
from alongside.study.queries import events_of, teams_of

DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})  # the one form a browser's date field reads
PART = [(role.value, role.label) for role in (Role.RESEARCHER, Role.SECOND_CODER, Role.CRITICAL_FRIEND)]


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"])
        return list(given)


class StudyForm(forms.Form):
    """What a study says of itself."""

    name = forms.CharField(label="Name", max_length=200)
    questions = forms.CharField(label="Research questions", widget=forms.Textarea, required=False)
    ethics_reference = forms.CharField(label="Ethics reference", max_length=120, required=False)
    lawful_basis = forms.CharField(
        label="Lawful basis",
        max_length=120,
        required=False,
        help_text="On which personal data are processed, apart from consent to take part.",
    )
    controller = forms.CharField(label="Data controller", max_length=200, required=False)
    retention_until = forms.DateField(label="Material is kept until", widget=DATE, required=False)
    collaboratives = forms.ModelMultipleChoiceField(
        Collaborative.objects.none(),
        label="Collaboratives it studies",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Their events and teams can then be named in field notes. They see findings that are released to them, nothing else.",
    )

    def __init__(self, *args: Any, person: Person, study: Study | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = (
            Collaborative.objects.all()
            if person.is_administrator
            else Collaborative.objects.filter(scope__in=scopes_with(person, Permission.SEE_ALL_TEAMS))
        )
        if study is not None:
            choices = (
                choices | Collaborative.objects.filter(pk__in=study.collaboratives.values("pk"))
            ).distinct()
        self.fields["collaboratives"].queryset = choices  # type: ignore[attr-defined]
        if not choices.exists():
            del self.fields["collaboratives"]


class NewStudyForm(StudyForm):
    """A new study also needs a short name and its researcher."""

    slug = forms.CharField(
        label="Short name",
        max_length=50,
        help_text="Small letters, digits and hyphens; it stands in the address.",
    )
    researcher = forms.EmailField(
        label="The researcher's e-mail address", required=False, help_text="Leave it empty if it is you."
    )
    field_order = ["name", "slug", "researcher"]


class PersonForm(forms.Form):
    """Somebody who gets a part in the study."""

    email = forms.EmailField(label="E-mail address")
    name = forms.CharField(
        label="Name", max_length=200, required=False, help_text="Needed only if they are new here."
    )
    role = forms.ChoiceField(label="Part", choices=PART)


class SourceForm(forms.Form):
    """A source of one kind: the fields that this kind has."""

    name = forms.CharField(
        label="Name",
        max_length=120,
        required=False,
        help_text="Such as P07 or FN 12; the next free one if left empty.",
    )
    title = forms.CharField(label="Title", max_length=200, required=False)
    on = forms.DateField(label="Date", widget=DATE, required=False)
    minutes = forms.IntegerField(label="Minutes", min_value=0, max_value=100_000, required=False)
    hours = forms.FloatField(label="Hours observed", min_value=0, max_value=10_000, required=False)
    place = forms.CharField(label="Place", max_length=200, required=False)
    present = forms.CharField(
        label="Who was there", max_length=300, required=False, help_text="Roles, never names."
    )
    capacity = forms.ChoiceField(
        label="You were there", choices=[("", "not said"), *Source.Capacity.choices], required=False
    )
    cases = forms.ModelMultipleChoiceField(
        Case.objects.none(), label="Cases it belongs to", widget=forms.CheckboxSelectMultiple, required=False
    )
    event = forms.ModelChoiceField(Event.objects.none(), label="Event of the programme", required=False)
    team = forms.ModelChoiceField(Team.objects.none(), label="Team", required=False)
    guide_version = forms.ModelChoiceField(GuideVersion.objects.none(), label="Guide used", required=False)
    text = forms.CharField(label="Text", widget=forms.Textarea, required=False, strip=False)
    file = forms.FileField(label="Or a file", required=False, help_text="Text or Word (.txt, .docx).")
    identified = forms.TypedChoiceField(
        label="Does the text name anybody?",
        choices=[
            ("yes", "Yes, or I have not looked: keep it in the vault until it is pseudonymised"),
            ("no", "No: it can be coded at once"),
        ],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        initial="yes",
    )
    reflection = forms.CharField(
        label="Reflection",
        widget=forms.Textarea,
        required=False,
        help_text="What you thought and felt, kept apart from what you observed.",
    )

    NOT_FOR = {
        Source.Kind.INTERVIEW.value: {"hours", "present", "capacity", "event", "team", "reflection"},
        Source.Kind.FOCUS_GROUP.value: {"hours", "capacity", "event", "team", "reflection"},
        Source.Kind.FIELD_NOTE.value: {"minutes", "guide_version"},
        Source.Kind.DOCUMENT.value: {
            "minutes",
            "hours",
            "place",
            "present",
            "capacity",
            "guide_version",
            "reflection",
        },
    }
    WITH_TEXT = ("name", "text", "file", "identified")

    def __init__(self, *args: Any, study: Study, kind: str, with_text: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.NOT_FOR[kind]:
            del self.fields[name]
        for name in () if with_text else self.WITH_TEXT:
            del self.fields[name]
        fields: dict[str, Any] = self.fields
        choices = {
            "cases": study.cases.all(),
            "event": events_of(study),
            "team": teams_of(study),
            "guide_version": GuideVersion.objects.filter(guide__study=study)
            .select_related("guide")
            .order_by("guide__name", "-number"),
        }
        for name, queryset in choices.items():
            if name in fields:
                fields[name].queryset = queryset
                if not queryset.exists():
                    del fields[name]
        if "guide_version" in fields:
            fields["guide_version"].label_from_instance = lambda version: (
                f"{version.guide.name}, version {version.number}"
            )
        if "event" in fields:
            fields["event"].label_from_instance = lambda event: (
                f"{event.starts_at:%d %b %Y} {event.get_kind_display()}"
            )
        if kind == Source.Kind.FIELD_NOTE and "text" in fields:
            fields["text"].label = "Observation"
            fields["text"].help_text = "What was seen and heard, in turns if you noted who spoke."


class TableForm(forms.Form):
    """The first step of an import: the table of participants, if there is one."""

    attributes = forms.FileField(
        label="Table of participants (CSV)",
        help_text="One row a person: the file's name, and what is known of them.",
    )


class ImportForm(forms.Form):
    """The files, and what to do with their texts."""

    transcripts = FilesField(label="Transcripts", help_text="Text or Word (.txt, .docx); several at once.")
    kind = forms.ChoiceField(label="They are", choices=Source.Kind.choices, initial=Source.Kind.INTERVIEW)
    encoding = forms.CharField(
        label="Encoding",
        max_length=20,
        required=False,
        help_text="Only if letters come out wrong, such as cp1252 or utf-16.",
    )


class PlainImportForm(ImportForm):
    """Files without a table."""

    identified = forms.TypedChoiceField(
        label="Do the texts name anybody?",
        choices=[
            ("yes", "Yes, or I have not looked: keep them in the vault until each is pseudonymised"),
            ("no", "No: they can be coded at once"),
        ],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        initial="yes",
    )


class ColumnsForm(ImportForm):
    """Files with a table: what each of its columns is."""

    table = forms.CharField(widget=forms.HiddenInput)
    key = forms.ChoiceField(label="Column with the files' names")
    identity = forms.MultipleChoiceField(
        label="Columns that tell who somebody is",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="They go to the vault, and their words are replaced by the participant's pseudonym in every text.",
    )
    skip = forms.MultipleChoiceField(
        label="Columns to leave out", required=False, widget=forms.CheckboxSelectMultiple
    )
    confirmed = forms.BooleanField(
        label="Apart from these columns, the texts name nobody",
        required=False,
        help_text="You confirm it for the whole batch, under your name. Without it, a text in which nothing was replaced waits.",
    )
    field_order = ["table", "key", "identity", "skip", "transcripts", "kind", "encoding", "confirmed"]

    def __init__(self, *args: Any, columns: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("key", "identity", "skip"):
            self.fields[name].choices = [(column, column) for column in columns]  # type: ignore[attr-defined]


class ParticipantForm(forms.Form):
    """Somebody who takes part."""

    name = forms.CharField(label="Pseudonym", max_length=120, help_text="Such as P07.")
    role_group = forms.CharField(
        label="Role",
        max_length=80,
        required=False,
        help_text="Coarse enough to be shared by others: senior nurse.",
    )
    site_group = forms.CharField(
        label="Kind of site", max_length=80, required=False, help_text="Partner trust, programme team."
    )
    site_name = forms.CharField(
        label="Site", max_length=120, required=False, help_text="As it is called in the study: Trust B."
    )
    real_name = forms.CharField(label="Name", max_length=200, required=False, help_text="Goes to the vault.")
    contact = forms.CharField(label="Contact", max_length=300, required=False, help_text="Goes to the vault.")


class LabelsForm(forms.Form):
    """The coarse labels by which a participant is attributed."""

    role_group = ParticipantForm.base_fields["role_group"]
    site_group = ParticipantForm.base_fields["site_group"]
    site_name = ParticipantForm.base_fields["site_name"]


class CaseForm(forms.Form):
    """A case that is no participant: a site, a team."""

    name = forms.CharField(label="Name", max_length=120)
    kind = forms.ChoiceField(label="Kind", choices=Case.Kind.choices, initial=Case.Kind.SITE)
    part_of = forms.ModelChoiceField(Case.objects.none(), label="Part of", required=False)
    team = forms.ModelChoiceField(Team.objects.none(), label="Team of the collaborative", required=False)
    is_host = forms.BooleanField(label="This is the host's own team", required=False)

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["part_of"].queryset = study.cases.all()
        fields["team"].queryset = teams_of(study)
        for name in ("part_of", "team"):
            if not fields[name].queryset.exists():
                del fields[name]


class ConsentForm(forms.Form):
    """What a participant said on a day, purpose by purpose."""

    on = forms.DateField(label="Said on", widget=DATE)
    form = forms.CharField(
        label="Form and how", max_length=80, required=False, help_text="Such as v2, on paper."
    )

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for purpose, words in Consent.Purpose.choices:
            self.fields[purpose] = forms.ChoiceField(
                label=words,
                choices=[("", "nothing new"), ("yes", "yes"), ("no", "no")],
                required=False,
                widget=forms.RadioSelect,
            )
        self.fields["source"] = forms.ModelChoiceField(sources, label="About one source only", required=False)


class ValueForm(forms.Form):
    """One attribute of a case."""

    variable = forms.ModelChoiceField(Variable.objects.none(), label="Attribute", required=False)
    new_variable = forms.CharField(label="Or a new one", max_length=120, required=False)
    value = forms.CharField(label="Value", max_length=500, required=False)

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["variable"].queryset = study.variables.all()  # type: ignore[attr-defined]


class ApproachForm(forms.Form):
    """How somebody was asked, and what they answered."""

    route = forms.CharField(
        label="How they were found", max_length=40, initial="purposive", help_text="Purposive, snowball, …"
    )
    referred_by = forms.ModelChoiceField(Participant.objects.none(), label="Named by", required=False)
    invited_on = forms.DateField(label="Invited on", widget=DATE, required=False)
    outcome = forms.ChoiceField(label="Outcome", choices=Approach.Outcome.choices)

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["referred_by"]
        field.queryset = (
            Participant.objects.filter(case__study=study).select_related("case").order_by("case__name")
        )
        field.label_from_instance = lambda participant: participant.case.name


class RegisterForm(forms.Form):
    """A line of the pseudonym register."""

    original = forms.CharField(label="Name", max_length=200)
    replacement = forms.CharField(
        label="What stands for it", max_length=120, help_text="In brackets: [Anna], [a ward manager]."
    )


class ReplacementsForm(forms.Form):
    """Names of one text and what stands for them."""

    replacements = forms.CharField(
        label="Replace",
        widget=forms.Textarea,
        required=False,
        help_text="One a line: the name, = and what stands for it. The register is put in place too.",
    )
    keep = forms.BooleanField(label="Add these lines to the register", required=False, initial=True)

    def clean_replacements(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for number, line in enumerate(self.cleaned_data["replacements"].splitlines(), start=1):
            if not line.strip():
                continue
            name, equals, new = line.partition("=")
            if not equals or not name.strip() or not new.strip():
                raise forms.ValidationError(f"Line {number} is not name = what stands for it.")
            found[name.strip()] = new.strip()
        return found


class GuideForm(forms.Form):
    """A version of a guide."""

    name = forms.CharField(label="Guide", max_length=120, initial="Interview guide")
    since = forms.DateField(label="Used from", widget=DATE)
    questions = forms.CharField(label="Questions", widget=forms.Textarea, help_text="One a line.")
    note = forms.CharField(label="What changed, and why", widget=forms.Textarea, required=False)


class WithdrawalForm(forms.Form):
    """How far a participant withdraws."""

    extent = forms.ChoiceField(label="How far", choices=Withdrawal.Extent.choices, widget=forms.RadioSelect)


class RewriteForm(forms.Form):
    """A reflection written anew after a withdrawal."""

    reflection = forms.CharField(
        label="Reflection, without what was withdrawn", widget=forms.Textarea, required=False
    )
