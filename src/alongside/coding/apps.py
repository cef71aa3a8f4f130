from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "alongside.coding"
    label = "coding"
    verbose_name = "Coding"

    def ready(self) -> None:
        from alongside.coding.withdrawal import withdraw
        from alongside.study.withdrawal import touches

        touches(withdraw)
