from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "alongside.findings"
    label = "findings"
    verbose_name = "Findings"

    def ready(self) -> None:
        from alongside.coding import guards, stages
        from alongside.findings import evidence, withdrawal
        from alongside.findings.stage import interpreting
        from alongside.study.withdrawal import touches

        guards.removal.append(evidence.why_kept)
        guards.absorption.append(evidence.follow)
        guards.redaction.append(evidence.cover)
        touches(withdrawal.touch)
        stages.interpreting.append(interpreting)
