// Folded matrix-vector unit: PE rows × SIMD columns of an MH × MW matrix in each cycle.
//
//   s_axis_in ─▶ [replay buffer, if MH/PE > 1] ─▶ ┐
//   s_axis_w ────────────────────────────────────▶┴▶ core: DEPTH registers ─▶ output slice ─▶ m_axis_out
//
// A vector is SF = MW/SIMD beats, used NF = MH/PE times; a step takes a beat of weights with each of them, and each SF steps
// give PE sums. Steady state: SF·NF cycles a vector. First result after the last beat of a vector: DEPTH + 1 cycles,
// with the replay buffer DEPTH + 3.
//   s_axis_in   lane s: column sf·SIMD + s                                 (ABITS each, SIGNED_ACT)
//   s_axis_w    lane p·SIMD + s: row nf·PE + p, column sf·SIMD + s; sf runs fastest, then nf   (WBITS each, signed)
//   m_axis_out  lane p: row nf·PE + p                                      (ACCBITS each, signed)
// Lane 0 is in the lowest bits; tdata is padded to whole bytes. Ready of a port may depend on the valid of the other.
module mvu #(
    parameter int unsigned MW = 32,
    parameter int unsigned MH = 16,
    parameter int unsigned PE = 4,
    parameter int unsigned SIMD = 8,
    parameter int unsigned ABITS = 8,
    parameter int unsigned WBITS = 8,
    parameter int unsigned ACCBITS = 24,
    parameter int unsigned SIGNED_ACT = 0,
    parameter int unsigned DEPTH = 5,   // registers from a step to its result, at least 3
    parameter int unsigned BUBBLE = 0,  // idle cycles after each vector
    localparam int unsigned IN_BITS = SIMD * ABITS,
    localparam int unsigned W_BITS = PE * SIMD * WBITS,
    localparam int unsigned OUT_BITS = PE * ACCBITS
) (
    input  logic                            clk,
    input  logic                            rst_n,
    input  logic                            s_axis_in_tvalid,
    output logic                            s_axis_in_tready,
    input  logic [(IN_BITS+7)/8*8-1:0]      s_axis_in_tdata,
    input  logic                            s_axis_w_tvalid,
    output logic                            s_axis_w_tready,
    input  logic [(W_BITS+7)/8*8-1:0]       s_axis_w_tdata,
    output logic                            m_axis_out_tvalid,
    input  logic                            m_axis_out_tready,
    output logic [(OUT_BITS+7)/8*8-1:0]     m_axis_out_tdata
);
  localparam int unsigned SF = MW / SIMD;
  localparam int unsigned NF = MH / PE;
  if (MW % SIMD != 0) $error("SIMD %0d does not divide MW %0d", SIMD, MW);
  if (MH % PE != 0) $error("PE %0d does not divide MH %0d", PE, MH);
  if (DEPTH < 3) $error("DEPTH %0d is below 3", DEPTH);

  logic               x_valid;  // a beat of the vector waits for the core
  logic [IN_BITS-1:0] x;
  logic               enable;   // the pipeline moves
  logic               runs;     // it takes a step if its operands are there
  logic               step, first, last;
  logic               result_valid;
  logic [OUT_BITS-1:0] result, out_data;

  assign step = x_valid && s_axis_w_tvalid && runs;
  assign s_axis_w_tready = x_valid && runs;

  if (NF > 1) begin : g_replay
    mvu_replay #(.WIDTH(IN_BITS), .SF(SF), .NF(NF)) replay (
        .clk, .rst_n,
        .in_valid(s_axis_in_tvalid), .in_ready(s_axis_in_tready), .in_data(s_axis_in_tdata[IN_BITS-1:0]),
        .out_valid(x_valid), .out_taken(step), .out_data(x));
  end else begin : g_direct
    assign x_valid = s_axis_in_tvalid;
    assign x = s_axis_in_tdata[IN_BITS-1:0];
    assign s_axis_in_tready = s_axis_w_tvalid && runs;
  end

  mvu_sequence #(.SF(SF), .NF(NF), .BUBBLE(BUBBLE)) sequence_of_steps (.clk, .rst_n, .enable, .step, .runs, .first, .last);

  mvu_core #(.PE(PE), .SIMD(SIMD), .ABITS(ABITS), .WBITS(WBITS), .ACCBITS(ACCBITS), .SIGNED_ACT(SIGNED_ACT), .DEPTH(DEPTH)) core (
      .clk, .rst_n, .enable, .step, .first, .last, .x, .w(s_axis_w_tdata[W_BITS-1:0]), .result_valid, .result);

  mvu_output #(.WIDTH(OUT_BITS)) output_slice (
      .clk, .rst_n, .in_valid(result_valid), .in_data(result), .enable,
      .out_valid(m_axis_out_tvalid), .out_ready(m_axis_out_tready), .out_data);

  always_comb begin
    m_axis_out_tdata = '0;
    m_axis_out_tdata[OUT_BITS-1:0] = out_data;
  end

  // The padding of the inputs has no meaning.
  if (IN_BITS % 8 != 0) begin : g_in_padding
    wire unused = |s_axis_in_tdata[$high(s_axis_in_tdata):IN_BITS];
  end
  if (W_BITS % 8 != 0) begin : g_w_padding
    wire unused = |s_axis_w_tdata[$high(s_axis_w_tdata):W_BITS];
  end
endmodule
