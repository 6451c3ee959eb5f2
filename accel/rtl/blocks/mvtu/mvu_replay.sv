// Keeps the SF beats of a vector and gives them NF times, through a read register.
//
//   in ─▶ memory of 2^⌈log2 SF⌉ beats (2 for SF = 1) ─▶ read register ─▶ out
//
// A beat is read at the earliest in the cycle after it was written, and offered in the cycle after that; the read of its last
// use frees its place. The register is loaded in the cycle in which its beat is taken, so that a beat moves in each cycle.
module mvu_replay #(
    parameter int unsigned WIDTH = 64,
    parameter int unsigned SF = 4,
    parameter int unsigned NF = 4
) (
    input  logic             clk,
    input  logic             rst_n,
    input  logic             in_valid,
    output logic             in_ready,
    input  logic [WIDTH-1:0] in_data,
    output logic             out_valid,
    input  logic             out_taken,
    output logic [WIDTH-1:0] out_data
);
  localparam int unsigned ADDRESS_BITS = SF > 2 ? $clog2(SF) : 1;
  localparam int unsigned CAPACITY = 1 << ADDRESS_BITS;
  localparam int unsigned BEAT_BITS = SF > 1 ? $clog2(SF) : 1;
  localparam int unsigned REP_BITS = $clog2(NF);

  // Beats written, read and freed, modulo twice the capacity: differences tell full from empty.
  typedef logic [ADDRESS_BITS:0] count_t;
  logic [WIDTH-1:0] memory[CAPACITY];
  count_t written, next_read, freed;
  logic [BEAT_BITS-1:0] beat;
  logic [REP_BITS-1:0] repetition;

  wire count_t occupied = written - freed;
  assign in_ready = occupied != count_t'(CAPACITY);
  wire write = in_valid && in_ready;
  wire read = (!out_valid || out_taken) && next_read != written;
  wire last_beat = beat == BEAT_BITS'(SF - 1);
  wire last_repetition = repetition == REP_BITS'(NF - 1);

  always_ff @(posedge clk) begin
    if (write) memory[written[ADDRESS_BITS-1:0]] <= in_data;
    if (read) out_data <= memory[next_read[ADDRESS_BITS-1:0]];
  end

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      written <= '0;
      next_read <= '0;
      freed <= '0;
      beat <= '0;
      repetition <= '0;
      out_valid <= 1'b0;
    end else begin
      if (write) written <= written + 1'b1;
      if (read) begin
        out_valid <= 1'b1;
        beat <= last_beat ? '0 : beat + 1'b1;
        if (last_beat) repetition <= last_repetition ? '0 : repetition + 1'b1;
        if (last_repetition) freed <= freed + 1'b1;
        next_read <= last_beat && !last_repetition ? next_read + count_t'(1) - count_t'(SF) : next_read + 1'b1;
      end else if (out_taken) begin
        out_valid <= 1'b0;
      end
    end
  end
endmodule
