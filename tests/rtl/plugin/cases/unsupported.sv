// Transistors are not synthesizable.
module unsupported (
    input  logic clk,
    input  wire  a,
    output wire  y
);
  tranif1 pass (y, a, clk);
endmodule
