from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "alongside.improvement"
    label = "improvement"
    verbose_name = "Improvement"
