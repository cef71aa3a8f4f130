from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "alongside.reporting"
    label = "reporting"
    verbose_name = "Reports"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from alongside.coding import guards
        from alongside.reporting import files
        from alongside.study.models import Consent
        from alongside.study.withdrawal import touches

        touches(files.after_withdrawal)
        guards.redaction.append(files.after_redaction)
        post_save.connect(files.after_consent, sender=Consent, dispatch_uid="reports go with consent")
