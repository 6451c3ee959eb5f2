// Data, numbers, colours, selection: what every other script of the page uses.
"use strict";
const Q = {};

Q.page = JSON.parse(document.getElementById("quartet-data").textContent);
Q.byId = (list, id) => list.find((item) => item.id === id);
Q.notModelled = "not modelled";

// --- numbers -----------------------------------------------------------------------------------------------------------
Q.prefixes = ["a", "f", "p", "n", "µ", "m", "", "k", "M", "G", "T"];
Q.plainUnits = new Set(["", "%", "B", "cycle"]);
Q.grouped = (value) => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");

// "20.4 µJ", "40,600 cycle": up to `digits` significant digits. Percent, bytes and counts take no prefix.
Q.number = function (value, unit, digits = 4) {
  if (value === 0) return unit ? `0 ${unit}` : "0";
  const size = Math.abs(value);
  if (Q.plainUnits.has(unit || "")) {
    const text = size >= 1e15 || size < 1e-4 ? String(Number(value.toPrecision(digits))) : size >= 1e4 && Number.isInteger(value) ? Q.grouped(value) : String(Number(value.toPrecision(Math.max(digits, size >= 1e4 ? 15 : digits))));
    return unit ? `${text} ${unit}` : text;
  }
  const group = Math.max(-6, Math.min(4, Math.floor(Math.log10(size) / 3 + 1e-9)));
  return `${Number((value / 1000 ** group).toPrecision(digits))} ${Q.prefixes[group + 6]}${unit}`;
};
// Ticks carry units that take a prefix ("20 µJ"); other units stand in the axis' title ("speed [MAC/cycle]").
Q.tickUnits = new Set(["s", "J", "W", "Hz", "V", "A"]);
Q.tick = (unit) => function (value) {
  const shown = Q.tickUnits.has(unit) ? unit : "";
  if (value === 0) return "0";
  const plain = !shown && Math.abs(value) >= 1e-3 && Math.abs(value) < 1;  // "0.8", not "800 m"
  const group = plain ? 0 : Math.max(-6, Math.min(4, Math.floor(Math.log10(Math.abs(value)) / 3 + 1e-9)));
  const suffix = Q.prefixes[group + 6] + shown;
  return `${Number((value / 1000 ** group).toPrecision(3))}${suffix ? " " : ""}${suffix}`;
};
Q.axisTitle = (column) => (Q.tickUnits.has(column.unit) ? column.title : Q.titled(column));
Q.duration = function (s) {
  for (const [name, length] of [["year", 365 * 86400], ["day", 86400], ["hour", 3600], ["minute", 60]]) {
    const n = Number((s / length).toPrecision(2));
    if (n >= 1) return `${n} ${name}${n === 1 ? "" : "s"}`;
  }
  return Q.number(s, "s", 3);
};
Q.titled = (column) => (column.unit ? `${column.title} [${column.unit}]` : column.title);

// One prefix and one number of decimals for a whole column, so that its numbers can be compared at a glance; a column that
// spans many decades has a prefix a cell.
Q.chooseForm = function (column) {
  column.factor = 1;  // of a number typed without a prefix
  column.head = column.unit && column.numeric ? ` [${column.unit}]` : "";
  if (!column.numeric) return;
  let high = 0, low = Infinity, whole = true;
  for (const v of column.values) if (typeof v === "number") { high = Math.max(high, Math.abs(v)); if (v !== 0) low = Math.min(low, Math.abs(v)); whole = whole && Number.isInteger(v); }
  const prefixed = !Q.plainUnits.has(column.unit || "");
  if (high === 0 || (high / low > 1000 && !(whole && !prefixed)) || high >= 1e15) { if (prefixed) column.head = ""; return; }
  if (whole && !prefixed && column.unit !== "%") { column.form = Q.grouped; return; }
  if (high < 1e-4 && !prefixed) return;
  const group = prefixed ? Math.max(-6, Math.min(4, Math.floor(Math.log10(high) / 3 + 1e-9))) : 0;
  if (prefixed) column.head = ` [${Q.prefixes[group + 6]}${column.unit}]`;
  column.factor = 1000 ** group;
  const decimals = Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(high / 1000 ** group))));
  column.form = (v) => (v / 1000 ** group).toFixed(decimals);
};

