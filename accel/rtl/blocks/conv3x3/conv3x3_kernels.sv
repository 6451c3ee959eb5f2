// Kernels and biases: words 0 to 8 of a channel are its taps, word 9 its bias. Written a word an edge, read a channel at once.
//
//   word ──(channel, tap)──▶ [ COUT_MAX x 9 words, COUT_MAX biases ] ──(channel)──▶ kernel, bias
module conv3x3_kernels #(
    parameter int unsigned BITS = 64,
    parameter int unsigned COUT_MAX = 64
) (
    input  logic                        clk,
    input  logic                        write,
    input  logic [$clog2(COUT_MAX)-1:0] channel,
    input  logic [3:0]                  tap,
    input  logic [BITS-1:0]             word,
    output logic [9*BITS-1:0]           kernel,
    output logic [31:0]                 bias
);
  logic [BITS-1:0] taps[9][COUT_MAX];
  logic [31:0]     biases[COUT_MAX];

  always_comb begin
    for (int i = 0; i < 9; ++i) kernel[i*BITS+:BITS] = taps[i][channel];
  end
  assign bias = biases[channel];

  always_ff @(posedge clk) begin
    if (write) begin
      if (tap == 9) biases[channel] <= word[31:0];
      else taps[tap][channel] <= word;
    end
  end
endmodule
