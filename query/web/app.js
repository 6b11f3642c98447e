"use strict";
// liasse: what a page gains with JavaScript; each is whole without it.
(() => {
  const $ = s => document.querySelector(s);
  const form = $("#recherche"), box = $("#query"), live = $("#annonce");
  const french = document.documentElement.lang !== "en";
  const group = n => n.toLocaleString(french ? "fr-FR" : "en-GB");
  const say = text => { if (live) live.textContent = text };

  // Empty fields stay out of the address.
  addEventListener("submit", e => {
    const empty = [...e.target.elements].filter(f => f.name && !f.value && !f.disabled);
    for (const f of empty) f.disabled = true;
    setTimeout(() => { for (const f of empty) f.disabled = false });
  });

  // Suggestions: a combobox with a list; what is typed changes by choice only.
  if (box && form) {
    const list = document.createElement("ul");
    let timer, call, at = -1;
    list.id = "propositions";
    list.className = "sugg";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", french ? "Propositions" : "Suggestions");
    form.append(list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
      box.setAttribute(name, value);
    const close = () => {
      list.hidden = true;
      at = -1;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    };
    const choose = i => {
      at = i;
      [...list.children].forEach((li, k) => li.setAttribute("aria-selected", String(k === i)));
      box.setAttribute("aria-activedescendant", list.children[i].id);
      list.children[i].scrollIntoView({ block: "nearest" });
    };
    const take = li => {
      close();
      if (li.dataset.href) location.assign(li.dataset.href);
      else { box.value = li.dataset.text; form.requestSubmit() }
    };
    const show = rows => {
      list.replaceChildren(...rows.slice(0, 8).map((row, i) => {
        const li = document.createElement("li"), note = document.createElement("span");
        li.id = "p" + i;
        li.setAttribute("role", "option");
        li.setAttribute("aria-selected", "false");
        note.textContent = row.note || "";
        li.append(row.text, note);
        li.dataset.text = row.text;
        if (row.href && row.href.startsWith("/")) li.dataset.href = row.href;
        return li;
      }));
      if (!rows.length) return close();
      at = -1;
      list.hidden = false;
      box.setAttribute("aria-expanded", "true");
      box.removeAttribute("aria-activedescendant");
      const n = list.children.length;
      say(n + (french ? n > 1 ? " propositions" : " proposition" : n > 1 ? " suggestions" : " suggestion"));
    };
    box.addEventListener("input", () => {
      clearTimeout(timer);
      call?.abort();
      if (box.value.trim().length < 2) return close();
      timer = setTimeout(async () => {
        call = new AbortController();
        try {
          const answer = await fetch("/suggest?prefix=" + encodeURIComponent(box.value), { signal: call.signal });
          if (answer.ok) show((await answer.json()).suggestions);
        } catch { /* a newer key, or no network: nothing changes */ }
      }, 120);
    });
    box.addEventListener("keydown", e => {
      const n = list.children.length;
      if (list.hidden) return;
      if (e.key === "ArrowDown") choose((at + 1) % n);
      else if (e.key === "ArrowUp") choose(at < 1 ? n - 1 : at - 1);
      else if (e.key === "Enter" && at >= 0) take(list.children[at]);
      else if (e.key === "Escape") close();
      else return;
      e.preventDefault();
    });
    list.addEventListener("mousedown", e => {
      const li = e.target.closest("li");
      e.preventDefault();
      if (li) take(li);
    });
    box.addEventListener("blur", close);
  }

  // The button says how many documents the filters would leave.
  const apply = $("#appliquer"), filters = $("#filtres");
  if (apply && filters && form) {
    let call;
    filters.addEventListener("change", async () => {
      const asked = new URLSearchParams([...new FormData(form)].filter(pair => pair[1]));
      call?.abort();
      call = new AbortController();
      asked.set("page_size", "0");
      try {
        const answer = await fetch("/search?" + asked, { signal: call.signal });
        if (!answer.ok) return;
        const n = (await answer.json()).total;
        apply.textContent = french
          ? n > 1 ? "Voir les " + group(n) + " documents" : n ? "Voir le document" : "Aucun document"
          : n === 1 ? "Show 1 document" : "Show " + group(n) + " documents";
        apply.parentNode.classList.add("dirty");
        say(apply.textContent);
      } catch { /* the button keeps its words */ }
    });
  }

  // Copy a reference.
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy), words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(field.value) } catch { field.select(); return }
      button.textContent = french ? "Copié" : "Copied";
      say(french ? "Référence copiée" : "Reference copied");
      setTimeout(() => { button.textContent = words }, 2000);
    });
  }
})();
