// Products and sums of a matrix-vector unit: DEPTH registers from a step to its result.
//
//   x, w ─▶ operand registers, DEPTH − 3 ─▶ PE × SIMD products ─▶ PE sums of SIMD ─▶ PE accumulators ─▶ result
//
// Everything moves only while `enable`. The result of a row of sums is there in the DEPTH-th moving cycle after its last
// step, for that one cycle. Sums wrap at ACCBITS.
module mvu_core #(
    parameter int unsigned PE = 4,
    parameter int unsigned SIMD = 8,
    parameter int unsigned ABITS = 8,
    parameter int unsigned WBITS = 8,
    parameter int unsigned ACCBITS = 24,
    parameter int unsigned SIGNED_ACT = 0,
    parameter int unsigned DEPTH = 5
) (
    input  logic                       clk,
    input  logic                       rst_n,
    input  logic                       enable,
    input  logic                       step,
    input  logic                       first,
    input  logic                       last,
    input  logic [SIMD*ABITS-1:0]      x,
    input  logic [PE*SIMD*WBITS-1:0]   w,
    output logic                       result_valid,
    output logic [PE*ACCBITS-1:0]      result
);
  localparam int unsigned PRODUCT_BITS = ABITS + 1 + WBITS;
  localparam int unsigned SUM_BITS = PRODUCT_BITS + $clog2(SIMD + 1);

  // What stands beside each stage: a step is in it; it begins sums; it ends them.
  logic [DEPTH-1:0] steps, firsts, lasts;
  always_ff @(posedge clk) begin
    if (!rst_n) begin
      steps <= '0;
      firsts <= '0;
      lasts <= '0;
    end else if (enable) begin
      steps <= {steps[DEPTH-2:0], step};
      firsts <= {firsts[DEPTH-2:0], step && first};
      lasts <= {lasts[DEPTH-2:0], step && last};
    end
  end

  logic [SIMD*ABITS-1:0] x_in;
  logic [PE*SIMD*WBITS-1:0] w_in;
  mvu_delay #(.WIDTH(SIMD * ABITS), .STAGES(DEPTH - 3)) x_registers (.clk, .enable, .in(x), .out(x_in));
  mvu_delay #(.WIDTH(PE * SIMD * WBITS), .STAGES(DEPTH - 3)) w_registers (.clk, .enable, .in(w), .out(w_in));

  logic signed [ABITS:0] a[SIMD];
  always_comb begin
    for (int unsigned s = 0; s < SIMD; ++s) begin
      a[s] = signed'({SIGNED_ACT != 0 && x_in[s*ABITS+ABITS-1], x_in[s*ABITS+:ABITS]});
    end
  end

  for (genvar p = 0; p < PE; ++p) begin : g_row
    logic signed [PRODUCT_BITS-1:0] product[SIMD];
    logic signed [SUM_BITS-1:0] sum, total;
    logic signed [ACCBITS-1:0] accumulator;
    always_comb begin
      total = '0;
      for (int unsigned s = 0; s < SIMD; ++s) total = total + SUM_BITS'(product[s]);
    end
    always_ff @(posedge clk) begin
      if (enable) begin
        for (int unsigned s = 0; s < SIMD; ++s) begin
          product[s] <= PRODUCT_BITS'(a[s]) * PRODUCT_BITS'(signed'(w_in[(p*SIMD+s)*WBITS+:WBITS]));
        end
        sum <= total;
        if (steps[DEPTH-2]) accumulator <= (firsts[DEPTH-2] ? '0 : accumulator) + ACCBITS'(sum);
      end
    end
    assign result[p*ACCBITS+:ACCBITS] = accumulator;
  end
  assign result_valid = lasts[DEPTH-1];

  wire unused = steps[DEPTH-1] | firsts[DEPTH-1];
endmodule
