// Horizontal stacks: one bar a category, one colour a series.
Q.Bars = class {
  constructor(figure, plot) {
    this.plot = plot;
    this.table = Q.table(plot.table);
    this.node = figure.querySelector(".drawing");
    this.shares = false;
    const box = Q.el("input", { type: "checkbox", onchange: (e) => { this.shares = e.target.checked; this.redraw(); } });
    if (this.table.column(plot.roles.value).unit !== "%") figure.querySelector(".tools").append(Q.el("label", {}, box, " shares of each bar"));
    this.redraw = Q.drawing(this.node, (width) => this.draw(width));
    this.table.onChange(() => this.redraw());
  }
  stacks() {
    const { category, series, value } = this.plot.roles, t = this.table;
    const categories = Q.numbered(t.values(category)), kinds = Q.numbered(t.values(series));
    const bars = categories.names.map((name) => ({ name, parts: [], sum: 0, whole: true }));
    for (let r = 0; r < t.rows; ++r) {
      const bar = bars[categories.of(t.values(category)[r])], v = t.values(value)[r];
      if (v === null) { bar.whole = false; continue; }
      bar.parts.push({ row: r, series: kinds.of(t.values(series)[r]), from: bar.sum, to: bar.sum + v });
      bar.sum += v;
    }
    return { bars, kinds };
  }
  draw(width) {
    const column = this.table.column(this.plot.roles.value), { bars, kinds } = this.stacks();
    const left = Math.min(width * 0.34, 14 + 6.6 * Math.max(6, ...bars.map((b) => b.name.length)));
    const rowHeight = 26, box = { left, right: 96, top: 8, bottom: 46, width, height: 54 + rowHeight * bars.length };
    const most = Math.max(...bars.map((b) => b.sum), 0) || 1;
    const x = (this.shares ? d3.scaleLinear([0, 100], [box.left, width - box.right]) : d3.scaleLinear([0, most], [box.left, width - box.right]).nice());
    const y = d3.scaleBand(bars.map((_, i) => i), [box.top, box.height - box.bottom]).padding(0.28);
    this.node.replaceChildren();
    const svg = Q.svg(this.node, width, box.height, `${this.plot.title}: ${column.title} by ${this.plot.roles.category} and ${this.plot.roles.series}`);
    const g = svg.append("g").attr("class", "axis").attr("transform", `translate(0,${box.height - box.bottom})`);
    g.call(d3.axisBottom(x).ticks(Math.max(2, Math.round((width - box.left - box.right) / 90))).tickFormat(Q.tick(this.shares ? "%" : column.unit)).tickSizeInner(-(box.height - box.top - box.bottom)).tickSizeOuter(0).tickPadding(8));
    svg.append("text").attr("class", "axis-title").attr("x", (box.left + width - box.right) / 2).attr("y", box.height - 6).attr("text-anchor", "middle").text(this.shares ? `share of ${column.title} [%]` : Q.axisTitle(column));
    bars.forEach((bar, i) => {
      const scale = this.shares && bar.sum > 0 ? 100 / bar.sum : 1;
      const letters = Math.floor((box.left - 14) / 6.4);
      svg.append("text").attr("class", "label").attr("x", box.left - 8).attr("y", y(i) + y.bandwidth() / 2 + 4).attr("text-anchor", "end").text(bar.name.length > letters ? `${bar.name.slice(0, letters - 1)}…` : bar.name).append("title").text(bar.name);
      for (const part of bar.parts) {
        const at = x(part.from * scale), to = x(part.to * scale);
        svg.append("rect").attr("x", at).attr("y", y(i)).attr("width", Math.max(0, to - at)).attr("height", y.bandwidth()).attr("fill", Q.colour(part.series))
          .attr("opacity", this.table.selected[part.row] ? 1 : 0.2).attr("class", "part").attr("data-row", part.row)
          .on("pointermove", (event) => Q.tip.show(this.describe(bar, part), event.clientX, event.clientY)).on("pointerleave", () => Q.tip.hide());
      }
      svg.append("text").attr("class", bar.whole ? "value" : "value absent").attr("x", x((this.shares && bar.sum > 0 ? 100 : bar.sum)) + 6).attr("y", y(i) + y.bandwidth() / 2 + 4).text(bar.whole ? Q.number(bar.sum, column.unit, 3) : Q.notModelled);
    });
    Q.legend(this.node, kinds.names.map((name, i) => [name, Q.colour(i)]));
  }
  describe(bar, part) {
    const t = this.table;
    return [bar.name, ...t.columns.filter((c) => c.name !== this.plot.roles.category).map((c) => `${c.title}: ${t.text(c, part.row)}`)];
  }
};
