"""The study's router on an interface of its own, so that its tests need no other app's routes."""

from django.urls import path
from ninja import NinjaAPI

from alongside.api.auth import PersonalToken
from alongside.api.errors import handle
from alongside.study.api import router

api = NinjaAPI(title="Study", version="test", auth=PersonalToken(), urls_namespace="study-test")
handle(api)
api.add_router("", router)
urlpatterns = [path("api/test/", api.urls)]
