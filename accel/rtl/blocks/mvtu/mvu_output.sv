// Output register B with a side register A: a result that comes while B is blocked waits in A, and the pipeline stands still.
//
//   in ─┬─────────▶ B ─▶ out        enable = A is empty
//       └─▶ A ──────┘
module mvu_output #(
    parameter int unsigned WIDTH = 32
) (
    input  logic             clk,
    input  logic             rst_n,
    input  logic             in_valid,
    input  logic [WIDTH-1:0] in_data,
    output logic             enable,
    output logic             out_valid,
    input  logic             out_ready,
    output logic [WIDTH-1:0] out_data
);
  logic side_valid;
  logic [WIDTH-1:0] side;
  assign enable = !side_valid;
  wire result = in_valid && enable;
  wire load = !out_valid || out_ready;

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      out_valid <= 1'b0;
      side_valid <= 1'b0;
    end else if (load) begin
      out_valid <= result || side_valid;
      side_valid <= 1'b0;
    end else if (result) begin
      side_valid <= 1'b1;
    end
  end
  always_ff @(posedge clk) begin
    if (load) out_data <= side_valid ? side : in_data;
    else if (result) side <= in_data;
  end
endmodule
