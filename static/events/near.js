"use strict";
// "Use my position": asks the browser, rounds to 3 decimals (100 m) and sends it in the body of a form: it stands in no
// address and no log.
(function () {
  const form = document.querySelector("form[data-near]");
  if (!form || !navigator.geolocation || !window.isSecureContext) return;
  const button = form.querySelector("button");
  const said = document.getElementById("near-said");
  form.hidden = false;
  form.addEventListener("submit", function (sent) {
    if (form.elements.namedItem("lat").value) return;
    sent.preventDefault();
    said.textContent = form.dataset.wait;
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      function (found) {
        form.elements.namedItem("lat").value = found.coords.latitude.toFixed(3);
        form.elements.namedItem("lon").value = found.coords.longitude.toFixed(3);
        form.requestSubmit();
      },
      function () {
        said.textContent = form.dataset.sorry;
        button.disabled = false;
      },
      { enableHighAccuracy: false, timeout: 15000, maximumAge: 300000 }
    );
  });
  addEventListener("pageshow", function () {
    form.elements.namedItem("lat").value = "";
    button.disabled = false;
  });
})();
