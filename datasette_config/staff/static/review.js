// The review queue by keyboard, the next excerpt without loading the page anew, and a box to type codes into.
// Everything here works without it, too: the form is sent, and the next page is the next excerpt.
"use strict";

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
let codes = null; // of the codebook, once asked for
let last = null; // the code last chosen: its stance is the one that T changes
let busy = false;

function rows() { return $$("#decide .code"); }

function choose(row, value) {
  const radio = $(`input[type=radio][value="${value}"]`, row);
  if (!radio) return;
  radio.checked = true;
  radio.focus();
  last = row;
}

function toggle(row) {
  const yes = $('input[value="1"]', row), added = row.dataset.added;
  if (added) { $("input, select", row).focus(); last = row; return; }
  choose(row, yes.checked ? "0" : "1");
}

function all(value) {
  for (const row of rows()) if (!$("input[type=radio]:checked", row)) choose(row, value);
}

function nextStance() {
  const row = last || rows()[0], select = row && $("select", row);
  if (!select) return;
  select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
  tell(`${$("legend, .name", row).textContent.trim()}: ${select.selectedOptions[0].textContent}`);
}

function tell(words) { const place = $(".strip .last"); if (place) place.textContent = words; }

function press(id) { const button = document.getElementById(id); if (button) button.click(); }

const KEYS = {
  a: () => all("1"), r: () => all("0"), t: nextStance, c: () => $("#type-code")?.focus(), "/": () => $("#type-code")?.focus(),
  m: () => $("#memo")?.focus(), s: () => press("save"), x: () => press("unsure"), k: () => press("skip"), u: () => press("undo"),
  "?": () => { const keys = $("#keys"); if (keys) { keys.open = !keys.open; $("summary", keys).focus(); } },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); press("save"); return; }
  const typing = event.target.matches("textarea, select, input:not([type=radio])");
  if (typing) {
    if (event.key === "Escape" && event.target.id === "memo") { $("#excerpt")?.focus(); event.preventDefault(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || busy) return;
  if (/^[1-9]$/.test(event.key)) {
    const row = rows()[Number(event.key) - 1];
    if (row) { event.preventDefault(); toggle(row); }
    return;
  }
  const deed = KEYS[event.key.toLowerCase()];
  if (deed) { event.preventDefault(); deed(); }
});

// Send a form and put the page that answers in the place of this one.
async function send(form, submitter) {
  busy = true;
  const body = new URLSearchParams(new FormData(form, submitter));
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!$("main", page)) { location.assign(answer.url); return; }
    $("main").replaceWith($("main", page));
    document.title = page.title;
    if (answer.ok) history.replaceState(null, "", answer.url.replace(/[?&]said=\w+/, ""));
    last = null;
    begin();
    ($("#excerpt") || $("main h1") || $("main")).focus({ preventScroll: true });
    scrollTo(0, 0);
  } catch {
    tell("Not saved: the site does not answer. Please try again.");
  } finally {
    busy = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("#decide, .undo")) return;
  event.preventDefault();
  if (!busy) send(form, event.submitter);
});

document.addEventListener("change", (event) => {
  if (event.target.id === "queue") event.target.form.requestSubmit();
  if (event.target.matches(".code input")) last = event.target.closest(".code");
});

// The box to type codes into, after the pattern "editable combobox with list" of the ARIA Authoring Practices.
const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N}\s]/gu, "");

function found(typed) {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const scored = [];
  for (const code of codes || []) {
    const names = [code.label, ...code.other].map(plain);
    const hits = names.map((name, n) => words.every((word) => name.includes(word)) ? [name.startsWith(words[0]) ? 0 : 1, n] : null);
    const best = hits.filter(Boolean).sort((a, b) => a[0] - b[0] || a[1] - b[1])[0];
    if (best) scored.push([2 * best[0] + (best[1] ? 1 : 0), code, best[1] ? code.other[best[1] - 1] : ""]);
    else if (words.every((word) => plain(code.definition).includes(word))) scored.push([4, code, ""]);
  }
  return scored.sort((a, b) => a[0] - b[0] || a[1].label.localeCompare(b[1].label)).slice(0, 8).map(([, code, name]) => ({ ...code, name }));
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function addCode(code) {
  const known = $(`.code[data-code="${code.id}"]`);
  if (known) { if (known.dataset.added) last = known; else choose(known, "1"); return; }
  const stances = $("#adding template").content.firstElementChild.cloneNode(true);
  stances.name = `stance:${code.id}`;
  stances.setAttribute("aria-label", `Stance of ${code.label}`);
  const remove = element("button", { type: "button", class: "small-button quiet" }, "Remove");
  remove.append(element("span", { class: "hidden" }, ` ${code.label}`));
  const row = element("div", { class: "code choice", "data-code": code.id, "data-added": "1" },
    element("span", { class: "name" }, code.label), element("input", { type: "hidden", name: "add", value: code.id }), stances, remove);
  remove.addEventListener("click", () => { row.remove(); $("#type-code").focus(); });
  $("#added").append(row);
  last = row;
  tell(`${code.label} added.`);
}

function describe(code) {
  const box = $("#about-code");
  box.replaceChildren();
  if (!code) return;
  box.append(element("strong", {}, code.label), element("p", {}, code.definition));
  if (code.near.length) {
    const misses = element("ul");
    for (const miss of code.near.slice(0, 4)) misses.append(element("li", {}, miss));
    box.append(element("p", { class: "label" }, "Not when"), misses);
  }
}

function combobox(adding) {
  const template = document.createElement("template");
  const stances = $("select[name=add-stance]", adding).cloneNode(true);
  stances.removeAttribute("id");
  template.content.append(stances);
  const input = element("input", { id: "type-code", role: "combobox", "aria-expanded": "false", "aria-controls": "found-codes",
    "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false" });
  const label = element("label", { for: "type-code" }, "Add a code ");
  label.append(element("kbd", {}, "C"));
  const list = element("ul", { id: "found-codes", role: "listbox", "aria-label": "Codes found", hidden: "" });
  const about = element("div", { id: "about-code", class: "small", "aria-live": "polite" });
  adding.replaceChildren(template, label, input, list, about);
  let hits = [], at = -1;

  function show() {
    hits = found(input.value);
    at = hits.length ? 0 : -1;
    list.replaceChildren(...hits.map((code, n) => {
      const option = element("li", { role: "option", id: `code-${n}` }, code.label, code.name ? ` (${code.name})` : "");
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(n); });
      return option;
    }));
    mark();
  }
  function mark() {
    list.hidden = !hits.length;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    if (at >= 0) input.setAttribute("aria-activedescendant", `code-${at}`); else input.removeAttribute("aria-activedescendant");
    describe(hits[at]);
  }
  function take(n) {
    const code = hits[n];
    input.value = "";
    show();
    if (code) addCode(code);
  }
  input.addEventListener("focus", async () => { codes ??= await (await fetch(adding.dataset.codes)).json(); if (input.value) show(); });
  input.addEventListener("input", show);
  input.addEventListener("blur", () => { hits = []; mark(); });
  input.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && hits.length) { at = (at + steps[event.key] + hits.length) % hits.length; mark(); event.preventDefault(); }
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) { event.preventDefault(); if (at >= 0) take(at); }
    else if (event.key === "Escape") { event.preventDefault(); if (input.value) { input.value = ""; show(); } else $("#excerpt").focus(); }
  });
}

function begin() {
  const adding = $("#adding");
  if (adding) combobox(adding);
  document.body.classList.add("scripted");
}

begin();
if ($("#excerpt")) $("#excerpt").focus({ preventScroll: true });
