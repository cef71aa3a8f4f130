"""Every address of the product, by app."""

from django.urls import include, path

from alongside.api.routes import api

urlpatterns = [
    path("", include("alongside.web.urls")),
    path("c/", include("alongside.programme.urls")),
    path("c/", include("alongside.improvement.urls")),
    path("", include("alongside.improvement.urls_reminders")),
    path("s/", include("alongside.study.urls")),
    path("s/", include("alongside.coding.urls")),
    path("", include("alongside.findings.urls")),
    path("", include("alongside.reporting.urls")),
    path("api/v1/", api.urls),
]

handler403 = "alongside.web.errors.forbidden"
handler404 = "alongside.web.errors.not_found"
handler500 = "alongside.web.errors.server_error"
