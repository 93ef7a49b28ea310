// Counts each tap at once and sends the taps one after another; without signal they wait on this page.
"use strict";
(() => {
  const waits = [];
  let sending = false;

  const id = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

  const tell = (offline) => {
    const note = document.getElementById("waits");
    note.hidden = !offline || waits.length === 0;
    note.querySelector("[data-count]").textContent = String(waits.length);
  };

  // Show the door as the server answered it; choices about the next person come back chosen.
  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const part of ["#door", ".doorhead .total"]) {
      const [there, here] = [fresh.querySelector(part), document.querySelector(part)];
      if (there && here) here.replaceWith(there);
    }
    const sheet = fresh.body.lastElementChild;
    if (sheet && sheet.matches("svg[hidden]")) document.body.lastElementChild.replaceWith(sheet);
  };

  const send = async () => {
    if (sending) return;
    sending = true;
    while (waits.length) {
      try {
        const answer = await fetch(waits[0].to, { method: "POST", body: waits[0].body });
        if (!answer.redirected && answer.status >= 500) throw new Error("later");
        waits.shift();
        const html = await answer.text();
        const known = answer.ok || answer.status === 422 || answer.status === 409;
        if (!known || !new URL(answer.url).pathname.endsWith("/door")) { location.reload(); return; }
        if (!waits.length) show(html);
      } catch {
        tell(true);
        await new Promise((again) => setTimeout(again, 3000));
      }
    }
    tell(false);
    sending = false;
  };

  document.addEventListener("submit", (sent) => {
    const form = sent.target;
    if (!form.matches("[data-tally]") || !sent.submitter) return;
    sent.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    body.set(sent.submitter.name, sent.submitter.value);
    body.set("operation_id", id());
    waits.push({ to: form.action, body });
    for (const count of [sent.submitter.querySelector("b"), document.querySelector(".doorhead .total b")]) {
      count.textContent = String(Number(count.textContent) + 1);
    }
    if (!document.getElementById("waits").hidden) tell(true);
    send();
  });

  addEventListener("beforeunload", (leaving) => { if (waits.length) leaving.preventDefault(); });
})();