// --- tables and their selection ----------------------------------------------------------------------------------------
// Filters of every view are named ("brush", "axis latency.seconds", "column 3"): a row is selected when all let it pass.
Q.Table = class {
  constructor(json) {
    Object.assign(this, json);
    for (const column of this.columns) {
      const c = column.cells;
      if (c && "all" in c) column.values = new Array(this.rows).fill(c.all);
      else if (c && c.words) column.values = c.at.map((i) => (i < 0 ? null : c.words[i]));
      else column.values = c;
      delete column.cells;
      column.numeric = column.values.some((v) => typeof v === "number");
      Q.chooseForm(column);
    }
    this.filters = new Map();
    this.selected = new Uint8Array(this.rows).fill(1);
    this.count = this.rows;
    this.picked = -1;
    this.listeners = [];
  }
  column(name) { return this.columns.find((c) => c.name === name); }
  values(name) { const c = this.column(name); return c ? c.values : []; }
  get filtered() { return this.filters.size > 0; }
  setFilter(name, passes) {
    if (passes) this.filters.set(name, passes);
    else if (!this.filters.delete(name)) return;
    const filters = [...this.filters.values()];
    this.count = 0;
    for (let r = 0; r < this.rows; ++r) {
      const all = filters.every((f) => f(r));
      this.selected[r] = all ? 1 : 0;
      if (all) ++this.count;
    }
    this.changed();
  }
  clear() { this.filters.clear(); this.selected.fill(1); this.count = this.rows; this.cleared = true; this.changed(); this.cleared = false; }
  pick(row) { this.picked = row === this.picked ? -1 : row; this.changed(); }
  onChange(listener) { this.listeners.push(listener); }
  changed() { for (const listener of this.listeners) listener(); }
  // What a cell shows, and what it means when it is empty.
  text(column, row) {
    const value = column.values[row];
    if (value === null) return column.absent ? Q.notModelled : "";
    return typeof value === "number" ? Q.number(value, column.unit, 5) : value;
  }
  // The same in the form of its column, whose header has the unit.
  cell(column, row) {
    const value = column.values[row];
    if (column.name === "front") return value === 1 ? "yes" : "";
    return typeof value === "number" && column.form ? column.form(value) : this.text(column, row);
  }
  commandOf(row) {
    const own = this.column("command");
    if (own) return own.values[row] || "";
    if (!this.command.base) return "";
    let out = this.command.base;
    for (const [name, option] of this.command.parts) {
      const value = this.values(name)[row];
      if (value !== null && value !== undefined) out += option.endsWith("=") ? ` --set ${Q.shell(option.slice(6) + value)}` : ` ${option} ${Q.shell(String(value))}`;
    }
    return out;
  }
  csv(onlySelected) {
    const cell = (v) => (v === null ? "" : typeof v === "string" && /[",\r\n]/.test(v) ? `"${v.replace(/"/g, '""')}"` : String(v));
    const lines = [this.columns.map((c) => cell(c.name)).join(",")];
    for (let r = 0; r < this.rows; ++r) if (!onlySelected || this.selected[r]) lines.push(this.columns.map((c) => cell(c.values[r])).join(","));
    return lines.join("\n") + "\n";
  }
};
Q.shell = (word) => (/^[\w\-.,/=+:@%]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`);
Q.tables = Q.page.tables.map((json) => new Q.Table(json));
Q.table = (id) => Q.byId(Q.tables, id);

// --- elements ----------------------------------------------------------------------------------------------------------
// Text is always text: names out of files never become markup.
Q.el = function (tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined) node.append(child);
  return node;
};
Q.button = (text, onclick, attributes = {}) => Q.el("button", { type: "button", onclick, ...attributes }, text);
Q.says = function (text) { document.getElementById("says").textContent = text; };

Q.save = function (name, text, type) {
  const link = Q.el("a", { download: name, href: URL.createObjectURL(new Blob([text], { type })) });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
Q.copy = async function (text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = Q.el("textarea", { class: "unseen" });  // pages that are opened from disk have no clipboard of their own
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  Q.says("Copied");
  const before = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = before; }, 1200);
};

Q.tip = {
  node: document.getElementById("tip"),
  show(lines, x, y) {
    this.node.replaceChildren(...lines.map((line, i) => Q.el(i === 0 ? "b" : "div", {}, line)));
    this.node.hidden = false;
    const box = this.node.getBoundingClientRect();
    this.node.style.left = `${Math.max(4, Math.min(x + 14, window.innerWidth - box.width - 8))}px`;
    this.node.style.top = `${y + 14 + box.height > window.innerHeight ? Math.max(4, y - box.height - 10) : y + 14}px`;
  },
  hide() { this.node.hidden = true; },
};

// --- colours -----------------------------------------------------------------------------------------------------------
Q.css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
Q.seriesCount = 8;
Q.colour = (index) => Q.css(`--s${index % Q.seriesCount}`);
Q.numbered = function (values) {
  const names = [];
  const index = new Map();
  for (const v of values) if (!index.has(v)) { index.set(v, names.length); names.push(v); }
  return { names, of: (v) => index.get(v) };
};

// --- drawings ----------------------------------------------------------------------------------------------------------
// `draw(width)` is called again when the width or the colours change.
Q.drawings = [];
Q.drawing = function (node, draw) {
  const redraw = () => { const width = Math.floor(node.clientWidth); if (width > 0) draw(width); };
  Q.drawings.push(redraw);
  let last = 0;
  new ResizeObserver(() => { if (Math.abs(node.clientWidth - last) > 1) { last = node.clientWidth; redraw(); } }).observe(node);
  return redraw;
};
Q.redrawAll = () => { for (const redraw of Q.drawings) redraw(); };

// Widens an extent that has no length; nice round ends on a linear axis.
Q.scale = function (values, log, range) {
  let low = Infinity, high = -Infinity;
  for (const v of values) if (Number.isFinite(v) && (!log || v > 0)) { if (v < low) low = v; if (v > high) high = v; }
  if (low > high) { low = log ? 1 : 0; high = log ? 10 : 1; }
  if (log) return d3.scaleLog([low / 1.15, high * 1.15], range);
  if (low === high) { const half = low === 0 ? 0.5 : Math.abs(low) * 0.05; low -= half; high += half; }
  return d3.scaleLinear([low, high], range).nice();
};
Q.ticks = function (scale, log, count) {
  if (!log) return scale.ticks(count);
  const [low, high] = scale.domain();
  const few = Math.log10(high / low) < 2;
  return scale.ticks(count).filter((v) => { const m = v / 10 ** Math.floor(Math.log10(v) + 1e-9); return [1].concat(few ? [2, 5] : []).some((f) => Math.abs(m - f) < 1e-6); });
};
// Axes with grid and titles inside `box` {left, top, right, bottom, width, height}.
Q.axes = function (svg, box, x, y, cx, cy, xLog, yLog, xFormat = Q.tick(cx.unit)) {
  const inner = { w: box.width - box.left - box.right, h: box.height - box.top - box.bottom };
  const xTicks = Q.ticks(x, xLog, Math.max(2, Math.round(inner.w / 90))), yTicks = Q.ticks(y, yLog, Math.max(2, Math.round(inner.h / 50)));
  const gx = svg.append("g").attr("class", "axis").attr("transform", `translate(0,${box.height - box.bottom})`);
  gx.call(d3.axisBottom(x).tickValues(xTicks).tickFormat(xFormat).tickSizeInner(-inner.h).tickSizeOuter(0).tickPadding(8));
  const gy = svg.append("g").attr("class", "axis").attr("transform", `translate(${box.left},0)`);
  gy.call(d3.axisLeft(y).tickValues(yTicks).tickFormat(Q.tick(cy.unit)).tickSizeInner(-inner.w).tickSizeOuter(0).tickPadding(8));
  svg.append("text").attr("class", "axis-title").attr("x", box.left + inner.w / 2).attr("y", box.height - 6).attr("text-anchor", "middle").text(Q.axisTitle(cx));
  svg.append("text").attr("class", "axis-title").attr("transform", `translate(14,${box.top + inner.h / 2}) rotate(-90)`).attr("text-anchor", "middle").text(Q.axisTitle(cy));
};
Q.svg = function (node, width, height, label) {
  return d3.select(node).append("svg").attr("width", width).attr("height", height).attr("viewBox", `0 0 ${width} ${height}`).attr("role", "img").attr("aria-label", label);
};
// A canvas as sharp as the screen, or as paper.
Q.canvas = function (node, width, height) {
  const ratio = Math.max(2, window.devicePixelRatio || 1);
  const canvas = Q.el("canvas", { width: Math.round(width * ratio), height: Math.round(height * ratio), "aria-hidden": "true" });
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  node.append(canvas);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  return context;
};
Q.legend = function (node, items) {
  if (items.length) node.append(Q.el("ul", { class: "legend" }, items.map(([name, colour, shape]) => {
    const key = Q.el("span", { class: `key ${shape || "square"}` });
    key.style.setProperty("--c", colour);
    return Q.el("li", {}, key, name);
  })));
};
