// Keys for the ticks beside the rows of a list, only while one of them holds the focus: j and k go down and up, x sets or
// clears, a sets all or clears all, Enter opens the form for those that are set. All of it works without, by Tab and Space.
"use strict";
(function () {
  const list = document.querySelector("[data-rows]");
  if (!list) return;
  const ticks = () => Array.from(list.querySelectorAll("input[type=checkbox][name=row]"));
  list.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const all = ticks();
    const at = all.indexOf(document.activeElement);
    if (at < 0) return;
    if (event.key === "j" || event.key === "ArrowDown") all[Math.min(at + 1, all.length - 1)].focus();
    else if (event.key === "k" || event.key === "ArrowUp") all[Math.max(at - 1, 0)].focus();
    else if (event.key === "x") all[at].checked = !all[at].checked;
    else if (event.key === "a") {
      const rest = all.some((tick) => !tick.checked);
      for (const tick of all) tick.checked = rest;
    } else if (event.key === "Enter") all[at].form.requestSubmit();
    else return;
    event.preventDefault();
  });
})();
