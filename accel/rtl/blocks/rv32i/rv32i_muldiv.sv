// The M extension: operation = funct3. Operands are taken at the edge with start = 1; done and y stand in the first
// cycle behind it for mul* and in the 33rd for div* and rem*, which take a bit a cycle (restoring division).
//
//   a, b --> signs --> multiplier ----------------> y
//                  \-> quotient / remainder, 32 steps, signs restored -/
module rv32i_muldiv (
    input  logic        clk,
    input  logic        rst_n,
    input  logic        start,
    input  logic [2:0]  operation,
    input  logic [31:0] a,
    input  logic [31:0] b,
    output logic        done,
    output logic [31:0] y
);
  logic [5:0]  steps_q;  // still to do
  logic        busy_q;
  logic [31:0] a_q, b_q, quotient_q, divisor_q;
  logic [32:0] remainder_q, step;

  // mulh: signed x signed; mulhsu: signed x unsigned; mulhu: unsigned x unsigned
  logic signed [32:0] left, right;
  logic [65:0] product;
  assign left    = {operation[1:0] != 2'b11 && a_q[31], a_q};
  assign right   = {!operation[1] && b_q[31], b_q};
  assign product = 66'(left) * 66'(right);

  logic is_signed, negate_quotient, negate_remainder;
  assign is_signed        = !operation[0];
  assign negate_quotient  = is_signed && (a_q[31] ^ b_q[31]) && b_q != 0;
  assign negate_remainder = is_signed && a_q[31];
  assign step = {remainder_q[31:0], quotient_q[31]} - {1'b0, divisor_q};

  always_comb begin
    case (operation)
      0:       y = product[31:0];
      1, 2, 3: y = product[63:32];
      4, 5:    y = negate_quotient ? -quotient_q : quotient_q;
      default: y = negate_remainder ? -remainder_q[31:0] : remainder_q[31:0];
    endcase
  end
  assign done = busy_q && steps_q == 0;

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      busy_q      <= 1'b0;
      steps_q     <= 6'd0;
      a_q         <= 32'b0;
      b_q         <= 32'b0;
      quotient_q  <= 32'b0;
      divisor_q   <= 32'b0;
      remainder_q <= 33'b0;
    end else if (start) begin
      busy_q      <= 1'b1;
      steps_q     <= operation[2] ? 6'd32 : 6'd0;
      a_q         <= a;
      b_q         <= b;
      quotient_q  <= is_signed && a[31] ? -a : a;
      divisor_q   <= is_signed && b[31] ? -b : b;
      remainder_q <= 33'b0;
    end else if (busy_q) begin
      if (steps_q == 0) begin
        busy_q <= 1'b0;
      end else begin
        steps_q     <= steps_q - 6'd1;
        remainder_q <= step[32] ? {remainder_q[31:0], quotient_q[31]} : step;
        quotient_q  <= {quotient_q[30:0], !step[32]};
      end
    end
  end

  logic unused;
  assign unused = &{1'b0, product[65:64], remainder_q[32]};
endmodule
