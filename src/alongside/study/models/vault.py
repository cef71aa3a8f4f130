"""What tells who somebody is: kept encrypted, apart from all that is analysed."""

from __future__ import annotations

from django.db import models

from alongside.core.privacy import DIRECT, INDIRECT, NONE, Content, Manifest
from alongside.study.models.participants import Participant
from alongside.study.models.sources import Source
from alongside.study.models.studies import Study


class Identity(models.Model):
    """Who a participant is: encrypted JSON of name and whatever columns went to the vault."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="identity")
    sealed = models.BinaryField()
    privacy = Manifest(sealed=DIRECT)

    class Meta:
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return f"identity {self.pk}"


class IdentifiedText(models.Model):
    """The text as it came, encrypted: never indexed, coded, exported or queued."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="identified")
    sealed = models.BinaryField()
    encoding = models.CharField(max_length=20, blank=True)
    privacy = Manifest(sealed=Content("source__cases__participant"), encoding=NONE)

    def __str__(self) -> str:
        return f"identified text {self.pk}"


class Pseudonym(models.Model):
    """One line of the study's pseudonym register: an original (encrypted) and what replaces it everywhere."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="pseudonyms")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="pseudonyms"
    )
    sealed = models.BinaryField()
    replacement = models.CharField(max_length=120)
    privacy = Manifest(sealed=DIRECT, replacement=INDIRECT)

    def __str__(self) -> str:
        return f"pseudonym {self.pk}"
