"""Signing in by an identification service in a browser: there, who one is, and back, where one was going."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from browser.conftest import Opens
from nenso.cli.demo.identification import MOTHER, PEOPLE, Service
from nenso.runtime.config import config
from support.births import in_force, mother
from support.identification import identification
from support.serving import free_port


def test_she_signs_in_by_the_identification_service_and_is_where_she_was_going(
    visitor: Opens, site: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force()
    mother()
    back = [f"{site}/dang-nhap/qua/vneid/ve"]
    service = Service(free_port(), "nenso", "bi-mat-cua-nenso-o-day", back, PEOPLE)
    with identification(service) as address:
        provider = {"id": "vneid", "name": "VNeID (bản dùng thử)", "server": address, "client_id": service.client}
        monkeypatch.setenv("NENSO_OIDC", json.dumps([provider | {"secret": service.secret}]))
        config.cache_clear()
        app = {"provider_id": "vneid", "name": "VNeID", "client_id": service.client, "secret": service.secret}
        app["settings"] = {"server_url": address, "oauth_pkce_enabled": True}  # type: ignore[assignment]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        places = {"form-action": ["'self'", *config().oidc_places]}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives | places}
        page = visitor(width=320)
        page.goto("/dang-nhap?next=/ho-so")
        page.get_by_role("button", name="Đăng nhập bằng VNeID (bản dùng thử)").click()
        expect(page.get_by_text("Đây không phải VNeID.")).to_be_visible()
        page.get_by_role("button", name=re.compile(MOTHER)).click()
        expect(page.get_by_role("heading", name="Hồ sơ của tôi")).to_be_visible()
        page.goto("/tai-khoan")
        expect(page.get_by_text(MOTHER).first).to_be_visible()
