from django.apps import AppConfig


class StudyConfig(AppConfig):
    name = "alongside.study"
    label = "study"
    verbose_name = "Study"
