// Gives a form that everybody shares an operation id, so that the same press sent twice counts once.
"use strict";
for (const form of document.querySelectorAll("form[data-once]")) {
  const id = form.elements.namedItem("operation_id");
  const button = form.querySelector("button");
  const fresh = () => {
    if (form.dataset.once === "shared") {
      id.value = Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
    }
    button.removeAttribute("aria-disabled");
  };
  fresh();
  addEventListener("pageshow", fresh);
  form.addEventListener("submit", (sent) => {
    if (button.getAttribute("aria-disabled")) sent.preventDefault();
    button.setAttribute("aria-disabled", "true");
  });
}
