from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "alongside.programme"
    label = "programme"
    verbose_name = "Programme"
