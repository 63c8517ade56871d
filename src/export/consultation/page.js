// What the residents’ page does when scripts may run: a neighbourhood is chosen, and its findings are shown from the facts in the page.
"use strict";
(() => {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const $ = (id) => document.getElementById(id);
  const make = (tag, words, kind) => {
    const node = document.createElement(tag);
    if (words !== undefined) node.textContent = words;
    if (kind) node.className = kind;
    return node;
  };
  for (const node of document.querySelectorAll(".js:not(#results)")) node.hidden = false;

  const now = facts.options[0];
  const asked = facts.options.slice(1);
  // The changes of an option by area, for quick looking up.
  for (const option of asked) {
    option.byArea = option.changes.map((list) => {
      const map = new Map();
      for (let at = 0; at < list.length; at += 3) map.set(list[at], [list[at + 1], list[at + 2]]);
      return map;
    });
  }
  // Tenths of a minute and site of a service in an area; -1 is no way there.
  const journey = (option, service, area) => {
    const changed = option.byArea && option.byArea[service].get(area);
    return changed || [now.minutes[service][2 * area], now.minutes[service][2 * area + 1]];
  };
  const minutes = (tenths) => Math.round(tenths / 10);
  const compare = (before, then) => {
    if (before < 0 && then < 0) return ["same", "No change", 0];
    if (then < 0) return ["longer", "No way there", 999];
    if (before < 0) return ["shorter", "Now in reach", 999];
    const grows = then - before;
    if (Math.abs(grows) <= 5) return ["same", "No change", 0];
    const whole = Math.max(1, Math.abs(minutes(then) - minutes(before)));
    return grows > 0 ? ["longer", `${whole} min longer`, grows] : ["shorter", `${whole} min shorter`, -grows];
  };
  const signs = { longer: "↑ ", shorter: "↓ ", same: "= " };

  // Choosing.
  const locality = $("locality"), area = $("area"), sector = $("sector");
  const whole = facts.areas.length === facts.localities.length && facts.areas.every((one, at) => one[1] === at);
  facts.localities.forEach((name, at) => locality.add(new Option(name, at)));
  if (facts.areas.some((one) => one[1] < 0)) locality.add(new Option("Elsewhere", -1));
  if (facts.localities.length === 0) locality.parentElement.hidden = true;
  if (whole) $("area-field").hidden = true;
  if (facts.sectors.length) {
    $("sector-field").hidden = false;
    facts.sectors.forEach(([name], at) => sector.add(new Option(name, at)));
  }
  const fill = () => {
    const chosen = sector.value === "" ? null : new Set(facts.sectors[+sector.value][1]);
    area.length = 1;
    if (locality.value === "" && !chosen && facts.localities.length) { area.disabled = true; return; }
    facts.areas.forEach((one, at) => {
      const here = locality.value === "" || String(one[1]) === locality.value;
      if (here && (!chosen || chosen.has(at))) area.add(new Option(one[0], at));
    });
    area.disabled = area.length === 1;
    if (area.length === 2) { area.selectedIndex = 1; show(); }
  };
  locality.addEventListener("change", () => { fill(); if (!whole && area.selectedIndex < 1) hide(); });
  sector.addEventListener("change", () => { fill(); if (area.selectedIndex < 1) hide(); });
  area.addEventListener("change", () => (area.value === "" ? hide() : show()));
  const hide = () => {
    $("results").hidden = true;
    $("told").textContent = area.disabled ? "" : "Now choose a neighbourhood.";
    paint();
  };

  const placeWords = (option, service, at) => {
    const before = journey(now, service, at)[1];
    const [, then] = journey(option, service, at);
    const words = make("p", undefined, "place");
    if (then < 0) { words.textContent = "Nowhere offers it within reach."; return words; }
    const name = make("b", facts.sites[then].name);
    if (then === before) {
      words.append(option === now ? "" : "Still at ", name, ".");
    } else {
      if (before >= 0) {
        const closes = option.sites[before][0] === "close";
        words.append(`${facts.sites[before].name} ${closes ? "closes" : "is no longer the nearest"}. `);
      }
      words.append("Your nearest is ", name, ".");
    }
    return words;
  };
  const hoursWords = (option, site) => {
    const [, hours] = option.sites[site];
    const parts = [];
    if (facts.sites[site].where) parts.push(facts.sites[site].where + ".");
    if (hours !== null && hours !== now.sites[site][1]) parts.push(`Open ${hours} hours a week` + (now.sites[site][1] === null ? "." : `, now ${now.sites[site][1]}.`));
    else if (facts.sites[site].open) parts.push(`Open ${facts.sites[site].open}.`);
    else if (hours !== null) parts.push(`Open ${hours} hours a week.`);
    return parts.join(" ");
  };

  const show = () => {
    const at = +area.value;
    const [name] = facts.areas[at];
    $("results").hidden = false;
    $("results-title").textContent = `2. What changes in ${name}`;
    $("told").textContent = `Showing ${name}. The results are below.`;
    $("every-told").textContent = `The journey to the nearest place that offers each service, from ${name}.`;
    document.querySelectorAll(".card").forEach((card, order) => {
      const option = asked[order];
      const box = card.querySelector(".changes");
      box.textContent = "";
      const lines = facts.services.map((service, index) => {
        const before = journey(now, index, at)[0], [then, site] = journey(option, index, at);
        return { service, index, before, then, site, said: compare(before, then) };
      });
      const moved = lines.filter((line) => line.said[0] !== "same" || line.site !== journey(now, line.index, at)[1]);
      moved.sort((a, b) => b.said[2] - a.said[2] || a.index - b.index);
      for (const line of moved) {
        const part = make("div", undefined, "change");
        const head = make("h4", line.service.name);
        head.append(make("span", signs[line.said[0]] + line.said[1], `tag ${line.said[0]}`));
        const figure = make("p", undefined, "figure");
        if (line.then >= 0) {
          figure.append(make("b", minutes(line.then)), ` min ${line.service.by}`);
          if (line.said[0] !== "same" && line.before >= 0) figure.append(`, was ${minutes(line.before)}`);
        }
        part.append(head, figure, placeWords(option, line.index, at));
        if (line.site >= 0) part.append(make("p", hoursWords(option, line.site), "place"));
        box.append(part);
      }
      const rest = lines.filter((line) => !moved.includes(line));
      if (rest.length) {
        const more = make("details");
        more.open = moved.length === 0;
        more.append(make("summary", moved.length ? `No change for ${rest.length} other service${rest.length > 1 ? "s" : ""}` : "No change for any service"));
        const list = make("ul");
        for (const line of rest) {
          const words = line.then < 0 ? "nowhere within reach" : `${minutes(line.then)} min ${line.service.by}, ${facts.sites[line.site].name}`;
          list.append(make("li", `${line.service.name}: ${words}`));
        }
        more.append(list);
        box.append(more);
      }
    });
    const body = $("every");
    body.textContent = "";
    facts.services.forEach((service, index) => {
      const row = make("tr");
      const head = make("th", service.name);
      head.scope = "row";
      row.append(head);
      const before = journey(now, index, at)[0];
      for (const option of facts.options) {
        const [then, site] = journey(option, index, at);
        const cell = make("td");
        cell.dataset.label = option === now ? "Now" : `Option ${option.id}`;
        const said = option === now ? "same" : compare(before, then)[0];
        const words = then < 0 ? "no way there" : `${minutes(then)} min`;
        cell.append(make("span", said === "same" ? words : `${words} ${signs[said]}${said}`, said === "same" ? "" : `${said}-text`));
        if (site >= 0) cell.append(make("span", facts.sites[site].name, "place"));
        row.append(cell);
      }
      body.append(row);
    });
    paint();
  };

  // The map.
  const which = $("map-option"), what = $("map-service");
  facts.options.forEach((option, at) => which.add(new Option(at ? `Option ${option.id}: ${option.name}` : "Now", at)));
  facts.services.forEach((service, at) => what.add(new Option(service.name, at)));
  const svg = (tag, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };
  const marks = {
    hub: () => [svg("circle", { r: 9, fill: "#5145cd", stroke: "#fff", "stroke-width": 2 }), svg("path", { d: "M0-6l1.5 4 4.3.2-3.4 2.7 1.2 4.1L0 2.6l-3.6 2.4 1.2-4.1-3.4-2.7 4.3-.2z", fill: "#fff" })],
    close: () => [svg("circle", { r: 6.5, fill: "#fff", stroke: "#ae2218", "stroke-width": 1.8 }), svg("path", { d: "M-3-3l6 6m0-6l-6 6", stroke: "#ae2218", "stroke-width": 2 })],
    keep: () => [svg("circle", { r: 4.5, fill: "#1a1f27", stroke: "#fff", "stroke-width": 1.6 })],
    gone: () => [svg("circle", { r: 3, fill: "#8a94a1", stroke: "#fff", "stroke-width": 1.4 })],
    reduce: () => [svg("circle", { r: 4.5, fill: "#1a1f27", stroke: "#fff", "stroke-width": 1.6 })],
  };
  const paint = () => {
    if (!facts.services.length) return;
    const option = facts.options[+which.value || 0], index = +what.value || 0, service = facts.services[index];
    const limits = service.limits;
    for (const shape of $("map-areas").children) {
      const [tenths] = journey(option, index, +shape.dataset.a);
      const place = tenths < 0 ? limits.length : limits.findIndex((limit) => tenths / 10 <= limit);
      shape.setAttribute("fill", facts.colours[place < 0 ? limits.length : place]);
    }
    for (const spot of $("map-sites").children) {
      const site = +spot.dataset.s;
      const [action, , offers] = option.sites[site];
      const concerned = offers.includes(index) || now.sites[site][2].includes(index);
      spot.replaceChildren(...(concerned ? marks[offers.includes(index) ? (action === "close" ? "keep" : action) : action === "close" ? "close" : "gone"]() : []));
    }
    const here = $("map-here");
    here.textContent = "";
    if (area.value !== "") {
      const shape = document.querySelector(`#map-areas [data-a="${+area.value}"]`).cloneNode();
      shape.removeAttribute("data-a");
      for (const [key, value] of Object.entries({ fill: "none", stroke: "#000", "stroke-width": 3 })) shape.setAttribute(key, value);
      here.append(shape);
    }
    const legend = $("legend");
    legend.textContent = "";
    [...limits, null].forEach((limit, place) => {
      const item = make("li");
      const swatch = make("span");
      swatch.style.background = facts.colours[place];
      const words = place === 0 ? `up to ${limit} min` : limit === null ? `over ${limits[place - 1]}` : `${limits[place - 1]} to ${limit}`;
      item.append(swatch, words);
      legend.append(item);
    });
    $("map-words").textContent = `${option === now ? "Today" : `Option ${option.id}`}: darker areas have a longer journey to ${service.name.toLowerCase()}, in minutes. The council’s standard is ${service.standard} minutes.`;
  };
  which.addEventListener("change", paint);
  what.addEventListener("change", paint);
  $("map-areas").addEventListener("click", (event) => {
    const at = event.target.dataset.a;
    if (at === undefined) return;
    sector.value = "";
    locality.value = String(facts.areas[+at][1]);
    fill();
    area.value = at;
    show();
  });
  $("print").addEventListener("click", () => window.print());
  fill();
  paint();
})();
