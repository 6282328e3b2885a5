
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
document.querySelectorAll("table[data-cari]").forEach(function (table) {
  var words = table.dataset, body = table.tBodies[0], rows = Array.from(body.rows);
  var compare = new Intl.Collator("id", { numeric: true }).compare;

  function labelled(text, control) {
    var label = document.createElement("label");
    label.append(text + " ", control);
    return label;
  }

  function plain(text) {
    return text.toLocaleLowerCase("id").replace(/\s+/g, "");
  }

  var search = document.createElement("input");
  search.type = "search";
  var order = document.createElement("select");
  order.add(new Option(words.semula, "-1"));
  Array.from(table.tHead.rows[0].cells).forEach(function (head, place) {
    if (!head.classList.contains("batang")) { order.add(new Option(head.textContent, String(place))); }
  });
  var reverse = document.createElement("input");
  reverse.type = "checkbox";
  var shown = document.createElement("output");
  var texts = rows.map(function (row) { return plain(row.textContent); });

  function key(row, place) {
    var cell = row.cells[place];
    return cell.dataset.urut || cell.textContent;
  }

  function byColumn(place, direction) {
    return function (a, b) {
      var x = key(rows[a], place), y = key(rows[b], place);
      if ((x === "-") !== (y === "-")) { return x === "-" ? 1 : -1; }
      var numbers = x !== "" && y !== "" && isFinite(x) && isFinite(y) && x.length < 16;
      return direction * (numbers ? x - y : compare(x, y)) || a - b;
    };
  }

  function refresh() {
    var wanted = plain(search.value), count = 0;
    rows.forEach(function (row, i) {
      row.hidden = wanted !== "" && !texts[i].includes(wanted);
      count += row.hidden ? 0 : 1;
    });
    shown.textContent = words.tampak.replace("{n}", count.toLocaleString("id")).replace("{m}", rows.length.toLocaleString("id"));
  }

  function arrange() {
    var place = Number(order.value), direction = reverse.checked ? -1 : 1;
    var places = rows.map(function (_, i) { return i; });
    places.sort(place < 0 ? function (a, b) { return direction * (a - b); } : byColumn(place, direction));
    places.forEach(function (i) { body.appendChild(rows[i]); });
    Array.from(table.tHead.rows[0].cells).forEach(function (head, i) {
      if (i === place) { head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending"); }
      else { head.removeAttribute("aria-sort"); }
    });
  }

  var tools = document.createElement("div");
  tools.className = "alat";
  tools.append(labelled(words.cari, search), labelled(words.urutkan, order), labelled(words.terbalik, reverse), shown);
  table.parentElement.before(tools);
  search.addEventListener("input", refresh);
  order.addEventListener("change", arrange);
  reverse.addEventListener("change", arrange);
  refresh();
});
