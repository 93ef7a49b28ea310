// "Leave now": the page that is left does not stay behind the back button. Without script the link does the rest.
"use strict";
for (const way of document.querySelectorAll("[data-leave]")) {
  way.addEventListener("click", (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    window.location.replace(way.href);
  });
}
