"use strict";
// "Use my position": asks the browser, rounds to 3 decimals (100 m), and goes to our own server. Nothing else is asked.
(function () {
  const button = document.querySelector("[data-near]");
  if (!button || !navigator.geolocation || !window.isSecureContext) return;
  const said = document.getElementById("near-said");
  button.hidden = false;
  document.getElementById("near-hint").hidden = false;
  button.addEventListener("click", function () {
    said.textContent = button.dataset.wait;
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      function (found) {
        const address = new URL(button.dataset.near, location.href);
        address.searchParams.set("lat", found.coords.latitude.toFixed(3));
        address.searchParams.set("lon", found.coords.longitude.toFixed(3));
        location.assign(address);
      },
      function () {
        said.textContent = button.dataset.sorry;
        button.disabled = false;
      },
      { enableHighAccuracy: false, timeout: 15000, maximumAge: 300000 }
    );
  });
})();
