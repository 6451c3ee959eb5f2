// A matrix-vector unit of 8 rows by 12 columns a cycle: 96 products of 8 by 8 bit, weights beside the activations.
//
//   x (96 bit) ──┐
//                ├─▶ 8 dot products of 12 ─▶ 8 accumulators ─▶ y (256 bit), a fold later
//   w (768 bit) ─┘
// valid/ready on both sides; a result leaves after FOLDS beats, and a waiting result stops the intake.
`default_nettype none
module matrix_vector #(
    parameter int ROWS    = 8,
    parameter int COLUMNS = 12,
    parameter int FOLDS   = 8
) (
    input  wire                       clk,
    input  wire                       rst_n,
    input  wire  [COLUMNS*8-1:0]      x_data,
    input  wire  [ROWS*COLUMNS*8-1:0] w_data,
    input  wire                       x_valid,
    output logic                      x_ready,
    output logic [ROWS*32-1:0]        y_data,
    output logic                      y_valid,
    input  wire                       y_ready
);
  logic signed [31:0] sum[ROWS];
  logic signed [31:0] dot[ROWS];
  logic [$clog2(FOLDS)-1:0] fold;

  wire go   = x_valid && x_ready;
  wire last = fold == ($clog2(FOLDS))'(FOLDS - 1);
  assign x_ready = !y_valid || y_ready;

  always_comb begin
    for (int r = 0; r < ROWS; r++) begin
      dot[r] = 32'sd0;
      for (int c = 0; c < COLUMNS; c++)
        dot[r] += 32'(signed'(x_data[c*8+:8])) * 32'(signed'(w_data[(r*COLUMNS+c)*8+:8]));
    end
  end

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      fold    <= '0;
      y_valid <= 1'b0;
      for (int r = 0; r < ROWS; r++) sum[r] <= 32'sd0;
    end else begin
      if (y_ready) y_valid <= 1'b0;
      if (go) begin
        fold <= last ? '0 : fold + 1'b1;
        for (int r = 0; r < ROWS; r++) begin
          sum[r] <= last ? 32'sd0 : sum[r] + dot[r];
          if (last) y_data[r*32+:32] <= sum[r] + dot[r];
        end
        if (last) y_valid <= 1'b1;
      end
    end
  end
endmodule
`default_nettype wire
