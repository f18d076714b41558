"""The WSGI entry point that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "p2wkss.settings")

application = get_wsgi_application()

# What the site is made of stays for good. The collector need not look at it again in the middle of a request, which
# takes longer than the request itself where a page reads thousands of rows (docs/performance.md).
gc.freeze()
