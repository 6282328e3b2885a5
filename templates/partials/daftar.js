
"use strict";
if (matchMedia("screen and (max-width: 60rem)").matches) {
  document.querySelectorAll("details[open]").forEach(function (list) { list.open = false; });
}

/* Only what scrolls sideways is a region that can be reached by key. */
function mark(frame) {
  if (frame.scrollWidth > frame.clientWidth) {
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", frame.dataset.geser);
    frame.tabIndex = 0;
  } else {
    ["role", "aria-label", "tabindex"].forEach(function (name) { frame.removeAttribute(name); });
  }
}
var sizes = new ResizeObserver(function (seen) { seen.forEach(function (one) { mark(one.target); }); });
document.querySelectorAll("[data-geser]").forEach(function (frame) { sizes.observe(frame); });
document.querySelectorAll("table[data-cari], table[data-unit], table[data-pilihan]").forEach(function (table) {
  var words = table.dataset, heads = Array.from(table.tHead.rows[0].cells);
  var bodies = Array.from(table.tBodies), all = Array.from(table.querySelectorAll("tbody > tr:not(.unit)"));
  var titles = bodies.map(function (body) { return body.querySelector("tr.unit"); });
  var home = all.map(function (row) { return bodies.indexOf(row.parentElement); });
  var compare = new Intl.Collator("id", { numeric: true }).compare;
  var section = table.closest("section") || table.parentElement;

  function labelled(text, control) {
    var label = document.createElement("label");
    label.append(text + " ", control);
    return label;
  }

  function plain(text) {
    return text.toLocaleLowerCase("id").replace(/\s+/g, "");
  }

  function made(kind) {
    var control = document.createElement("input");
    control.type = kind;
    return control;
  }

  function choice(every, options) {
    var control = document.createElement("select");
    control.add(new Option(every, ""));
    options.forEach(function (text, place) { control.add(new Option(text, String(place))); });
    return control;
  }

  var groups = words.pilihan ? JSON.parse(words.pilihan) : {}, names = Object.keys(groups);
  var search = made("search"), reverse = made("checkbox"), apart = made("checkbox");
  var order = choice(words.semula, []), shown = document.createElement("output");
  var unit = choice(words.semuaUnit, titles.map(function (row) { return row ? row.textContent : ""; }));
  var group = choice(words.semuaKelompok, names), told = document.createElement("p");
  heads.forEach(function (head, place) {
    if (!head.classList.contains("batang")) { order.add(new Option(head.textContent, String(place))); }
  });
  var texts = all.map(function (row) { return plain(row.textContent); });

  /* Where cells bear no key to sort by, their text is one: a number, a month, or words. */
  function key(row, place) {
    var cell = row.cells[place], text = cell.textContent, head = heads[place];
    if (cell.dataset.urut) { return cell.dataset.urut; }
    if (head.dataset.bulan && text.includes(" ")) {
      var parts = text.split(" ");
      return parts[1] + "-" + String(head.dataset.bulan.split(",").indexOf(parts[0]) + 1).padStart(2, "0");
    }
    if (head.classList.contains("angka")) { return text.replace(/[.%]/g, "").replace(",", ".").replace("\u2212", "-"); }
    return text;
  }

  function byColumn(place, direction) {
    return function (a, b) {
      var x = key(all[a], place), y = key(all[b], place);
      if ((x === "-") !== (y === "-")) { return x === "-" ? 1 : -1; }
      var numbers = x !== "" && y !== "" && isFinite(x) && isFinite(y) && x.length < 16;
      return direction * (numbers ? x - y : compare(x, y)) || a - b;
    };
  }

  function wanted(row, i) {
    if (unit.value !== "" && home[i] !== Number(unit.value)) { return false; }
    if (group.value !== "" && !groups[names[group.value]].includes(row.cells[words.kolom].textContent)) { return false; }
    return search.value === "" || texts[i].includes(plain(search.value));
  }

  /* What is chosen rules the printed page too: the list alone, and of it what is chosen. */
  function refresh() {
    var count = 0, left = {};
    all.forEach(function (row, i) {
      row.hidden = !wanted(row, i);
      if (!row.hidden) { count += 1; left[home[i]] = true; }
    });
    titles.forEach(function (row, place) { if (row) { row.hidden = order.value !== "" || !left[place]; } });
    /* Sorted, all rows stand in the first body: an empty one would still begin a page. */
    bodies.forEach(function (body, place) {
      if (titles[place]) { body.hidden = order.value === "" ? !left[place] : place > 0; }
    });
    var first = bodies.find(function (body) { return !body.hidden; });
    bodies.forEach(function (body) { body.classList.toggle("awal", body === first); });
    shown.textContent = words.tampak.replace("{n}", count.toLocaleString("id")).replace("{m}", all.length.toLocaleString("id"));
    var chosen = [unit, group].filter(function (one) { return one.value !== ""; });
    told.textContent = chosen.map(function (one) { return one.selectedOptions[0].textContent; }).join(" · ");
    section.classList.toggle("terpilih", chosen.length > 0);
    document.body.classList.toggle("pilihan", Boolean(document.querySelector("section.terpilih")));
  }

  function arrange() {
    var place = order.value === "" ? -1 : Number(order.value), direction = reverse.checked ? -1 : 1;
    var places = all.map(function (_, i) { return i; });
    places.sort(place < 0 ? function (a, b) { return direction * (a - b); } : byColumn(place, direction));
    places.forEach(function (i) { bodies[place < 0 ? home[i] : 0].appendChild(all[i]); });
    table.classList.toggle("urut", place >= 0);
    heads.forEach(function (head, i) {
      if (i === place) { head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending"); }
      else { head.removeAttribute("aria-sort"); }
    });
    refresh();
  }

  var tools = document.createElement("div");
  tools.className = "alat";
  if (words.unit) { tools.append(labelled(words.unit, unit)); }
  if (words.pilihan) { tools.append(labelled(words.kelompok, group)); }
  if (words.cari) { tools.append(labelled(words.cari, search), labelled(words.urutkan, order), labelled(words.terbalik, reverse)); }
  if (words.unit) { tools.append(labelled(words.terpisah, apart)); }
  tools.append(shown);
  told.className = "dipilih";
  table.parentElement.before(tools, told);
  apart.checked = table.classList.contains("terpisah");
  apart.addEventListener("change", function () { table.classList.toggle("terpisah", apart.checked); });
  search.addEventListener("input", refresh);
  unit.addEventListener("change", refresh);
  group.addEventListener("change", refresh);
  order.addEventListener("change", arrange);
  reverse.addEventListener("change", arrange);
  refresh();
});
