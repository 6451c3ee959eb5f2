// STAGES registers in a row (0: a wire) that move while `enable`.
module mvu_delay #(
    parameter int unsigned WIDTH = 8,
    parameter int unsigned STAGES = 2
) (
    input  logic             clk,
    input  logic             enable,
    input  logic [WIDTH-1:0] in,
    output logic [WIDTH-1:0] out
);
  if (STAGES == 0) begin : g_wire
    assign out = in;
    wire unused = clk | enable;
  end else begin : g_registers
    logic [WIDTH-1:0] stage[STAGES];
    always_ff @(posedge clk) begin
      if (enable) begin
        stage[0] <= in;
        for (int unsigned i = 1; i < STAGES; ++i) stage[i] <= stage[i-1];
      end
    end
    assign out = stage[STAGES-1];
  end
endmodule
