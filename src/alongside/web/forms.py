"""Forms about accounts."""

from django import forms

from alongside.accounts.actions import TOKEN_DAYS


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="Choose a password",
        help_text="Twelve characters or more; a sentence is easiest to remember.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class TokenForm(forms.Form):
    name = forms.CharField(label="What the token is for", max_length=100)
    days = forms.IntegerField(label="Days it works", initial=TOKEN_DAYS, min_value=1, max_value=366)


class NewPersonForm(forms.Form):
    name = forms.CharField(max_length=200)
    email = forms.EmailField(
        label="E-mail address", required=False, help_text="Without one they cannot sign in."
    )
    is_administrator = forms.BooleanField(label="Administrator", required=False)
