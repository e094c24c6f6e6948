// Suggestions while typing, and facets unfolded where there is room. The page works without this file.
(() => {
  "use strict";
  const box = document.getElementById("q");
  if (matchMedia("(min-width: 60rem)").matches) {
    for (const facet of document.querySelectorAll("details[data-open]")) facet.open = true;
  }
  if (!box || !box.dataset.suggest) return;

  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  box.closest(".row").append(list);
  const set = (name, value) => box.setAttribute(name, value);
  set("role", "combobox");
  set("aria-autocomplete", "list");
  set("aria-controls", list.id);
  set("aria-expanded", "false");

  let chosen = -1, asked = "", waiting = 0;
  const options = () => [...list.children];
  const close = () => {
    list.hidden = true;
    chosen = -1;
    set("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = n => {
    const all = options();
    chosen = (n + all.length + 1) % (all.length + 1);
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
    if (chosen < all.length) set("aria-activedescendant", all[chosen].id);
    else { chosen = -1; box.removeAttribute("aria-activedescendant"); }
  };
  const line = (suggestion, n) => {
    const option = document.createElement("li");
    option.id = "suggestion-" + n;
    option.dataset.href = suggestion.href;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const hint = document.createElement("span");
    hint.textContent = suggestion.hint;
    option.append(suggestion.text + " ", hint);
    return option;
  };
  const show = found => {
    list.replaceChildren(...found.map(line));
    list.hidden = !found.length;
    chosen = -1;
    set("aria-expanded", String(found.length > 0));
    box.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    const typed = box.value.trim();
    if (typed === asked) return;
    asked = typed;
    if (typed.length < 2) return close();
    try {
      const answer = await fetch(box.dataset.suggest + "?q=" + encodeURIComponent(typed));
      if (answer.ok && typed === asked && document.activeElement === box) show((await answer.json()).suggestions);
    } catch { close(); }
  };

  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 120); });
  box.addEventListener("blur", () => setTimeout(close, 150));
  box.addEventListener("keydown", event => {
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    else if (list.hidden) return;
    else if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? options().length - 1 : chosen - 1); }
    else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); location.assign(options()[chosen].dataset.href); }
  });
  list.addEventListener("mousedown", event => {
    const option = event.target.closest("li");
    if (option) { event.preventDefault(); location.assign(option.dataset.href); }
  });
})();
