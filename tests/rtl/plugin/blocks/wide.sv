// A register slice of WIDE bits, with ports of every storage class of Verilator.
//
//   in_data ─▶ [register] ─▶ out_data        takes a beat whenever the register is free or being read
`default_nettype none
module wide #(
    parameter int WIDE = 800
) (
    input  wire             clk,
    input  wire             tck,      // a second clock that nothing toggles
    input  wire             clk2,     // a second clock in step with the first
    input  wire             rst_n,
    input  wire  [2:0]      mode,
    input  wire             in_valid,
    output logic            in_ready,
    input  wire  [WIDE-1:0] in_data,
    output logic            out_valid,
    input  wire             out_ready,
    output logic [WIDE-1:0] out_data,
    input  wire  [11:0]     a12,
    input  wire  [31:0]     a32,
    input  wire  [63:0]     a64,
    output logic [63:0]     sum_o,
    output logic [31:0]     cycles2,
    output logic [2:0]      seen_mode,
    output logic            seen_tck
);
  assign in_ready  = !out_valid || out_ready;
  assign sum_o     = 64'(a12) + 64'(a32) + a64;
  assign seen_mode = mode;
  assign seen_tck  = tck;

  always_ff @(posedge clk) begin
    if (!rst_n) out_valid <= 1'b0;
    else if (in_ready) begin
      out_valid <= in_valid;
      if (in_valid) out_data <= in_data;
    end
  end

  always_ff @(posedge clk2) begin
    if (!rst_n) cycles2 <= 32'd0;
    else cycles2 <= cycles2 + 32'd1;
  end
endmodule
`default_nettype wire
