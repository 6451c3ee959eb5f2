// Counts the steps of a vector: which is the first and the last of a row of sums, and when the unit pauses.
//
//   step ─▶ beat 0 … SF−1 ─▶ repetition 0 … NF−1 ─▶ pause of BUBBLE cycles in which the pipeline moves
module mvu_sequence #(
    parameter int unsigned SF = 4,
    parameter int unsigned NF = 4,
    parameter int unsigned BUBBLE = 0
) (
    input  logic clk,
    input  logic rst_n,
    input  logic enable,  // the pipeline moves
    input  logic step,
    output logic runs,    // the pipeline moves and no pause holds
    output logic first,   // this step begins new sums
    output logic last     // this step ends them
);
  localparam int unsigned BEAT_BITS = SF > 1 ? $clog2(SF) : 1;
  logic [BEAT_BITS-1:0] beat;
  assign first = beat == '0;
  assign last = beat == BEAT_BITS'(SF - 1);
  always_ff @(posedge clk) begin
    if (!rst_n) beat <= '0;
    else if (step) beat <= last ? '0 : beat + 1'b1;
  end

  if (BUBBLE > 0) begin : g_bubble
    localparam int unsigned REP_BITS = NF > 1 ? $clog2(NF) : 1;
    localparam int unsigned WAIT_BITS = $clog2(BUBBLE + 1);
    logic [REP_BITS-1:0] repetition;
    logic [WAIT_BITS-1:0] pause;
    wire vector_ends = last && repetition == REP_BITS'(NF - 1);
    always_ff @(posedge clk) begin
      if (!rst_n) begin
        repetition <= '0;
        pause <= '0;
      end else if (step) begin
        if (last) repetition <= vector_ends ? '0 : repetition + 1'b1;
        if (vector_ends) pause <= WAIT_BITS'(BUBBLE);
      end else if (enable && pause != '0) begin
        pause <= pause - 1'b1;
      end
    end
    assign runs = enable && pause == '0;
  end else begin : g_no_bubble
    assign runs = enable;
  end
endmodule
