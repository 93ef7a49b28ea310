// Gives a form that everybody shares an operation id, kept in this tab for each meeting: the same press sent twice, or
// sent again after going back, counts once. "Another party?" forgets it. Where the tab keeps nothing, ids are new.
"use strict";
const tab = {
  get: (key) => { try { return sessionStorage.getItem(key); } catch { return null; } },
  set: (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* kept nowhere */ } },
  drop: (key) => { try { sessionStorage.removeItem(key); } catch { /* kept nowhere */ } },
};
const made = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
for (const form of document.querySelectorAll("form[data-once]")) {
  const id = form.elements.namedItem("operation_id");
  const button = form.querySelector("button");
  const key = `once:${form.getAttribute("action")}`;
  const fresh = () => {
    if (form.dataset.once === "shared") id.value = tab.get(key) || made();
    button.removeAttribute("aria-disabled");
  };
  fresh();
  addEventListener("pageshow", fresh);
  form.addEventListener("submit", (sent) => {
    if (button.getAttribute("aria-disabled")) sent.preventDefault();
    button.setAttribute("aria-disabled", "true");
    tab.set(key, id.value);
  });
}
for (const link of document.querySelectorAll("a[data-another]")) {
  link.addEventListener("click", () => tab.drop(`once:${link.dataset.another}`));
}
