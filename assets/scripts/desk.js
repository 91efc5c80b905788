// The desk: keys for what is done all day, and one act on many cases with its progress.
import { keys } from "./_desk_keys.js";
import { many } from "./_desk_many.js";

for (const element of document.querySelectorAll("[data-needs-script]")) {
  element.hidden = false;
}
keys();
many();
