// Lines over a common axis, with a band where there is one. Each series has a dash and a colour of its own.
Q.dashes = ["", "7 3", "2 3", "9 3 2 3", "12 4"];

Q.Lines = class {
  constructor(figure, plot) {
    this.plot = plot;
    this.table = Q.table(plot.table);
    this.node = figure.querySelector(".drawing");
    this.redraw = Q.drawing(this.node, (width) => this.draw(width));
    this.table.onChange(() => this.redraw());
  }
  series() {
    const t = this.table, { series, x, y, low, high } = this.plot.roles;
    const names = Q.numbered(t.values(series)), out = names.names.map((name) => ({ name, points: [] }));
    for (let r = 0; r < t.rows; ++r) {
      const px = t.values(x)[r], py = t.values(y)[r];
      if (px === null || py === null || (this.plot.logX && px <= 0)) continue;
      out[names.of(t.values(series)[r])].points.push({ row: r, x: px, y: py, low: low ? t.values(low)[r] ?? py : py, high: high ? t.values(high)[r] ?? py : py });
    }
    for (const s of out) s.points.sort((a, b) => a.x - b.x);
    return out;
  }
  draw(width) {
    const height = Math.round(Math.min(420, Math.max(280, width * 0.5))), box = { left: 74, right: 22, top: 14, bottom: 48, width, height };
    const series = this.series(), cx = this.table.column(this.plot.roles.x), cy = this.table.column(this.plot.roles.y), all = series.flatMap((s) => s.points);
    const x = Q.scale(all.map((p) => p.x), this.plot.logX, [box.left, width - box.right]);
    const y = Q.scale(all.flatMap((p) => [p.y, p.low, p.high]).concat(this.plot.lines.flatMap((l) => l.points.map((p) => p[1]))), this.plot.logY, [height - box.bottom, box.top]);
    this.node.replaceChildren();
    const svg = Q.svg(this.node, width, height, `${this.plot.title}: ${Q.titled(cy)} against ${Q.titled(cx)}`);
    const places = [...new Set(all.map((p) => p.x))].sort((a, b) => a - b);
    const spoken = cx.unit === "s" && this.plot.logX && places.length <= 8;
    Q.axes(svg, box, x, y, cx, cy, this.plot.logX, this.plot.logY, spoken ? Q.duration : Q.tick(cx.unit));
    if (spoken) this.places(svg, x, places, box);
    const band = d3.area((p) => x(p.x), (p) => y(p.low), (p) => y(p.high)), line = d3.line((p) => x(p.x), (p) => y(p.y));
    const items = [];
    series.forEach((s, i) => {
      const colour = Q.colour(i);
      if (s.points.some((p) => p.low < p.high)) svg.append("path").attr("class", "band").attr("fill", colour).attr("d", band(s.points));
      svg.append("path").attr("class", "line").attr("stroke", colour).attr("stroke-dasharray", Q.dashes[i % Q.dashes.length]).attr("d", line(s.points));
      if (s.points.length <= 60) for (const p of s.points) this.dot(svg, s, p, colour, x(p.x), y(p.y), y);
      items.push([s.name, colour, "line"]);
    });
    this.plot.lines.forEach((l) => {
      svg.append("path").attr("class", "reference").attr("d", d3.line((p) => x(p[0]), (p) => y(p[1]))(l.points));
      items.push([l.name, Q.css("--reference"), "dashed"]);
    });
    if (all.length > 60) this.follow(svg, series, x, box);
    Q.legend(this.node, items);
  }
  // The points' own places instead of round numbers.
  places(svg, x, places, box) {
    const axis = svg.select(".axis");
    axis.selectAll("*").remove();
    let last = -Infinity;
    const shown = places.filter((p) => { const far = x(p) - last > 58; if (far) last = x(p); return far; });
    axis.call(d3.axisBottom(x).tickValues(shown).tickFormat(Q.duration).tickSizeInner(-(box.height - box.top - box.bottom)).tickSizeOuter(0).tickPadding(8));
  }
  dot(svg, s, p, colour, px, py, y) {
    if (p.low < p.high && s.points.length === 1) svg.append("line").attr("stroke", colour).attr("stroke-width", 2).attr("x1", px).attr("x2", px).attr("y1", y(p.low)).attr("y2", y(p.high));  // a band of one point
    const node = svg.append("circle").attr("class", "dot").attr("cx", px).attr("cy", py).attr("r", 4).attr("fill", colour).attr("tabindex", 0).attr("opacity", this.table.selected[p.row] ? 1 : 0.25);
    const show = (cx, cy) => { const lines = [s.name, ...this.table.columns.filter((c) => c.name !== this.plot.roles.series).map((c) => `${c.title}: ${this.table.text(c, p.row)}`)]; Q.tip.show(lines, cx, cy); };
    node.attr("aria-label", `${s.name}: ${this.table.text(this.table.column(this.plot.roles.x), p.row)}, ${this.table.text(this.table.column(this.plot.roles.y), p.row)}`);
    node.on("pointermove", (e) => show(e.clientX, e.clientY)).on("pointerleave", () => Q.tip.hide()).on("blur", () => Q.tip.hide());
    node.on("focus", (e) => { const b = e.target.getBoundingClientRect(); show(b.right, b.bottom); });
  }
  follow(svg, series, x, box) {
    const find = d3.bisector((p) => p.x).center, cx = this.table.column(this.plot.roles.x), cy = this.table.column(this.plot.roles.y);
    svg.on("pointermove", (event) => {
      const at = x.invert(Math.max(box.left, Math.min(box.width - box.right, d3.pointer(event)[0])));
      const lines = series.filter((s) => s.points.length).map((s) => { const p = s.points[find(s.points, at)]; return `${s.name}: ${Q.number(p.y, cy.unit)} at ${Q.number(p.x, cx.unit)}`; });
      Q.tip.show([this.plot.title, ...lines], event.clientX, event.clientY);
    }).on("pointerleave", () => Q.tip.hide());
  }
};
