"use strict";
// Draws localities and meetings on the map that the shell made. Everything comes from this installation, and every
// word is set as text: nothing that people wrote is read as HTML. The list beside the map holds the same.
window.chowkLayers = function (map) {
  const place = document.getElementById("atlas");
  const say = place.dataset;
  const lang = document.documentElement.lang;
  const rtl = document.documentElement.dir === "rtl";
  const SVG = "http://www.w3.org/2000/svg";
  place.classList.add("drawn");
  map.attributionControl.setPrefix(false);
  map.getContainer().setAttribute("role", "region");
  map.getContainer().setAttribute("aria-label", say.label);
  // Leaflet's own buttons speak English only.
  function named(selector, words) {
    map.getContainer().querySelectorAll(selector).forEach(function (button) {
      button.setAttribute("aria-label", words);
      if (button.title) button.title = words;
    });
  }
  named(".leaflet-control-zoom-in", say.nearer);
  named(".leaflet-control-zoom-out", say.farther);
  map.on("popupopen", () => named(".leaflet-popup-close-button", say.close));
  map.invalidateSize();

  function element(name, text, language) {
    const made = document.createElement(name);
    made.textContent = text;
    if (language) {
      made.lang = language;
      made.dir = /^(ur|ps|ar|sd)/.test(language) ? "rtl" : "ltr";
    }
    return made;
  }
  function link(address, text, language) {
    const made = element("a", text, language);
    made.href = address;
    return made;
  }
  function spoken(names) {
    return names[lang] || names.en || Object.values(names)[0] || "";
  }
  function day(text) {
    return new Intl.DateTimeFormat((lang === "en" ? "en-GB" : lang) + "-u-nu-latn-ca-gregory", { day: "numeric", month: "long", timeZone: "UTC" })
      .format(new Date(text.slice(0, 10) + "T12:00:00Z"));
  }
  function since(properties) {
    if (!properties.last_meeting) return null;
    return Math.max(0, Math.round((Date.parse(say.today) - Date.parse(properties.last_meeting)) / 86400000));
  }
  function age(days) {
    return days === null || days > 90 ? "m3" : days > 30 ? "m2" : "m1";
  }
  function told(days) {
    if (days === null) return say.never;
    return (days === 1 ? say.day : say.days).replace("{n}", days);
  }

  // Localities: tinted by the age of the last meeting, hatched beyond 90 days, the number written on each.
  function label(properties, days) {
    const box = document.createElement("span");
    box.append(element("span", spoken(properties.names)), element("b", days === null ? "–" : String(days)));
    box.firstChild.className = "name";
    return box;
  }
  function about(properties, days) {
    const box = document.createElement("div");
    const head = document.createElement("p");
    head.append(link("/localities/" + properties.slug, spoken(properties.names)));
    box.append(head, element("p", told(days)));
    if (properties.next_meeting) box.append(element("p", say.next + " " + day(properties.next_meeting)));
    else box.append(element("p", say.none));
    if (properties.station) {
      const served = document.createElement("p");
      served.append(link("/stations/" + properties.station.slug, spoken(properties.station.names)));
      box.append(served);
    }
    box.dir = rtl ? "rtl" : "ltr";
    return box;
  }
  function hatch(layer) {
    const sheet = map.getRenderer(layer)._container;
    if (!sheet || sheet.querySelector("#hatch")) return;
    const pattern = document.createElementNS(SVG, "pattern");
    const line = document.createElementNS(SVG, "path");
    for (const [name, value] of [["id", "hatch"], ["width", 8], ["height", 8], ["patternUnits", "userSpaceOnUse"],
      ["patternTransform", "rotate(45)"]]) pattern.setAttribute(name, value);
    line.setAttribute("d", "M0 0v8");
    line.setAttribute("class", "line");
    pattern.append(line);
    sheet.prepend(pattern);
  }
  function reachable(path, words, open) {
    const drawn = path.getElement();
    if (!drawn) return;
    drawn.setAttribute("tabindex", "0");
    drawn.setAttribute("role", "button");
    drawn.setAttribute("aria-label", words);
    drawn.addEventListener("keydown", function (event) {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        open();
      }
    });
  }
  function drawLocalities(data) {
    const surfaces = data.features.filter((f) => f.geometry && f.geometry.type !== "Point");
    const labels = [];
    const areas = L.geoJSON(surfaces, {
      style: (f) => ({ className: "area " + age(since(f.properties)), weight: 2 }),
      onEachFeature: function (feature, layer) {
        const days = since(feature.properties);
        layer.bindPopup(() => about(feature.properties, days));
        if (feature.properties.point) {
          labels.push({ layer: layer, days: days === null ? 1e9 : days, mark: L.tooltip({ permanent: true, direction: "center", offset: [0, feature.properties.next_meeting ? 22 : 0], className: "place-label", opacity: 1 })
            .setLatLng([feature.properties.point[1], feature.properties.point[0]]).setContent(label(feature.properties, days)) });
        }
      },
    }).addTo(map);
    L.geoJSON(surfaces.filter((f) => age(since(f.properties)) === "m3"), {
      interactive: false, style: { className: "hatched", stroke: false },
    }).addTo(map);
    areas.eachLayer(function (layer) {
      hatch(layer);
      reachable(layer, spoken(layer.feature.properties.names) + ": " + told(since(layer.feature.properties)), () => layer.openPopup());
    });
    labels.forEach((one) => one.mark.addTo(map));
    // The longest without a meeting is written first; a number that would lie on another waits for a nearer look.
    labels.sort((a, b) => b.days - a.days);
    function fit() {
      const taken = [];
      labels.forEach(function (one) {
        const box = one.layer.getBounds();
        const width = map.latLngToContainerPoint(box.getNorthEast()).x - map.latLngToContainerPoint(box.getSouthWest()).x;
        const shown = one.mark.getElement();
        shown.classList.toggle("small", width < 90);
        shown.classList.toggle("away", width < 26);
      });
      const boxes = labels.map((one) => one.mark.getElement().getBoundingClientRect());
      labels.forEach(function (one, i) {
        const b = boxes[i];
        if (taken.some((t) => b.left < t.right && t.left < b.right && b.top < t.bottom && t.top < b.bottom)) {
          one.mark.getElement().classList.add("away");
        } else if (!one.mark.getElement().classList.contains("away")) taken.push(b);
      });
    }
    map.on("zoomend", fit);
    const wanted = (say.focus || "").split(" ").filter(Boolean);
    const chosen = L.featureGroup();
    areas.eachLayer((layer) => { if (wanted.includes(layer.feature.properties.slug)) chosen.addLayer(L.rectangle(layer.getBounds())); });
    const bounds = (chosen.getLayers().length ? chosen : areas).getBounds();
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [12, 12], animate: false, maxZoom: 14 });
    fit();
  }

  // Meetings: clustered here, and on the server where a view holds more than 500.
  const icon = L.divIcon({ className: "meeting", iconSize: [24, 24] });
  const group = L.markerClusterGroup({
    chunkedLoading: true, showCoverageOnHover: false, maxClusterRadius: 40,
    iconCreateFunction: (some) => counted(some.getChildCount()),
  }).addTo(map);
  function counted(number) {
    return L.divIcon({ className: "meeting many", iconSize: [40, 40], html: element("span", String(number)) });
  }
  function cell(feature, at) {
    return L.marker(at, { icon: counted(feature.properties.count), title: say.many.replace("{n}", feature.properties.count) })
      .on("click keypress", () => map.setView(at, Math.min(18, map.getZoom() + 2)));
  }
  function meeting(feature, at) {
    const p = feature.properties;
    const mark = L.marker(at, { icon: icon, title: p.title, alt: p.title, keyboard: true });
    mark.bindPopup(function () {
      const box = document.createElement("div");
      const head = document.createElement("p");
      head.append(link("/events/" + feature.id, p.title, p.language));
      const when = document.createElement("p");
      when.append(day(p.start) + " · ");
      const hours = element("bdi", p.start.slice(11, 16) + "–" + p.end.slice(11, 16));
      hours.dir = "ltr";
      when.append(hours);
      box.append(head, when);
      const where = [p.venue, p.locality].filter(Boolean).map(spoken).join(rtl ? "، " : ", ");
      if (where) box.append(element("p", where));
      if (p.state === "cancelled") box.append(element("p", say.off));
      box.dir = rtl ? "rtl" : "ltr";
      return box;
    });
    return mark;
  }
  let under = null, held = null;
  function address(box, zoom) {
    const asked = new URL(say.events, location.href);
    asked.searchParams.set("bbox", box.map((n) => +n.toFixed(4)).join(","));
    asked.searchParams.set("zoom", zoom);
    return asked;
  }
  function load() {
    const zoom = Math.round(map.getZoom()), step = 90 / Math.pow(2, zoom), seen = map.getBounds();
    // A coarse grid, so that neighbours ask for the same address and the kept answer serves both.
    const box = [Math.max(-180, Math.floor(seen.getWest() / step) * step), Math.max(-90, Math.floor(seen.getSouth() / step) * step),
      Math.min(180, Math.ceil(seen.getEast() / step) * step), Math.min(90, Math.ceil(seen.getNorth() / step) * step)];
    if (held && !held.cells && held.box[0] <= box[0] && held.box[1] <= box[1] && held.box[2] >= box[2] && held.box[3] >= box[3]) return;
    if (under) under.abort();
    under = new AbortController();
    fetch(address(box, zoom), { signal: under.signal }).then((r) => r.json()).then(function (data) {
      const cells = data.features.some((f) => f.properties.cluster);
      held = { box: box, cells: cells };
      group.clearLayers();
      const marks = data.features.map((f) => (f.properties.cluster ? cell : meeting)(f, [f.geometry.coordinates[1], f.geometry.coordinates[0]]));
      if (cells) marks.forEach((m) => group.addLayer(m)); else group.addLayers(marks);
      place.dataset.points = data.features.length;
    }).catch(function (problem) { if (problem.name !== "AbortError") place.dataset.points = "none"; });
  }
  fetch(say.localities).then((r) => r.json()).then(function (data) {
    drawLocalities(data);
    place.dataset.areas = data.features.length;
  }).catch(function () { place.dataset.areas = "none"; }).finally(function () {
    load();
    map.on("moveend", load);
  });
};
