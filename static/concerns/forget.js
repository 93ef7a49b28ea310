// A browser writes down what a page was asked with, to ask again: words and codes. Once they are answered nobody needs
// them; where something is to be put right, only a page that tells the browser to keep nothing lets go of them.
// A form that was sent to an address without a page of its own names the page that it stands on: data-here.
"use strict";
if (!document.querySelector("#wrong") || document.querySelector('main form[autocomplete="off"]')) {
  history.replaceState(null, "", document.currentScript.dataset.here || location.href);
}
