// Two stream outputs whose valid is not defined by the reset: one register that the reset forgets, and two registers of
// which only the parity is seen.
`default_nettype none
module unreset #(
    parameter bit MENDED = 0
) (
    input  wire        clk,
    input  wire        rst,
    output logic [7:0] a_data,
    output logic       a_valid,
    input  wire        a_ready,
    output logic [7:0] b_data,
    output logic       b_valid,
    input  wire        b_ready,
    output logic [7:0] c_data,
    output logic       c_valid,
    input  wire        c_ready
);
  logic left, right;
  assign b_valid = left ^ right;
  assign a_data  = 8'd1;
  assign b_data  = 8'd2;
  assign c_data  = 8'd3;
  always_ff @(posedge clk) begin
    if (rst) begin
      c_valid <= 1'b0;
      if (MENDED) {a_valid, left, right} <= '0;
    end else begin
      c_valid <= !c_ready;
      a_valid <= a_valid && !a_ready;
      if (b_ready) {left, right} <= '0;
    end
  end
endmodule
`default_nettype wire
