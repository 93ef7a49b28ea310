// What a phone keeps of a door: locked with the officer's passphrase; what is written down is sealed at once to the force.
"use strict";
globalThis.Door = (() => {
  const ROUNDS = 600000; // PBKDF2-SHA256, OWASP 2023
  const PAD = 512; // so that a tap and a concern look alike
  const BATCH = 20;
  const WAITS = 60000; // for an answer, in ms, and one more for each byte: a network that keeps silent is none
  const utf8 = new TextEncoder();
  const words = new TextDecoder();

  const packed = (bytes) => btoa(Array.from(new Uint8Array(bytes), (b) => String.fromCharCode(b)).join(""));
  const unpacked = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");
  const random = (n) => crypto.getRandomValues(new Uint8Array(n));

  // ── the database ──────────────────────────────────────────────────────────
  const done = (request) => new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });
  const finished = (work) => new Promise((yes, no) => {
    work.oncomplete = yes;
    work.onabort = work.onerror = () => no(work.error);
  });
  let opening;
  const database = () => (opening ||= new Promise((yes, no) => {
    const asked = indexedDB.open("chowk-door", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("doors", { keyPath: "lease" });
      asked.result.createObjectStore("queue", { keyPath: "place", autoIncrement: true });
    };
    asked.onsuccess = () => yes(asked.result);
    asked.onerror = () => no(asked.error);
  }));
  const work = async (stores, mode) => (await database()).transaction(stores, mode, { durability: "strict" });
  const doors = async () => done((await work(["doors"], "readonly")).objectStore("doors").getAll());
  const queue = async () => done((await work(["queue"], "readonly")).objectStore("queue").getAll());
  const forget = async (lease) => {
    const change = await work(["doors"], "readwrite");
    change.objectStore("doors").delete(lease);
    await finished(change);
  };
  const sent = async (places) => {
    const change = await work(["queue"], "readwrite");
    for (const place of places) change.objectStore("queue").delete(place);
    await finished(change);
  };

  // ── the server ────────────────────────────────────────────────────────────
  const asked = async (address, question) => {
    const patience = new AbortController();
    const body = JSON.stringify(question);
    const over = setTimeout(() => patience.abort(), WAITS + body.length);
    try {
      const reply = await fetch(address, {
        method: "POST", credentials: "omit", headers: { "Content-Type": "application/json", Accept: "application/json" },
        body, signal: patience.signal,
      });
      if (!reply.ok) throw Object.assign(new Error(String(reply.status)), { status: reply.status });
      return await reply.json();
    } catch (problem) {
      throw patience.signal.aborted ? new TypeError("no answer in time") : problem;
    } finally {
      clearTimeout(over);
    }
  };

  // ── the passphrase ────────────────────────────────────────────────────────
  const keyOf = async (passphrase, salt) => {
    const typed = utf8.encode(passphrase.normalize("NFKC").trim().replace(/\s+/g, " "));
    const base = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
    return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  };
  const locked = async (key, name, value) => {
    const iv = random(12);
    const how = { name: "AES-GCM", iv, additionalData: utf8.encode(name) };
    return { iv, bytes: await crypto.subtle.encrypt(how, key, utf8.encode(JSON.stringify(value))) };
  };
  const unlocked = async (key, name, box) => {
    const how = { name: "AES-GCM", iv: box.iv, additionalData: utf8.encode(name) };
    return JSON.parse(words.decode(await crypto.subtle.decrypt(how, key, box.bytes)));
  };

  // ── sealing to the force: HPKE, RFC 9180 ──────────────────────────────────
  const sealer = async (parcel, library) => {
    const hpke = await import(library);
    const suite = new hpke.CipherSuite(
      hpke.KEM_DHKEM_P256_HKDF_SHA256, hpke.KDF_HKDF_SHA256, hpke.AEAD_AES_128_GCM);
    const to = await suite.DeserializePublicKey(unpacked(parcel.seals.point));
    const id = unpacked(parcel.seals.id);
    return async (name, told) => {
      const text = utf8.encode(JSON.stringify(told));
      const padded = new Uint8Array(Math.ceil(text.length / PAD) * PAD).fill(32);
      padded.set(text);
      const info = utf8.encode(`chowk door 1\n${parcel.lease}\n${name}`);
      const { encapsulatedSecret, ciphertext } = await suite.Seal(to, padded, { info });
      const whole = new Uint8Array(id.length + encapsulatedSecret.byteLength + ciphertext.byteLength);
      whole.set(id);
      whole.set(new Uint8Array(encapsulatedSecret), id.length);
      whole.set(new Uint8Array(ciphertext), id.length + encapsulatedSecret.byteLength);
      return whole;
    };
  };

  const take = async (parcel, passphrase) => {
    const salt = random(16);
    const key = await keyOf(passphrase, salt);
    const state = {
      off: Date.parse(parcel.now) - Date.now(), sex: {}, walked: 0, in: {}, ticks: {}, last: [], written: 0, held: 0, all: parcel.here.total,
    };
    for (const party of parcel.parties) if (party.in) state.in[party.h] = party.in;
    for (const item of parcel.meeting.agenda) if (item.ticked) state.ticks[item.id] = "";
    const row = { lease: parcel.lease, salt, taken: Date.now(), off: state.off }; // `off` is no secret: who hands over needs it
    row.parcel = await locked(key, "parcel", parcel);
    row.state = await locked(key, "state", state);
    const kept = await work(["doors"], "readwrite");
    kept.objectStore("doors").put(row);
    await finished(kept);
  };

  // Open each door that this passphrase opens, the newest first.
  const open = async (passphrase, library) => {
    const rows = (await doors()).sort((a, b) => b.taken - a.taken);
    const found = [];
    for (const row of rows) {
      const key = await keyOf(passphrase, row.salt);
      try {
        found.push(await session(key, row, await unlocked(key, "parcel", row.parcel), library));
      } catch (problem) {
        if (problem.name !== "OperationError") throw problem; // a wrong key is one
      }
    }
    return found;
  };

  const session = async (key, first, parcel, library) => {
    const seal = await sealer(parcel, library);
    const hashKey = await crypto.subtle.importKey(
      "raw", unpacked(parcel.hashes), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const hashed = async (code) => hex(await crypto.subtle.sign("HMAC", hashKey, utf8.encode(code))).slice(0, 32);
    // Of a meeting of several days each day is counted anew.
    const today = () => new Date(Date.now() + state.off).toISOString().slice(0, 10);
    const rolled = (known) => {
      if (parcel.meeting.several && known.day !== today()) {
        if (known.day) Object.assign(known, { sex: {}, walked: 0, in: {}, last: [] });
        known.day = today();
      }
      return known;
    };
    let state = await unlocked(key, "state", first.state);
    state = rolled(state);
    let sending = null;
    const own = async () => (await queue()).filter((each) => each.lease === parcel.lease);

    const alone = (name, does) => (navigator.locks ? navigator.locks.request(`chowk ${name}`, does) : does());
    let line = Promise.resolve();
    const next = (does) => (line = line.then(() => alone("door", does), () => alone("door", does)));

    // Change what the phone knows and, where something was done, add it sealed to what is to be sent: both or neither.
    const write = (deed, told, change) => next(async () => {
      const row = await done((await work(["doors"], "readonly")).objectStore("doors").get(parcel.lease));
      const fresh = rolled(row ? await unlocked(key, "state", row.state) : state);
      const id = hex(random(12));
      change(fresh, id);
      const at = new Date(Date.now() + fresh.off).toISOString();
      const sealed = deed ? await seal(id, { deed, at, ...told }) : null;
      const state_ = await locked(key, "state", fresh);
      const both = await work(["doors", "queue"], "readwrite");
      if (row) both.objectStore("doors").put({ ...row, off: fresh.off, state: state_ });
      if (sealed) both.objectStore("queue").add({ id, lease: parcel.lease, sealed });
      await finished(both);
      state = fresh;
      return id;
    });

    // Send what waits, the oldest first; each entry is forgotten once it was answered, never before. Where nothing
    // waits it asks all the same: a lost phone learns so that it was revoked.
    const send = async (address) => {
      for (let answer = null; ; ) {
        const batch = (await own()).slice(0, BATCH);
        if (!batch.length && answer) return answer;
        answer = await asked(address, {
          token: parcel.token, now: new Date(Date.now() + state.off).toISOString(),
          entries: batch.map((each) => ({ id: each.id, sealed: packed(each.sealed) })),
        });
        const answered = new Set(answer.answers.map((each) => each.id));
        await sent(batch.filter((each) => answered.has(each.id)).map((each) => each.place));
        if (batch.length && answered.size === 0) throw new Error("no answers");
      }
    };

    return {
      parcel, hashed, write, waiting: async () => (await own()).length,
      get state() { return state; },
      get over() { return Date.now() + state.off > Date.parse(parcel.expires); },
      send: (address) => (sending ||= alone("sync", () => send(address)).finally(() => { sending = null; })),
      forget: () => forget(parcel.lease),
    };
  };

  return { doors, queue, sent, take, open, packed, random, able: () => Boolean(
    globalThis.isSecureContext && crypto.subtle && navigator.serviceWorker && globalThis.indexedDB) };
})();
