from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "alongside.access"
    label = "access"
    verbose_name = "Scopes, roles and grants"
