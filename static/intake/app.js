// The door on a phone. What is done is sealed at once and sent when there is a network; the phone reads none of it back.
"use strict";
(() => {
  const $ = (query, within = document) => within.querySelector(query);
  const $$ = (query, within = document) => [...within.querySelectorAll(query)];
  const root = $("#door");
  const LAST = 30;
  const ASKS = 5 * 60 * 1000;
  const DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;
  const SOON = 5000;
  let doors = []; // each that the passphrase opened: all of them send, one is shown
  let door = null;
  let retry = null;
  let away = false; // the last attempt met no network
  const refused = new Set(); // doors whose token the server no longer takes: only a press asks again

  const say = (name, n = "") => $(`#words [data-word="${name}"]`).textContent.replace("{n}", n);
  const digits = (text) => text.replace(DIGITS, (d) => String(d.charCodeAt(0) & 15));
  const trouble = (sentence) => {
    const note = $("#trouble");
    note.textContent = sentence;
    note.hidden = !sentence;
    if (sentence) note.focus();
  };
  const newest = (each) => each === doors.find((other) => other.parcel.meeting.ref === each.parcel.meeting.ref);
  // What is no longer true goes; a phone that must be signed in again says so until it is, or has the door anew.
  const calm = () => {
    const stands = doors.some((each) => refused.has(each) && newest(each)) ? say("signin") : "";
    if ($("#trouble").textContent !== stands) trouble(stands);
  };

  // ── what is shown ─────────────────────────────────────────────────────────
  const bar = async () => {
    const [n, held] = [await door.waiting(), door.state.held];
    $("#bar").hidden = false;
    $("#bar").classList.toggle("waits", n > 0);
    const offline = away || !navigator.onLine;
    $("[data-bar=offline]").hidden = !offline;
    $("[data-bar=sent]").hidden = n > 0 || offline;
    $("[data-bar=waits]").hidden = n === 0;
    $("[data-bar=waits] [data-count]").textContent = String(n);
    $("[data-bar=held]").hidden = held === 0;
    $("[data-held]").textContent = String(held);
  };
  const total = (state) => state.walked + Object.values(state.in).reduce((sum, each) => sum + each, 0);
  const show = () => {
    const { state } = door;
    $("[data-total]").textContent = String(total(state));
    $("[data-desk]").hidden = state.all === undefined;
    $("[data-all]").textContent = String(state.all);
    $("[data-written]").textContent = String(state.written);
    for (const button of $$("#tap button[name=sex]")) $("b", button).textContent = String(state.sex[button.value] || 0);
    const last = state.last[state.last.length - 1];
    $("#last").hidden = !last;
    if (last) {
      const what = last.deed === "count" ? say(`count-${last.what}`) : say(last.deed);
      $("#last .unseen").textContent = ` ${what}`;
      $("#last [role=status]").textContent = last.deed === "count" ? `+1 ${what}` : what;
    }
    for (const box of $$("#points input")) box.checked = box.value in state.ticks;
    bar();
  };

  // ── doing something: change what is known, seal, then send ────────────────
  const does = async (deed, told, change, what = "") => {
    calm();
    try {
      await door.write(deed, told, (state, id) => {
        change(state, id);
        if (deed !== "undo") state.last = [...state.last, { id, deed, what }].slice(-LAST);
        state.written += 1;
      });
    } catch {
      trouble(say("storage"));
      return false;
    }
    show();
    send();
    return true;
  };

  const send = async () => {
    clearTimeout(retry);
    let again = false;
    for (const each of doors.filter((one) => !refused.has(one))) {
      try {
        const answer = await each.send(root.dataset.sync);
        away = false;
        const all = answer.here.total;
        if (answer.held !== each.state.held || all !== each.state.all) {
          await each.write("", {}, (state) => { state.held = answer.held; state.all = all; });
        }
        if (answer.revoked || each.over) await ended(each, answer.revoked ? "revoked" : "over");
        else again ||= (await each.waiting()) > 0;
      } catch (problem) {
        away = problem instanceof TypeError; // no answer at all
        if (problem.status === 401) {
          refused.add(each);
          trouble(say("signin"));
        } else again = true;
      }
    }
    if (door) show();
    clearTimeout(retry);
    if (again) retry = setTimeout(send, SOON);
  };
  const ended = async (which, why) => {
    await which.forget();
    doors = doors.filter((each) => each !== which);
    if (door && which !== door) return;
    if (door || !doors.length) trouble(say(why));
    door = null;
    $("#open").hidden = $("#bar").hidden = $(".total").hidden = true;
    choose();
  };

  // ── counting ──────────────────────────────────────────────────────────────
  $("#tap").addEventListener("submit", (pressed) => {
    pressed.preventDefault();
    const sex = pressed.submitter && pressed.submitter.value;
    if (!sex) return;
    const told = { sex };
    for (const name of ["age", "disability", "side"]) told[name] = $(`#tap [name=${name}]:checked`).value;
    does("count", told, (state) => {
      state.sex[sex] = (state.sex[sex] || 0) + 1;
      state.walked += 1;
    }, sex);
  });

  $("#last button").addEventListener("click", () => {
    const last = door.state.last[door.state.last.length - 1];
    if (!last) return;
    does("undo", { of: last.id }, (state) => {
      state.last = state.last.filter((each) => each.id !== last.id);
      if (last.deed === "count") { state.sex[last.what] -= 1; state.walked -= 1; }
      if (last.deed === "arrive") delete state.in[last.what];
      if (last.deed === "tick") delete state.ticks[last.what];
    });
    $("#found").replaceChildren();
  });

  // ── answers ───────────────────────────────────────────────────────────────
  const card = (party, told, key) => {
    const row = $("#party").content.cloneNode(true).firstElementChild;
    const number = $("output", row);
    const came = $("[data-came] span", row);
    const most = Math.max(party.most || 20, party.n || 0);
    const set = (n) => {
      number.textContent = String(Math.min(most, Math.max(1, n)));
      came.textContent = say("came", number.textContent);
    };
    $("[data-name]", row).textContent = party.name || told.code || "";
    $("[data-name]", row).dir = party.name ? "auto" : "ltr";
    $("[data-size]", row).textContent = party.unknown
      ? say("unknown") : say("party", party.n) + (party.waits ? ` · ${say("waits")}` : "");
    set(party.n);
    const inside = door.state.in[key];
    if (inside) {
      $("[data-in]", row).hidden = false;
      $("[data-in] span", row).textContent = say("in", inside);
      $("form", row).hidden = true;
    }
    for (const step of $$("[data-step]", row)) {
      step.addEventListener("click", () => set(Number(number.textContent) + Number(step.dataset.step)));
    }
    $("form", row).addEventListener("submit", async (pressed) => {
      pressed.preventDefault();
      const n = Number(number.textContent);
      if (door.state.in[key]) return;
      if (await does("arrive", { ...told, n }, (state) => { state.in[key] = n; }, key)) row.replaceWith(card(party, told, key));
    });
    return row;
  };

  const find = async (typed) => {
    $("#found").replaceChildren();
    $("#found-none").hidden = $("#found-other").hidden = true;
    const square = /^chowk:([^:]+):(\d+)$/i.exec(typed);
    if (square && square[1] !== door.parcel.meeting.ref) { $("#found-other").hidden = false; return; }
    const code = square ? square[2] : digits(typed).replace(/[\s-]/g, "");
    if (/^\d{6,8}$/.test(code)) {
      const key = await door.hashed(code);
      const party = door.parcel.parties.find((each) => each.h === key) || { n: 1, name: "", unknown: true };
      const told = { code, ...(square ? { meeting: square[1] } : {}) };
      $("#found").append(card(party, told, key));
      return;
    }
    const part = typed.trim().toLocaleLowerCase();
    const named = part ? door.parcel.parties.filter((each) => each.name.toLocaleLowerCase().includes(part)).slice(0, 20) : [];
    $("#found").append(...named.map((each) => card(each, { party: each.h }, each.h)));
    $("#found-none").hidden = named.length > 0;
  };
  $("#find").addEventListener("submit", (pressed) => {
    pressed.preventDefault();
    find($("#code").value);
  });

  const camera = () => {
    if (!(navigator.mediaDevices && navigator.mediaDevices.getUserMedia)) return;
    const scanner = Door.scanner($("#camera video"), new URL(root.dataset.qr, location.href).href);
    const shut = () => { scanner.stop(); $("#camera").hidden = true; };
    $("#scan").hidden = false;
    $("#camera button").addEventListener("click", shut);
    document.addEventListener("visibilitychange", () => { if (document.hidden) shut(); });
    $("#scan").addEventListener("click", async () => {
      $("#camera").hidden = false;
      try {
        const seen = await scanner.read();
        if (seen !== null) { $("#code").value = ""; await find(seen); }
      } catch {
        trouble(say("nocamera"));
      }
      shut();
    });
  };

  // ── concerns, promises, the agenda ────────────────────────────────────────
  const code = () => Array.from(Door.random(48)).filter((b) => b < 250).slice(0, 16).map((b) => b % 10).join("");
  $("#raise").addEventListener("submit", async (pressed) => {
    pressed.preventDefault();
    const category = $("#raise [name=category]:checked");
    const field = $("#concern-words");
    if (!category) { trouble(say("choose")); return; }
    if (!field.value.trim()) { trouble(say("fill")); return; }
    const receipt = pressed.submitter && pressed.submitter.value === "slip" ? code() : "";
    const told = { category: category.value, words: field.value.trim(), language: document.documentElement.lang, receipt };
    if (!(await does("concern", told, () => {}))) return;
    pressed.target.reset();
    $("#receipt").hidden = !receipt;
    $("[data-code]").textContent = receipt.replace(/(.{4})(?=.)/g, "$1 ");
    if (receipt) $("#receipt").scrollIntoView();
  });

  $("#promised").addEventListener("submit", async (pressed) => {
    pressed.preventDefault();
    const [words, post, due] = ["words", "post", "due"].map((name) => $(`#promise-${name}`).value.trim());
    if (!words || !post || !due) { trouble(say("fill")); return; }
    const told = { words, post, due, language: document.documentElement.lang };
    if (await does("promise", told, () => {})) pressed.target.reset();
  });

  const point = (item) => {
    const [row, label, box, words] = ["li", "label", "input", "span"].map((each) => document.createElement(each));
    box.type = "checkbox";
    box.value = String(item.id);
    Object.assign(words, { textContent: item.words, lang: item.language, dir: item.dir });
    box.addEventListener("change", async () => {
      const tick = door.state.ticks[item.id];
      if (box.checked) await does("tick", { item: item.id }, (state, id) => { state.ticks[item.id] = id; }, String(item.id));
      else if (tick) {
        await does("undo", { of: tick }, (state) => {
          delete state.ticks[item.id];
          state.last = state.last.filter((each) => each.id !== tick);
        });
      }
      show(); // what another phone ticked stays ticked here
    });
    label.append(box, words);
    row.append(label);
    return row;
  };

  // ── opening ───────────────────────────────────────────────────────────────
  for (const button of $$("[data-tab]")) {
    button.addEventListener("click", () => {
      for (const each of $$("[data-tab]")) {
        each.setAttribute("aria-pressed", String(each === button));
        $(`#tab-${each.dataset.tab}`).hidden = each !== button;
      }
    });
  }
  const enter = () => {
    const { meeting, posts } = door.parcel;
    Object.assign($("#title"), { textContent: meeting.title, lang: meeting.language, dir: meeting.dir });
    $("#when span").textContent = meeting.when;
    $("#when bdi").textContent = meeting.hours;
    $("#back").href = root.dataset.meeting.replace("/-/", `/${meeting.ref}/`);
    $("#promise-due").min = meeting.day;
    $("#promise-post").replaceChildren(new Option("", ""), ...posts.map((each) => new Option(each.name, each.ref)));
    $("#points").replaceChildren(...meeting.agenda.map(point));
    $("#no-points").hidden = meeting.agenda.length > 0;
    $("#found").replaceChildren();
    $("#choose").hidden = true;
    $("#open").hidden = $(".total").hidden = false;
    show();
  };
  const choice = (each) => {
    const { meeting } = each.parcel;
    const row = $("#meeting").content.cloneNode(true).firstElementChild;
    Object.assign($("b", row), { textContent: meeting.title, lang: meeting.language, dir: meeting.dir });
    $("[data-when]", row).textContent = meeting.when;
    $("bdi", row).textContent = meeting.hours;
    $("button", row).addEventListener("click", () => { door = each; calm(); enter(); });
    return row;
  };
  // Of a meeting that was taken twice the newest is shown; the older one sends what it holds.
  const choose = () => {
    const shown = doors.filter(newest);
    $("#choose").hidden = shown.length === 0;
    $("#choose ul").replaceChildren(...shown.map(choice));
    return shown;
  };
  $("#unlock").addEventListener("submit", async (pressed) => {
    pressed.preventDefault();
    trouble("");
    const button = $("#unlock button");
    button.disabled = true;
    try {
      doors = await Door.open($("#passphrase").value, new URL(root.dataset.hpke, location.href).href);
    } finally {
      button.disabled = false;
    }
    $("#passphrase").value = "";
    if (!doors.length) { trouble(say("wrong")); return; }
    $("#unlock").hidden = true;
    camera();
    const shown = choose();
    if (shown.length === 1) { [door] = shown; enter(); }
    for (const each of [...doors]) if (each.over && !(await each.waiting())) await ended(each, "over"); // with or without a network
    send();
    setInterval(send, ASKS);
  });
  $("#send-now").addEventListener("click", () => { refused.clear(); trouble(""); send(); });
  $("#lock").addEventListener("click", () => location.reload());
  addEventListener("online", () => send());
  addEventListener("offline", () => { if (door) bar(); });

  (async () => {
    const any = Door.able() && (await Door.doors()).length > 0;
    $("#unlock").hidden = !any;
    $("#nothing").hidden = any;
    if (any) $("#passphrase").focus();
  })();
})();
