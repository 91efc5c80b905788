"""The documentation of the API in a browser: whole and alive under a policy that allows nothing inline."""

from playwright.sync_api import expect

from browser.conftest import Opens


def test_the_page_of_the_api_tells_every_route_and_breaks_no_policy(visitor: Opens) -> None:
    page = visitor()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    answer = page.goto("/api/v1/docs")
    assert answer is not None
    assert "unsafe" not in answer.headers["content-security-policy"]
    filed = page.locator("#operations-cases-file_a_case")
    expect(filed).to_be_visible(timeout=30_000)
    filed.get_by_role("button").first.click()
    expect(filed.get_by_text("Idempotency-Key").first).to_be_visible()
    assert told == []
