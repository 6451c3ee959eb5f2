// One upright axis a column, one line a point; dragging along an axis keeps the lines that pass there.
Q.mostLines = 3000;

Q.Parallel = class {
  constructor(figure, plot) {
    this.plot = plot;
    this.table = Q.table(plot.table);
    this.node = figure.querySelector(".drawing");
    this.ranges = new Map();
    if (plot.columns.length > 5) figure.classList.add("wide");
    figure.querySelector(".tools").append(this.clear = Q.button("Clear selection", () => this.table.clear(), { class: "clear" }));
    this.status = Q.el("p", { class: "status", role: "status" });
    this.node.before(this.status);
    this.redraw = Q.drawing(this.node, (width) => this.draw(width));
    this.table.onChange(() => { if (this.table.cleared) { this.ranges.clear(); this.redraw(); } else this.paint(); });
  }
  draw(width) {
    const columns = this.plot.columns.map((name) => this.table.column(name)).filter(Boolean);
    const spacing = (width - 130) / Math.max(1, columns.length - 1);
    const tight = columns.some((c) => 7.2 * this.titleOf(c).length > spacing);  // titles stand on two levels then
    this.letters = Math.max(8, Math.floor((tight ? 2 : 1) * spacing / 7.2));
    const box = { left: 70, right: 60, top: tight ? 56 : 44, bottom: 16 }, height = 340 + (tight ? 12 : 0);
    const place = d3.scalePoint(columns.map((c) => c.name), [box.left, width - box.right]);
    this.axes = columns.map((column) => {
      const names = column.numeric ? null : Q.numbered(column.values.filter((v) => v !== null)).names.sort();
      const log = column.numeric && column.values.every((v) => v === null || v > 0) && Math.max(...this.span(column)) / Math.min(...this.span(column)) > 100;
      const scale = names ? d3.scalePoint(names, [height - box.bottom, box.top]).padding(0.2) : Q.scale(column.values.filter((v) => v !== null), log, [height - box.bottom, box.top]);
      return { column, names, log, scale, x: columns.length > 1 ? place(column.name) : width / 2 };
    });
    this.node.replaceChildren();
    const stage = Q.el("div", { class: "stage" });
    stage.style.height = `${height}px`;
    this.node.append(stage);
    this.size = { width, height };
    this.context = Q.canvas(stage, width, height);
    const svg = Q.svg(stage, width, height, `${this.plot.title}: ${columns.map((c) => c.title).join(", ")}`);
    this.axes.forEach((axis, i) => this.axis(svg, axis, tight && i % 2 === 1 ? 16 : 30, box, height));
    this.paint();
    if (this.plot.roles.front) Q.legend(this.node, [["points", Q.colour(0), "line"], ["Pareto front", Q.css("--front"), "line"]]);
  }
  titleOf(column) { return Q.axisTitle(column).split(".").pop(); }
  span(column) {
    let low = Infinity, high = -Infinity;
    for (const v of column.values) if (v !== null) { if (v < low) low = v; if (v > high) high = v; }
    return [low, high];
  }
  axis(svg, axis, titleAt, box, height) {
    const g = svg.append("g").attr("class", "axis upright").attr("transform", `translate(${axis.x},0)`);
    const values = axis.names ? null : Q.ticks(axis.scale, axis.log, 6);
    g.call(d3.axisLeft(axis.scale).tickValues(values || axis.names).tickFormat(axis.names ? (v) => (String(v).length > 12 ? `${String(v).slice(0, 11)}…` : v) : Q.tick(axis.column.unit)).tickSizeOuter(0));
    const title = this.titleOf(axis.column);
    const text = g.append("text").attr("class", "axis-title").attr("y", titleAt).attr("text-anchor", "middle").text(title.length > this.letters ? `${title.slice(0, this.letters - 1)}…` : title);
    text.append("title").text(`${axis.column.name}${axis.column.unit ? ` [${axis.column.unit}]` : ""}`);
    const brush = d3.brushY().extent([[-10, box.top], [10, height - box.bottom]]).on("end", (event) => this.brushed(axis, event));
    const layer = g.append("g").attr("class", "brush").attr("data-axis", axis.column.name).call(brush);
    const kept = this.ranges.get(axis.column.name);
    if (kept) layer.call(brush.move, kept.px);
  }
  brushed(axis, event) {
    if (!event.sourceEvent) return;
    const name = axis.column.name, v = axis.column.values;
    if (!event.selection) { this.ranges.delete(name); this.table.setFilter(`axis ${name}`, null); return; }
    const [top, bottom] = event.selection;
    this.ranges.set(name, { px: event.selection });
    const at = axis.scale;
    this.table.setFilter(`axis ${name}`, (r) => v[r] !== null && at(v[r]) >= top && at(v[r]) <= bottom);
    Q.says(`${this.table.count} points selected`);
  }
  line(r) {
    const c = this.context;
    let open = false;
    c.beginPath();
    for (const { column, scale, x } of this.axes) {
      const value = column.values[r];
      if (value === null) { open = false; continue; }  // no line where the point has no value
      if (open) c.lineTo(x, scale(value)); else c.moveTo(x, scale(value));
      open = true;
    }
    c.stroke();
  }
  paint() {
    if (!this.context) return;
    const c = this.context, t = this.table, front = t.values(this.plot.roles.front || "");
    c.clearRect(0, 0, this.size.width, this.size.height);
    const stride = Math.max(1, Math.ceil(t.rows / Q.mostLines)), chosen = [];
    for (let r = 0; r < t.rows; ++r) if (front[r] === 1 || r % stride === 0) chosen.push(r);
    c.lineWidth = 1;
    if (t.filtered) { c.strokeStyle = Q.css("--dim"); c.globalAlpha = 0.12; for (const r of chosen) if (!t.selected[r]) this.line(r); }
    c.strokeStyle = Q.colour(0);
    c.globalAlpha = Math.max(0.08, Math.min(0.7, 120 / Math.max(1, Math.min(t.count, chosen.length))));
    for (const r of chosen) if (t.selected[r] && front[r] !== 1) this.line(r);
    c.strokeStyle = Q.css("--front"); c.globalAlpha = Math.max(0.25, Math.min(0.9, 60 / chosen.filter((r) => front[r] === 1).length)); c.lineWidth = 1.6;
    for (const r of chosen) if (t.selected[r] && front[r] === 1) this.line(r);
    if (t.picked >= 0) { c.strokeStyle = Q.css("--ink"); c.globalAlpha = 1; c.lineWidth = 3; this.line(t.picked); }
    c.globalAlpha = 1;
    this.clear.hidden = !t.filtered;
    this.status.textContent = (t.filtered ? `${Q.grouped(t.count)} of ${Q.grouped(t.rows)} points selected` : `${Q.grouped(t.rows)} points`) + (stride > 1 ? `; every ${stride}th of them and the front are drawn` : "");
  }
};
