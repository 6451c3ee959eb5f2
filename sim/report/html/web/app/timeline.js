// Tracks of time: one row a track, one bar a span.
Q.Timeline = class {
  constructor(figure, plot) {
    this.plot = plot;
    this.table = Q.table(plot.table);
    this.node = figure.querySelector(".drawing");
    this.redraw = Q.drawing(this.node, (width) => this.draw(width));
    this.table.onChange(() => this.redraw());
  }
  draw(width) {
    const t = this.table, { track, begin, end, state } = this.plot.roles;
    const tracks = Q.numbered(t.values(track)), states = Q.numbered(t.values(state)), from = t.values(begin), to = t.values(end);
    const left = Math.min(width * 0.34, 14 + 6.6 * Math.max(6, ...tracks.names.map((n) => n.length)));
    const rowHeight = tracks.names.length > 40 ? 18 : 24, box = { left, right: 24, top: 8, bottom: 46, width, height: 54 + rowHeight * tracks.names.length };
    const low = d3.extent(from)[0] ?? 0, high = d3.max(to) ?? 1;
    const x = d3.scaleLinear([low, high > low ? high : low + 1], [box.left, width - box.right]);
    this.node.replaceChildren();
    const svg = Q.svg(this.node, width, box.height, this.plot.title);
    const g = svg.append("g").attr("class", "axis").attr("transform", `translate(0,${box.height - box.bottom})`);
    g.call(d3.axisBottom(x).ticks(Math.max(2, Math.round((width - box.left - box.right) / 90))).tickFormat(Q.tick(t.column(begin).unit)).tickSizeInner(-(box.height - box.top - box.bottom)).tickSizeOuter(0).tickPadding(8));
    svg.append("text").attr("class", "axis-title").attr("x", (box.left + width - box.right) / 2).attr("y", box.height - 6).attr("text-anchor", "middle").text(Q.axisTitle(t.column(begin)));
    const letters = Math.floor((left - 14) / 6.4);
    tracks.names.forEach((name, i) => svg.append("text").attr("class", "label").attr("x", left - 8).attr("y", box.top + rowHeight * i + rowHeight / 2 + 4).attr("text-anchor", "end")
      .text(name.length > letters ? `${name.slice(0, letters - 1)}…` : name).append("title").text(name));
    for (let r = 0; r < t.rows; ++r) {
      if (from[r] === null || to[r] === null) continue;
      svg.append("rect").attr("class", "part").attr("x", x(from[r])).attr("y", box.top + rowHeight * tracks.of(t.values(track)[r]) + 3).attr("width", Math.max(1.5, x(to[r]) - x(from[r]))).attr("height", rowHeight - 6)
        .attr("fill", Q.colour(states.of(t.values(state)[r]))).attr("opacity", t.selected[r] ? 1 : 0.2)
        .on("pointermove", (event) => Q.tip.show(this.describe(r), event.clientX, event.clientY)).on("pointerleave", () => Q.tip.hide());
    }
    if (states.names.length <= Q.seriesCount) Q.legend(this.node, states.names.map((name, i) => [name, Q.colour(i)]));
  }
  describe(r) { const t = this.table; return [t.text(t.column(this.plot.roles.track), r), ...t.columns.filter((c) => c.name !== this.plot.roles.track && c.values[r] !== "" && c.values[r] !== null).map((c) => `${c.title}: ${t.text(c, r)}`)]; }
};
