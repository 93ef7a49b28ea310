// Takes a meeting's door along: asks for it, locks it with the passphrase, keeps the app, opens it.
"use strict";
(() => {
  const form = document.getElementById("take");
  const said = (name) => document.querySelector(`#take-words [data-word=${name}]`).textContent;
  if (!Door.able()) { document.getElementById("unable").hidden = false; return; }
  form.hidden = false;

  const fail = (sentence) => {
    const note = document.getElementById("failed");
    note.querySelector("p").textContent = sentence;
    note.hidden = false;
    note.focus();
  };
  const busy = (now) => {
    form.querySelector("button").disabled = now;
    document.getElementById("doing").hidden = !now;
  };

  const asked = async () => {
    const reply = await fetch(form.action, {
      method: "POST", headers: { Accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
    });
    const answer = await reply.json();
    if (!reply.ok) throw new Error((answer.wrong || [said("network")])[0]);
    return answer;
  };

  form.addEventListener("submit", async (pressed) => {
    pressed.preventDefault();
    const [passphrase, again] = ["passphrase", "again"].map((id) => document.getElementById(id).value);
    if (passphrase.trim().length < 10) return fail(said("short"));
    if (passphrase !== again) return fail(said("differ"));
    busy(true);
    try {
      await navigator.serviceWorker.register(form.dataset.worker, { scope: "/door/" });
      await navigator.serviceWorker.ready;
      if (navigator.storage && navigator.storage.persist) await navigator.storage.persist();
      await Door.take(await asked(), passphrase);
      location.assign(`${form.dataset.app}?lang=${document.documentElement.lang}`);
    } catch (problem) {
      busy(false);
      fail(problem instanceof TypeError ? said("network") : problem.message);
    }
    return null;
  });

  // A passphrase that is forgotten loses nothing: what waits is sealed, and who is signed in may hand it over.
  const handed = document.getElementById("hand-over");
  const count = async () => {
    const rows = await Door.queue();
    handed.hidden = rows.length === 0;
    handed.querySelector("[data-count]").textContent = String(rows.length);
    return rows;
  };
  handed.querySelector("form").addEventListener("submit", async (pressed) => {
    pressed.preventDefault();
    try {
      for (let rows = await count(); rows.length; rows = await count()) {
        const batch = rows.filter((each) => each.lease === rows[0].lease).slice(0, 20);
        const { off } = (await Door.doors()).find((each) => each.lease === batch[0].lease) || {};
        const now = Number.isFinite(off) ? new Date(Date.now() + off).toISOString() : "";
        const reply = await fetch(`/door/phones/${batch[0].lease}/hand-over`, {
          method: "POST",
          headers: {
            "Content-Type": "application/json", Accept: "application/json",
            "X-CSRF-Token": form.querySelector("[name=csrf_token]").value,
          },
          body: JSON.stringify({ now, entries: batch.map((each) => ({ id: each.id, sealed: Door.packed(each.sealed) })) }),
        });
        if (!reply.ok) throw new Error(said("network"));
        const answered = new Set((await reply.json()).answers.map((each) => each.id));
        await Door.sent(batch.filter((each) => answered.has(each.id)).map((each) => each.place));
      }
      location.reload();
    } catch (problem) {
      fail(problem instanceof TypeError ? said("network") : problem.message);
    }
  });
  count();
})();
