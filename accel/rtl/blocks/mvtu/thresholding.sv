// Thresholding: BIAS + the number of a channel's thresholds that are not above x, PE channels in each cycle.
//
//   s_axis_in ─▶ register ─▶ OUT_BITS stages of binary search ─▶ FIFO ─▶ m_axis_out
//   s_axis_t ─▶ tables of the stages
//
// A beat a cycle, latency OUT_BITS + 2 (DEEP: 2·OUT_BITS + 2); a beat is taken while fewer than latency + 1 are inside.
// Before the first beat the tables are loaded once: s_axis_t, (CHANNELS/PE)·(2^OUT_BITS − 1) beats, the thresholds of one group
// of PE channels in ascending order, then the next group's. Until then s_axis_in is not ready; a threshold that is never
// reached is one above the largest x.
//   s_axis_in   lane p: channel group·PE + p   (BITS each, SIGNED_IN)
//   s_axis_t    lane p: channel group·PE + p   (BITS + 2 each, signed)
//   m_axis_out  lane p                         (OUT_BITS each)
module thresholding #(
    parameter int unsigned CHANNELS = 8,
    parameter int unsigned PE = 2,
    parameter int unsigned BITS = 16,
    parameter int unsigned OUT_BITS = 4,
    parameter int          BIAS = 0,
    parameter int unsigned SIGNED_IN = 1,
    parameter int unsigned DEEP = 0,
    localparam int unsigned T_BITS = BITS + 2,
    localparam int unsigned IN_WIDTH = PE * BITS,
    localparam int unsigned T_WIDTH = PE * T_BITS,
    localparam int unsigned OUT_WIDTH = PE * OUT_BITS
) (
    input  logic                          clk,
    input  logic                          rst_n,
    input  logic                          s_axis_in_tvalid,
    output logic                          s_axis_in_tready,
    input  logic [(IN_WIDTH+7)/8*8-1:0]   s_axis_in_tdata,
    input  logic                          s_axis_t_tvalid,
    output logic                          s_axis_t_tready,
    input  logic [(T_WIDTH+7)/8*8-1:0]    s_axis_t_tdata,
    output logic                          m_axis_out_tvalid,
    input  logic                          m_axis_out_tready,
    output logic [(OUT_WIDTH+7)/8*8-1:0]  m_axis_out_tdata
);
  localparam int unsigned GROUPS = CHANNELS / PE;
  localparam int unsigned GROUP_BITS = GROUPS > 1 ? $clog2(GROUPS) : 1;
  localparam int unsigned ROOM = (DEEP != 0 ? 2 * OUT_BITS : OUT_BITS) + 3;
  localparam int unsigned ROOM_BITS = $clog2(ROOM + 1);
  if (CHANNELS % PE != 0) $error("PE %0d does not divide CHANNELS %0d", PE, CHANNELS);

  // Loading: (group, index 1 … 2^OUT_BITS − 1); a stage takes those that are its own.
  logic [GROUP_BITS-1:0] load_group;
  logic [OUT_BITS-1:0] load_index;
  logic loaded;
  wire load = s_axis_t_tvalid && s_axis_t_tready;
  assign s_axis_t_tready = !loaded;
  always_ff @(posedge clk) begin
    if (!rst_n) begin
      load_group <= '0;
      load_index <= OUT_BITS'(1);
      loaded <= 1'b0;
    end else if (load) begin
      load_index <= load_index == '1 ? OUT_BITS'(1) : load_index + 1'b1;
      if (load_index == '1) begin
        load_group <= load_group + 1'b1;
        loaded <= load_group == GROUP_BITS'(GROUPS - 1);
      end
    end
  end

  // Credits: as many beats inside as the FIFO holds.
  logic [ROOM_BITS-1:0] beats;
  assign s_axis_in_tready = loaded && beats != ROOM_BITS'(ROOM);
  wire take = s_axis_in_tvalid && s_axis_in_tready;
  wire give = m_axis_out_tvalid && m_axis_out_tready;
  always_ff @(posedge clk) begin
    if (!rst_n) beats <= '0;
    else if (take != give) beats <= take ? beats + 1'b1 : beats - 1'b1;
  end

  // Between the stages; index 0 is the input register.
  logic valid[OUT_BITS+1];
  logic [GROUP_BITS-1:0] group[OUT_BITS+1];
  logic [IN_WIDTH-1:0] x[OUT_BITS+1];
  logic [OUT_WIDTH-1:0] y[OUT_BITS+1];

  logic [GROUP_BITS-1:0] next_group;
  logic in_valid;
  logic [GROUP_BITS-1:0] in_group;
  logic [IN_WIDTH-1:0] in_x;
  always_ff @(posedge clk) begin
    if (!rst_n) begin
      next_group <= '0;
      in_valid <= 1'b0;
    end else begin
      in_valid <= take;
      if (take) next_group <= next_group == GROUP_BITS'(GROUPS - 1) ? '0 : next_group + 1'b1;
    end
    in_group <= next_group;
    in_x <= s_axis_in_tdata[IN_WIDTH-1:0];
  end
  assign valid[0] = in_valid;
  assign group[0] = in_group;
  assign x[0] = in_x;
  assign y[0] = '0;

  for (genvar i = 0; i < OUT_BITS; ++i) begin : g_stage
    threshold_stage #(.PE(PE), .BITS(BITS), .OUT_BITS(OUT_BITS), .BIT(OUT_BITS - 1 - i), .GROUPS(GROUPS), .SIGNED_IN(SIGNED_IN),
                      .DEEP(DEEP)) stage (
        .clk, .rst_n, .load, .load_group, .load_index, .load_data(s_axis_t_tdata[T_WIDTH-1:0]),
        .in_valid(valid[i]), .in_group(group[i]), .in_x(x[i]), .in_y(y[i]),
        .out_valid(valid[i+1]), .out_group(group[i+1]), .out_x(x[i+1]), .out_y(y[i+1]));
  end

  logic [OUT_WIDTH-1:0] count, out_data;
  always_comb begin
    for (int unsigned p = 0; p < PE; ++p) count[p*OUT_BITS+:OUT_BITS] = y[OUT_BITS][p*OUT_BITS+:OUT_BITS] + OUT_BITS'(BIAS);
  end
  logic unused_ready;  // credits keep the FIFO from overflowing
  stream_fifo #(.WIDTH(OUT_WIDTH), .DEPTH(ROOM)) results (
      .clk, .rst_n, .in_valid(valid[OUT_BITS]), .in_ready(unused_ready), .in_data(count),
      .out_valid(m_axis_out_tvalid), .out_ready(m_axis_out_tready), .out_data);
  always_comb begin
    m_axis_out_tdata = '0;
    m_axis_out_tdata[OUT_WIDTH-1:0] = out_data;
  end

  wire unused_last = |{group[OUT_BITS], x[OUT_BITS]};
  if (IN_WIDTH % 8 != 0) begin : g_in_padding
    wire unused = |s_axis_in_tdata[$high(s_axis_in_tdata):IN_WIDTH];
  end
  if (T_WIDTH % 8 != 0) begin : g_t_padding
    wire unused = |s_axis_t_tdata[$high(s_axis_t_tdata):T_WIDTH];
  end
endmodule
