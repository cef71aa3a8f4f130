"""The WSGI application that granian serves."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # every view, which the first request would read else
# what was loaded stays: the collector need not walk through all of it again in the middle of a request
gc.collect()
gc.freeze()
