// FIFO of exactly DEPTH beats between two valid/ready ports, latency 1. Ready and valid depend on registers alone.
module stream_fifo #(
    parameter int unsigned WIDTH = 8,
    parameter int unsigned DEPTH = 2
) (
    input  logic             clk,
    input  logic             rst_n,
    input  logic             in_valid,
    output logic             in_ready,
    input  logic [WIDTH-1:0] in_data,
    output logic             out_valid,
    input  logic             out_ready,
    output logic [WIDTH-1:0] out_data
);
  localparam int unsigned ADDRESS_BITS = DEPTH > 1 ? $clog2(DEPTH) : 1;
  localparam int unsigned COUNT_BITS = $clog2(DEPTH + 1);
  logic [WIDTH-1:0] memory[DEPTH];
  logic [ADDRESS_BITS-1:0] write_at, read_at;
  logic [COUNT_BITS-1:0] count;

  assign in_ready = count != COUNT_BITS'(DEPTH);
  assign out_valid = count != '0;
  assign out_data = memory[read_at];
  wire write = in_valid && in_ready;
  wire read = out_valid && out_ready;

  always_ff @(posedge clk) begin
    if (write) memory[write_at] <= in_data;
    if (!rst_n) begin
      write_at <= '0;
      read_at <= '0;
      count <= '0;
    end else begin
      if (write) write_at <= write_at == ADDRESS_BITS'(DEPTH - 1) ? '0 : write_at + 1'b1;
      if (read) read_at <= read_at == ADDRESS_BITS'(DEPTH - 1) ? '0 : read_at + 1'b1;
      if (write != read) count <= write ? count + 1'b1 : count - 1'b1;
    end
  end
endmodule
