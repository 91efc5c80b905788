// What every page runs: marks that scripts work, and brings GOV.UK Frontend's components to life.
import { Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, SkipLink, Tabs } from "govuk-frontend";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

const components = { "govuk-button": Button, "govuk-character-count": CharacterCount, "govuk-checkboxes": Checkboxes, "govuk-error-summary": ErrorSummary, "govuk-notification-banner": NotificationBanner, "govuk-password-input": PasswordInput, "govuk-radios": Radios, "govuk-skip-link": SkipLink, "govuk-tabs": Tabs };

/** Brings the components inside `root` to life; call it again for what was swapped in. */
export function bringToLife(root = document) {
  for (const [name, Component] of Object.entries(components)) {
    for (const element of root.querySelectorAll(`[data-module="${name}"]:not([data-${name}-init])`)) {
      new Component(element);
    }
  }
}

bringToLife();
document.addEventListener("htmx:afterSwap", (event) => bringToLife(event.target));

// Whoever uses this window next finds nothing of what was written in it.
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action")?.endsWith("/dang-xuat")) sessionStorage.clear();
});
