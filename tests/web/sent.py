"""What a browser sends of a page as it stands, without anything being written or pressed."""

import re
from html import unescape
from typing import Any


def hidden_of(text: str) -> dict[str, Any]:
    """Return the fields of the form of a page: what its boxes hold, and what is chosen."""
    sent: dict[str, Any] = {}
    form = text[text.index('class="asking"') :] if 'class="asking"' in text else text
    for tag in re.findall(r"<input\b[^>]*>", form):
        attributes = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        kind, name = attributes.get("type"), attributes.get("name", "")
        if not name or (kind in {"radio", "checkbox"} and " checked" not in tag):
            continue
        sent.setdefault(name, []).append(attributes.get("value", ""))
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', body)
        sent.setdefault(name, []).extend(chosen[:1] or [""])
    for name, body in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        sent.setdefault(name, []).append(unescape(body))
    return sent
