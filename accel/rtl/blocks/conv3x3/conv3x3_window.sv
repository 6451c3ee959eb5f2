// Line buffers and the 3x3 window: at each edge with shift = 1 the pixel of `column` comes in and the window moves on.
//
//   pixel ──▶ row y ─▶ [ row y-1: WIDTH_MAX words ] ─▶ [ row y-2: WIDTH_MAX words ]
//               └─────────────┬───────────────────────────┘
//                          window: tap 3*ky + kx in bits BITS*tap, ky = 0 the oldest row, kx = 0 the oldest column
module conv3x3_window #(
    parameter int unsigned BITS = 64,
    parameter int unsigned WIDTH_MAX = 64
) (
    input  logic                           clk,
    input  logic                           shift,
    input  logic [$clog2(WIDTH_MAX+1)-1:0] column,
    input  logic [BITS-1:0]                pixel,
    output logic [9*BITS-1:0]              window
);
  logic [BITS-1:0] above[WIDTH_MAX], above_that[WIDTH_MAX];
  logic [$clog2(WIDTH_MAX)-1:0] at;
  assign at = $clog2(WIDTH_MAX)'(column);

  always_ff @(posedge clk) begin
    if (shift) begin
      for (int row = 0; row < 3; ++row) window[3*row*BITS+:2*BITS] <= window[(3*row+1)*BITS+:2*BITS];
      window[2*BITS+:BITS] <= above_that[at];
      window[5*BITS+:BITS] <= above[at];
      window[8*BITS+:BITS] <= pixel;
      above_that[at] <= above[at];
      above[at]      <= pixel;
    end
  end

  logic unused;
  assign unused = &{1'b0, column};
endmodule
