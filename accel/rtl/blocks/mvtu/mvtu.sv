// Folded matrix-vector-threshold unit: sums of a matrix-vector unit through a FIFO into thresholds.
//
//   s_axis_in ─▶ mvu ─▶ [FIFO of FIFO_DEPTH beats; 0: a wire] ─▶ thresholding ─▶ m_axis_out
//   s_axis_w ─────▲          s_axis_t (once, before the first beat) ──▲
//
// Ports, orders and timing of the parts: mvu.sv, thresholding.sv.
module mvtu #(
    parameter int unsigned MW = 32,
    parameter int unsigned MH = 16,
    parameter int unsigned PE = 4,
    parameter int unsigned SIMD = 8,
    parameter int unsigned ABITS = 8,
    parameter int unsigned WBITS = 8,
    parameter int unsigned ACCBITS = 24,
    parameter int unsigned SIGNED_ACT = 0,
    parameter int unsigned DEPTH = 5,
    parameter int unsigned FIFO_DEPTH = 2,
    parameter int unsigned OUT_BITS = 4,
    parameter int          BIAS = 0,
    localparam int unsigned IN_WIDTH = (SIMD * ABITS + 7) / 8 * 8,
    localparam int unsigned W_WIDTH = (PE * SIMD * WBITS + 7) / 8 * 8,
    localparam int unsigned SUM_WIDTH = (PE * ACCBITS + 7) / 8 * 8,
    localparam int unsigned T_WIDTH = (PE * (ACCBITS + 2) + 7) / 8 * 8,
    localparam int unsigned OUT_WIDTH = (PE * OUT_BITS + 7) / 8 * 8
) (
    input  logic                  clk,
    input  logic                  rst_n,
    input  logic                  s_axis_in_tvalid,
    output logic                  s_axis_in_tready,
    input  logic [IN_WIDTH-1:0]   s_axis_in_tdata,
    input  logic                  s_axis_w_tvalid,
    output logic                  s_axis_w_tready,
    input  logic [W_WIDTH-1:0]    s_axis_w_tdata,
    input  logic                  s_axis_t_tvalid,
    output logic                  s_axis_t_tready,
    input  logic [T_WIDTH-1:0]    s_axis_t_tdata,
    output logic                  m_axis_out_tvalid,
    input  logic                  m_axis_out_tready,
    output logic [OUT_WIDTH-1:0]  m_axis_out_tdata
);
  logic sum_valid, sum_ready, queued_valid, queued_ready;
  logic [SUM_WIDTH-1:0] sum, queued;

  mvu #(.MW(MW), .MH(MH), .PE(PE), .SIMD(SIMD), .ABITS(ABITS), .WBITS(WBITS), .ACCBITS(ACCBITS), .SIGNED_ACT(SIGNED_ACT),
        .DEPTH(DEPTH)) matrix (
      .clk, .rst_n, .s_axis_in_tvalid, .s_axis_in_tready, .s_axis_in_tdata, .s_axis_w_tvalid, .s_axis_w_tready, .s_axis_w_tdata,
      .m_axis_out_tvalid(sum_valid), .m_axis_out_tready(sum_ready), .m_axis_out_tdata(sum));

  if (FIFO_DEPTH == 0) begin : g_wire
    assign queued_valid = sum_valid;
    assign queued = sum;
    assign sum_ready = queued_ready;
  end else begin : g_fifo
    stream_fifo #(.WIDTH(SUM_WIDTH), .DEPTH(FIFO_DEPTH)) queue (
        .clk, .rst_n, .in_valid(sum_valid), .in_ready(sum_ready), .in_data(sum),
        .out_valid(queued_valid), .out_ready(queued_ready), .out_data(queued));
  end

  thresholding #(.CHANNELS(MH), .PE(PE), .BITS(ACCBITS), .OUT_BITS(OUT_BITS), .BIAS(BIAS)) thresholds (
      .clk, .rst_n, .s_axis_in_tvalid(queued_valid), .s_axis_in_tready(queued_ready), .s_axis_in_tdata(queued),
      .s_axis_t_tvalid, .s_axis_t_tready, .s_axis_t_tdata, .m_axis_out_tvalid, .m_axis_out_tready, .m_axis_out_tdata);
endmodule
