// Passkeys: the browser makes or uses a key, and the form carries its answer. Without script the code of the app serves.
"use strict";
(() => {
  const raw = (text) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  const known = (list) => (list || []).map((each) => ({ ...each, id: raw(each.id) }));
  const said = (key) => {
    const answer = { clientDataJSON: text(key.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) answer[name] = text(key.response[name]);
    }
    if (key.response.getTransports) answer.transports = key.response.getTransports();
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response: answer });
  };
  const ways = {
    makeKey: (asked) =>
      navigator.credentials.create({
        publicKey: {
          ...asked,
          challenge: raw(asked.challenge),
          user: { ...asked.user, id: raw(asked.user.id) },
          excludeCredentials: known(asked.excludeCredentials),
        },
      }),
    useKey: (asked) =>
      navigator.credentials.get({
        publicKey: {
          ...asked,
          challenge: raw(asked.challenge),
          allowCredentials: known(asked.allowCredentials),
        },
      }),
  };
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  for (const note of document.querySelectorAll("[data-no-keys]")) note.hidden = true;
  for (const [name, way] of Object.entries(ways)) {
    const attribute = name === "makeKey" ? "data-make-key" : "data-use-key";
    for (const form of document.querySelectorAll(`form[${attribute}]`)) {
      form.hidden = false;
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const wrong = form.querySelector("[role=alert]");
        wrong.hidden = true;
        try {
          form.elements.credential.value = said(await way(JSON.parse(form.getAttribute(attribute))));
        } catch {
          wrong.hidden = false;
          return;
        }
        form.submit();
      });
    }
  }
})();
