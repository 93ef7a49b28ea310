// Keeps the app of the door on the phone; what changed gets another mark, and is taken once no page uses the old.
"use strict";
const SHELF = "chowk-door-{{ mark }}";
const KEEPS = {{ keeps|safe }}{# our own addresses, as JSON #};
const SHELLS = KEEPS.filter((each) => each.startsWith("/door/app?"));

const keep = async () => {
  const shelf = await caches.open(SHELF);
  await Promise.all(KEEPS.map(async (address) => {
    const answer = await fetch(new Request(address, { credentials: "omit", cache: "no-cache" }));
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    await shelf.put(address, answer);
  }));
};
const tidy = async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith("chowk-door-") && name !== SHELF) await caches.delete(name);
  }
  await self.clients.claim();
};
const kept = async (address) => (await caches.open(SHELF)).match(address, { ignoreVary: true });
const shell = async (asked) => {
  const spoken = `/door/app?lang=${self.navigator.language.split("-")[0]}`;
  return (await kept(asked)) || (await kept(spoken)) || (await kept(SHELLS[0])) || fetch(asked);
};

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const place = new URL(event.request.url);
  const asked = place.pathname + place.search;
  if (event.request.method !== "GET" || place.origin !== self.location.origin) return;
  if (place.pathname === "/door/app") event.respondWith(shell(asked));
  else if (KEEPS.includes(asked)) event.respondWith(kept(asked).then((found) => found || fetch(event.request)));
});
