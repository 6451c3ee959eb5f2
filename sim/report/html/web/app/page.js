// Starts everything: themes, copy buttons, plots by their kind, tables.
Q.kinds = { scatter: Q.Scatter, parallel: Q.Parallel, bars: Q.Bars, lines: Q.Lines, timeline: Q.Timeline };

// --- theme: as the system says, until the reader chooses -----------------------------------------------------------------
Q.themes = ["auto", "light", "dark"];
Q.setTheme = function (theme, keep = true) {
  Q.theme = theme;
  if (theme === "auto") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", theme);
  document.getElementById("theme").textContent = { auto: "Theme: as the system", light: "Theme: light", dark: "Theme: dark" }[theme];
  if (keep) try { localStorage.setItem("quartet-theme", theme); } catch { /* a file opened from disk may have no storage */ }
  Q.redrawAll();
};
Q.nextTheme = function () {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const order = dark ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
  Q.setTheme(order[(order.indexOf(Q.theme) + 1) % order.length]);
};

Q.start = function () {
  for (const button of document.querySelectorAll(".command .copy")) button.addEventListener("click", () => Q.copy(button.parentNode.querySelector("code").textContent, button));
  for (const button of document.querySelectorAll("button.save")) button.addEventListener("click", () => Q.save(button.dataset.file, button.parentNode.querySelector("pre").textContent, "text/plain"));
  Q.views = [];
  for (const node of document.querySelectorAll("[data-table]")) {
    const table = Q.table(node.dataset.table);
    if (table) Q.views.push(new Q.TableView(node, table));
  }
  Q.plots = [];
  for (const figure of document.querySelectorAll("figure.plot")) {
    const plot = Q.byId(Q.page.plots, figure.dataset.plot), kind = plot && Q.kinds[plot.kind];
    if (!kind) continue;
    figure.querySelector(".tools").append(Q.button("CSV", () => Q.save(`${plot.id}.csv`, Q.table(plot.table).csv(false), "text/csv"), { class: "csv", "aria-label": `Download the data of ${plot.title} as CSV` }));
    Q.plots.push(new kind(figure, plot));
  }
  let theme = "auto";
  try { theme = localStorage.getItem("quartet-theme") || "auto"; } catch { /* as above */ }
  Q.setTheme(Q.themes.includes(theme) ? theme : "auto", false);
  document.getElementById("theme").addEventListener("click", Q.nextTheme);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", Q.redrawAll);
  // Paper is white.
  let before = "auto";
  addEventListener("beforeprint", () => { before = Q.theme; Q.setTheme("light", false); });
  addEventListener("afterprint", () => Q.setTheme(before, false));
  document.documentElement.classList.add("ready");
};
Q.start();
