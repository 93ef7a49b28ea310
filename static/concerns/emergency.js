// Shows the emergency number while somebody types words of danger. The lists come with the page; `fold` and `near` do
// what engagement/concerns/emergency.py does. Nothing leaves the browser.
"use strict";
(function () {
  const SAME = {
    "ى": "ی", "ې": "ی", "ۍ": "ی", "ے": "ی", "ئ": "ی", "ي": "ی", "ﯼ": "ی", "ك": "ک", "ګ": "گ", "ه": "ہ", "ھ": "ہ",
    "ة": "ہ", "ۃ": "ہ", "ۀ": "ہ", "ە": "ہ", "ټ": "ٹ", "ډ": "ڈ", "ړ": "ڑ", "ڼ": "ن", "ں": "ن", "ء": "", "ـ": "",
  };
  const SOUNDS = [["ee", "i"], ["oo", "u"], ["q", "k"], ["w", "v"], ["ph", "f"]];
  const NEARLY = 7;

  function fold(words) {
    let plain = words.toLowerCase().normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "");
    plain = Array.from(plain, (letter) => (letter in SAME ? SAME[letter] : letter)).join("");
    plain = plain.replace(/(.)\1{2,}/gu, "$1$1");
    for (const [written, sound] of SOUNDS) plain = plain.replaceAll(written, sound);
    plain = plain.replace(/([bdgkt])h/g, "$1").replace(/(.)\1+/gu, "$1");
    return " " + (plain.match(/\p{L}+/gu) || []).join(" ") + " ";
  }

  function near(typed, known) {
    if (typed[0] !== known[0] || Math.abs(typed.length - known.length) > 1) return false;
    const [short, long] = typed.length <= known.length ? [typed, known] : [known, typed];
    let at = 0;
    while (at < short.length && short[at] === long[at]) at += 1;
    return short.slice(at) === long.slice(at + 1) ||
      (short.length === long.length && short.slice(at + 1) === long.slice(at + 1));
  }

  const sign = document.querySelector("[data-danger]");
  const field = sign && sign.closest("form").elements.namedItem("words");
  if (!field) return;
  const words = new Set(sign.dataset.danger.split(" "));
  const phrases = sign.dataset.phrases.split("|");
  const child = new Set(sign.dataset.child.split(" "));
  const lost = new Set(sign.dataset.lost.split(" "));
  const longer = Array.from(words).filter((word) => word.length >= NEARLY);

  function found(text) {
    const folded = fold(text);
    const tokens = folded.trim().split(" ");
    return tokens.some((token) => words.has(token) || longer.some((known) => near(token, known))) ||
      (tokens.some((token) => child.has(token)) && tokens.some((token) => lost.has(token))) ||
      phrases.some((phrase) => folded.includes(phrase));
  }

  function look() {
    const danger = found(field.value);
    if (sign.hidden === danger) sign.hidden = !danger;
  }
  field.addEventListener("input", look);
  look();
})();
