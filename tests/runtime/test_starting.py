"""What the web server loads before it answers: nothing that only some requests need and that takes long."""

import os
import subprocess
import sys

HEAVY = ("aiohttp", "asn1crypto", "duckdb", "markdown_it", "numpy", "polars", "pyhanko", "segno", "sqlglot", "typst")
LOADED = """
import django, sys
django.setup()
from django.urls import get_resolver
from nenso.runtime import web, wsgi
get_resolver().url_patterns
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_the_web_server_starts_without_what_only_some_requests_need():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "nenso.runtime.settings"}
    done = subprocess.run([sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"django", "ninja", "nenso"} <= loaded
    assert loaded.isdisjoint(HEAVY)
