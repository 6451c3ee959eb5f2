// A table that sorts by its headers, filters by column and shows so many rows a page.
Q.pageSize = 25;

// What may be typed above a column: part of a text, "<5e-5", ">=0.9", "10..20"; a number is in the unit of the header, or has an SI
// prefix of its own ("<50u").
Q.parseFilter = function (text, column) {
  const words = text.trim();
  if (!words) return null;
  const prefixes = { p: 1e-12, n: 1e-9, u: 1e-6, "µ": 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9 };
  const number = (s) => { const m = /^\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*([pnuµmkMG]?)\s*$/i.exec(s); return m && !Number.isNaN(Number(m[1])) ? Number(m[1]) * (m[2] ? prefixes[m[2]] ?? NaN : column.factor) : NaN; };
  const v = column.values;
  if (column.numeric) {
    const range = words.split("..");
    if (range.length === 2) { const [low, high] = range.map(number); if (Number.isNaN(low) || Number.isNaN(high)) return undefined; return (r) => v[r] !== null && v[r] >= low && v[r] <= high; }
    const m = /^(<=|>=|<|>|=)?(.*)$/.exec(words), limit = number(m[2]);
    if (Number.isNaN(limit)) return undefined;
    const tests = { "<": (a) => a < limit, ">": (a) => a > limit, "<=": (a) => a <= limit, ">=": (a) => a >= limit, "=": (a) => a === limit };
    const test = tests[m[1] || "="];
    return (r) => v[r] !== null && test(v[r]);
  }
  const wanted = words.toLowerCase();
  return (r) => v[r] !== null && String(v[r]).toLowerCase().includes(wanted);
};

Q.TableView = class {
  constructor(node, table) {
    this.node = node;
    this.table = table;
    this.order = Array.from({ length: table.rows }, (_, i) => i);
    this.sortColumn = null;
    this.down = false;
    this.page = 0;
    this.columns = table.columns.filter((c) => c.name !== "command");
    this.build();
    table.onChange(() => { if (table.cleared) this.emptyFilters(); this.page = 0; this.fill(); });
    this.fill();
  }
  build() {
    const t = this.table;
    this.status = Q.el("p", { class: "status", role: "status" });
    const tools = Q.el("div", { class: "tools" },
      Q.button("CSV", () => Q.save(`${t.id}.csv`, t.csv(false), "text/csv"), { class: "csv", title: "Download every row", "aria-label": `Download ${t.title} as CSV` }),
      Q.button("CSV of the selection", () => Q.save(`${t.id}-selection.csv`, t.csv(true), "text/csv"), { class: "csv-selection" }),
      Q.button("Clear selection", () => t.clear(), { class: "clear" }));
    this.headers = this.columns.map((c) => Q.el("th", { scope: "col", "data-column": c.name, class: c.numeric ? "number" : null, "aria-sort": "none" },
      Q.button(Q.el("span", {}, c.title, c.head), () => this.sort(c), { class: "sort", title: `Sort by ${c.name}` })));
    this.filters = this.columns.map((c) => Q.el("input", { type: "text", size: 4, spellcheck: "false", "data-filter": c.name, placeholder: c.numeric ? "10..20" : "contains",
      "aria-label": `Filter ${c.title}: ${c.numeric ? "a number, <, > or low..high, in the unit of the header" : "part of the text"}`, oninput: (e) => this.filter(c, e.target) }));
    this.body = Q.el("tbody");
    this.few = t.rows <= 8;
    this.node.append(tools, this.status, Q.el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t.title },
      Q.el("table", {}, Q.el("thead", {}, Q.el("tr", {}, this.headers), this.few ? null : Q.el("tr", { class: "filters" }, this.filters.map((f) => Q.el("td", {}, f)))), this.body)));
    this.pager = Q.el("div", { class: "pager" },
      Q.button("Previous", () => this.turn(-1), { class: "previous" }), this.where = Q.el("span"), Q.button("Next", () => this.turn(1), { class: "next" }));
    this.detail = Q.el("div", { class: "detail" });
    this.node.append(this.pager, this.detail);
  }
  emptyFilters() { for (const input of this.filters) { input.value = ""; input.removeAttribute("aria-invalid"); } }
  filter(column, input) {
    const passes = Q.parseFilter(input.value, column);
    if (passes === undefined) { input.setAttribute("aria-invalid", "true"); return; }
    input.removeAttribute("aria-invalid");
    this.table.setFilter(`column ${column.name}`, passes);
  }
  // First click: the smallest first; second: the largest. What is not modelled stays last.
  sort(column) {
    this.down = this.sortColumn === column && !this.down;
    this.sortColumn = column;
    const v = column.values, sign = this.down ? -1 : 1;
    const compare = column.numeric ? (a, b) => a - b : (a, b) => String(a).localeCompare(String(b), "en", { numeric: true });
    this.order.sort((a, b) => (v[a] === null || v[b] === null ? (v[a] === null) - (v[b] === null) : sign * compare(v[a], v[b])) || a - b);
    this.headers.forEach((th, i) => th.setAttribute("aria-sort", this.columns[i] === column ? (this.down ? "descending" : "ascending") : "none"));
    this.page = 0;
    this.fill();
    Q.says(`Sorted by ${column.title}, ${this.down ? "largest" : "smallest"} first`);
  }
  turn(step) { this.page += step; this.fill(); }
  cell(column, row) {
    const value = column.values[row];
    const absent = value === null && column.absent;
    return Q.el("td", { class: [column.numeric ? "number" : "", absent ? "absent" : ""].join(" ").trim() || null, title: absent ? column.absent : typeof value === "number" ? String(value) : null }, this.table.cell(column, row));
  }
  fill() {
    const t = this.table, shown = this.order.filter((r) => t.selected[r]);
    const pages = Math.max(1, Math.ceil(shown.length / Q.pageSize));
    this.page = Math.max(0, Math.min(this.page, pages - 1));
    const rows = shown.slice(this.page * Q.pageSize, (this.page + 1) * Q.pageSize);
    const front = t.values("front");
    this.body.replaceChildren(...rows.map((r) => Q.el("tr", { "data-row": r, tabindex: "0", class: [front[r] === 1 ? "front" : "", r === t.picked ? "picked" : ""].join(" ").trim() || null,
      onclick: () => t.pick(r), onkeydown: (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); t.pick(r); } } }, this.columns.map((c) => this.cell(c, r)))));
    this.status.textContent = t.filtered ? `${Q.grouped(t.count)} of ${Q.grouped(t.rows)} rows selected` : `${Q.grouped(t.rows)} ${t.rows === 1 ? "row" : "rows"}`;
    this.node.querySelector(".clear").hidden = this.node.querySelector(".csv-selection").hidden = !t.filtered;
    this.pager.hidden = pages === 1;
    this.where.textContent = ` rows ${Q.grouped(this.page * Q.pageSize + 1)} to ${Q.grouped(this.page * Q.pageSize + rows.length)} of ${Q.grouped(shown.length)} `;
    this.pager.querySelector(".previous").disabled = this.page === 0;
    this.pager.querySelector(".next").disabled = this.page === pages - 1;
    const command = t.picked >= 0 ? t.commandOf(t.picked) : "";
    this.detail.replaceChildren(...(command ? [Q.el("span", {}, "The row that is picked, again: "), Q.el("code", {}, command), " ", Q.button("Copy", (e) => Q.copy(command, e.target), { class: "copy-row" })] : []));
  }
};
