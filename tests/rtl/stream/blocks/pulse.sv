// A block without back-pressure: takes a value in each cycle with in_valid, gives its sum with the one before a cycle later.
module pulse (
    input  logic        clk,
    input  logic        rst,
    input  logic        in_valid,
    input  logic [15:0] in_data,
    output logic        out_valid,
    output logic [15:0] out_data
);
  logic [15:0] previous;
  always_ff @(posedge clk) begin
    out_valid <= in_valid && !rst;
    if (in_valid) begin
      out_data <= in_data + previous;
      previous <= in_data;
    end
    if (rst) previous <= '0;
  end
endmodule
