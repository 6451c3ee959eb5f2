// Points with axes of the reader's choice, a brush that selects, and the Pareto front.
// A group has a shape beside its colour.
Q.shapes = ["dot", "square", "triangle", "diamond"];
Q.mark = function (c, shape, x, y, size) {
  c.beginPath();
  if (shape === "square") c.rect(x - size * 0.9, y - size * 0.9, size * 1.8, size * 1.8);
  else if (shape === "triangle") { c.moveTo(x, y - size * 1.2); c.lineTo(x + size * 1.1, y + size * 0.8); c.lineTo(x - size * 1.1, y + size * 0.8); }
  else if (shape === "diamond") { c.moveTo(x, y - size * 1.3); c.lineTo(x + size * 1.3, y); c.lineTo(x, y + size * 1.3); c.lineTo(x - size * 1.3, y); }
  else c.arc(x, y, size, 0, 7);
  c.fill();
};

Q.Scatter = class {
  constructor(figure, plot) {
    this.plot = plot;
    this.table = Q.table(plot.table);
    this.node = figure.querySelector(".drawing");
    this.x = plot.roles.x;
    this.y = plot.roles.y;
    this.log = { x: plot.logX, y: plot.logY };
    this.cursor = -1;
    this.groups = plot.roles.group ? Q.numbered(this.table.values(plot.roles.group)) : { names: [""], of: () => 0 };
    this.tools(figure.querySelector(".tools"));
    this.status = Q.el("p", { class: "status", role: "status" });
    this.node.before(this.status);
    this.redraw = Q.drawing(this.node, (width) => this.draw(width));
    this.table.onChange(() => { if (this.table.cleared) this.range = null; this.redraw(); });
  }
  tools(bar) {
    const columns = this.plot.columns.map((name) => this.table.column(name)).filter(Boolean);
    const choose = (axis) => Q.el("label", {}, `${axis}: `, Q.el("select", { class: `choose-${axis}`, onchange: (e) => this.choose(axis, e.target.value) },
      columns.map((c) => Q.el("option", { value: c.name, selected: c.name === this[axis] }, Q.titled(c)))));
    this.logBox = {};
    const log = (axis) => { this.logBox[axis] = Q.el("input", { type: "checkbox", onchange: (e) => { this.log[axis] = e.target.checked; this.forget(); } }); this.logBox[axis].checked = this.log[axis]; return Q.el("label", {}, this.logBox[axis], ` log ${axis}`); };
    if (columns.length > 2) bar.append(choose("x"), choose("y"));
    bar.append(log("x"), log("y"));
    bar.append(this.clear = Q.button("Clear selection", () => this.table.clear(), { class: "clear" }));
  }
  choose(axis, name) {
    this[axis] = name;
    const values = this.table.values(name).filter((v) => typeof v === "number");
    const positive = values.length > 0 && values.every((v) => v > 0);
    if (this.log[axis] && !positive) { this.log[axis] = false; this.logBox[axis].checked = false; }
    this.forget();
  }
  // A brush on other axes would mean other points.
  forget() { this.range = null; this.table.setFilter(`brush ${this.plot.id}`, null); this.redraw(); }

  points() {
    const xs = this.table.values(this.x), ys = this.table.values(this.y), out = [];
    for (let r = 0; r < this.table.rows; ++r) {
      const a = xs[r], b = ys[r];
      if (typeof a !== "number" || typeof b !== "number" || (this.log.x && a <= 0) || (this.log.y && b <= 0)) continue;
      out.push(r);
    }
    return out;
  }
  draw(width) {
    const height = Math.round(Math.min(460, Math.max(300, width * 0.6)));
    const box = { left: 74, right: 18, top: 14, bottom: 48, width, height };
    const cx = this.table.column(this.x), cy = this.table.column(this.y), rows = this.points();
    const home = this.x === this.plot.roles.x && this.y === this.plot.roles.y;
    const lines = home ? this.plot.lines : [];
    const sx = Q.scale(rows.map((r) => cx.values[r]).concat(lines.flatMap((l) => l.points.map((p) => p[0]))), this.log.x, [box.left, width - box.right]);
    const sy = Q.scale(rows.map((r) => cy.values[r]).concat(lines.flatMap((l) => l.points.map((p) => p[1]))), this.log.y, [height - box.bottom, box.top]);
    Object.assign(this, { sx, sy, rows, box });
    this.node.replaceChildren();
    this.stage = Q.el("div", { class: "stage", tabindex: "0", role: "application", "aria-label": `${this.plot.title}: arrow keys go from point to point, Enter picks one`, onkeydown: (e) => this.key(e) });
    this.stage.style.height = `${height}px`;
    this.node.append(this.stage);
    const under = Q.svg(this.stage, width, height, `${this.plot.title}: ${Q.titled(cy)} against ${Q.titled(cx)}`);
    Q.axes(under, box, sx, sy, cx, cy, this.log.x, this.log.y);
    this.context = Q.canvas(this.stage, width, height);
    const over = Q.svg(this.stage, width, height, "brush");
    this.paint();
    this.lines(over, lines);
    this.labels(over, rows);
    this.brush(over);
    const left = this.table.rows - rows.length;
    this.clear.hidden = !this.table.filtered;
    this.status.textContent = (this.table.filtered ? `${Q.grouped(this.table.count)} of ${Q.grouped(this.table.rows)} points selected` : `${Q.grouped(rows.length)} points`) + (left > 0 ? `; ${Q.grouped(left)} have no value here` : "");
    const items = this.groups.names.filter((n) => n).map((n, i) => [n, Q.colour(i), Q.shapes[i % Q.shapes.length]]);
    if (this.plot.roles.front) items.push(["Pareto front", Q.css("--front"), "ring"]);
    Q.legend(this.node, items);
  }
  paint() {
    const c = this.context, t = this.table, front = t.values(this.plot.roles.front || ""), groupOf = t.values(this.plot.roles.group || "");
    const dense = this.rows.length > 3000, radius = dense ? 2 : this.rows.length > 300 ? 3 : 4.5;
    const colours = this.groups.names.map((_, i) => Q.colour(i)), dim = Q.css("--dim"), ring = Q.css("--front");
    const xs = t.column(this.x).values, ys = t.column(this.y).values;
    const shape = (r) => Q.shapes[(this.groups.of(groupOf[r]) ?? 0) % Q.shapes.length];
    const put = (r, colour, alpha, size) => { c.globalAlpha = alpha; c.fillStyle = colour; Q.mark(c, shape(r), this.sx(xs[r]), this.sy(ys[r]), size); };
    for (const r of this.rows) if (!t.selected[r]) put(r, dim, 0.35, radius * 0.8);
    for (const r of this.rows) if (t.selected[r] && front[r] !== 1) put(r, colours[this.groups.of(groupOf[r]) ?? 0], dense ? 0.45 : 0.75, radius);
    for (const r of this.rows) if (front[r] === 1) {
      put(r, colours[this.groups.of(groupOf[r]) ?? 0], t.selected[r] ? 1 : 0.25, radius);
      c.strokeStyle = ring; c.lineWidth = 2; c.globalAlpha = t.selected[r] ? 1 : 0.3; c.beginPath(); c.arc(this.sx(xs[r]), this.sy(ys[r]), radius + 2, 0, 7); c.stroke();
    }
    if (t.picked >= 0 && this.rows.includes(t.picked)) { c.globalAlpha = 1; c.strokeStyle = Q.css("--ink"); c.lineWidth = 2.5; c.beginPath(); c.arc(this.sx(xs[t.picked]), this.sy(ys[t.picked]), radius + 6, 0, 7); c.stroke(); }
    c.globalAlpha = 1;
  }
  lines(over, lines) {
    const draw = d3.line((p) => this.sx(p[0]), (p) => this.sy(p[1]));
    const baselines = [];
    lines.forEach((l) => {
      over.append("path").attr("class", "reference").attr("d", draw(l.points));
      const last = l.points[l.points.length - 1];
      let y = this.sy(last[1]) - 6;
      while (baselines.some((b) => Math.abs(b - y) < 13)) y += 18;
      baselines.push(y);
      over.append("text").attr("class", "label").attr("x", this.sx(last[0])).attr("y", y).attr("text-anchor", "end").text(l.name);
    });
    this.taken = baselines.map((y) => [this.box.width / 2, this.box.width, y]);
  }
  // Beside each point as long as they are few; one that would cover another moves, or is left to the tooltip.
  labels(over, rows) {
    const column = this.table.column(this.plot.roles.label || "");
    if (!column || rows.length > 16) return;
    const taken = this.taken;
    for (const r of rows) {
      const x = this.sx(this.table.values(this.x)[r]), y = this.sy(this.table.values(this.y)[r]), words = String(column.values[r]), width = 6.4 * words.length;
      const left = x + 9 + width > this.box.width - this.box.right;
      const from = left ? x - 9 - width : x + 9;
      const base = [4, -8, 16, -20, 28].map((dy) => y + dy).find((b) => b < this.box.height - this.box.bottom - 2 && b > this.box.top + 8 && !taken.some((t) => from < t[1] && from + width > t[0] && Math.abs(b - t[2]) < 13));
      if (base === undefined) continue;
      taken.push([from, from + width, base]);
      over.append("text").attr("class", "label").attr("x", left ? x - 9 : x + 9).attr("y", base).attr("text-anchor", left ? "end" : "start").text(words);
    }
  }
  brush(over) {
    const b = this.box;
    const brush = d3.brush().extent([[b.left, b.top], [b.width - b.right, b.height - b.bottom]]).on("end", (event) => this.brushed(event));
    const layer = over.append("g").attr("class", "brush").call(brush);
    if (this.range) layer.call(brush.move, [[this.sx(this.range.x[0]), this.sy(this.range.y[1])], [this.sx(this.range.x[1]), this.sy(this.range.y[0])]]);
    over.on("pointermove", (event) => this.hover(d3.pointer(event, this.stage), event)).on("pointerleave", () => Q.tip.hide());
    over.on("click", (event) => { const r = this.nearest(d3.pointer(event, this.stage)); if (r >= 0) this.table.pick(r); });
  }
  brushed(event) {
    if (!event.sourceEvent) return;  // our own move
    if (!event.selection) { if (this.range) this.forget(); return; }
    const [[x0, y0], [x1, y1]] = event.selection;
    this.range = { x: [this.sx.invert(x0), this.sx.invert(x1)], y: [this.sy.invert(y1), this.sy.invert(y0)] };
    const { x, y } = this.range, xs = this.table.values(this.x), ys = this.table.values(this.y);
    this.table.setFilter(`brush ${this.plot.id}`, (r) => xs[r] !== null && ys[r] !== null && xs[r] >= x[0] && xs[r] <= x[1] && ys[r] >= y[0] && ys[r] <= y[1]);
    Q.says(`${this.table.count} points selected`);
  }
  nearest([px, py]) {
    const xs = this.table.values(this.x), ys = this.table.values(this.y);
    let best = -1, least = 14 * 14;
    for (const r of this.rows) { const d = (this.sx(xs[r]) - px) ** 2 + (this.sy(ys[r]) - py) ** 2; if (d < least) { least = d; best = r; } }
    return best;
  }
  describe(r) {
    const t = this.table, shown = [...new Set([this.plot.roles.label, this.plot.roles.group, "point", this.x, this.y, ...this.plot.columns])].map((n) => n && t.column(n)).filter(Boolean).slice(0, 12);
    const title = this.plot.roles.label ? t.text(shown.shift(), r) : "";
    return [title || `point ${t.values("point")[r] ?? r}`, ...shown.filter((c) => c.name !== "point").map((c) => `${c.title}: ${t.text(c, r)}`)];
  }
  hover(at, event) {
    const r = this.nearest(at);
    if (r < 0) Q.tip.hide(); else Q.tip.show(this.describe(r), event.clientX, event.clientY);
  }
  key(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const xs = this.table.values(this.x), order = this.rows.filter((r) => this.table.selected[r]).sort((a, b) => xs[a] - xs[b]);
    if (event.key === "Escape") { Q.tip.hide(); this.table.clear(); return; }
    if (event.key === "Enter" && this.cursor >= 0) { this.table.pick(this.cursor); this.stage.focus(); return; }
    if (!step || order.length === 0) return;
    event.preventDefault();
    const at = order.indexOf(this.cursor);
    this.cursor = order[at < 0 ? 0 : Math.max(0, Math.min(order.length - 1, at + step))];
    const lines = this.describe(this.cursor), frame = this.stage.getBoundingClientRect();
    Q.tip.show(lines, frame.left + this.sx(xs[this.cursor]), frame.top + this.sy(this.table.values(this.y)[this.cursor]));
    Q.says(lines.join(", "));
  }
};
