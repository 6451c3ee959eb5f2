// 9 x LANES products of int8, their sum with the bias, and the MAX78000's output stage, combinational.
//
//   window, kernel ─▶ x ─▶ sum + bias ─▶ floor(acc * 2^(shift-7) + 1/2) ─▶ saturate to int8 ─▶ ReLU ─▶ value
module conv3x3_mac #(
    parameter int unsigned LANES = 8
) (
    input  logic [9*8*LANES-1:0] window,
    input  logic [9*8*LANES-1:0] kernel,
    input  logic [31:0]          bias,
    input  logic signed [5:0]    shift,  // -15 to 15
    input  logic                 relu,
    output logic [7:0]           value
);
  logic signed [63:0] sum, scaled;
  logic signed [5:0]  right;  // 7 - shift: -8 to 22
  always_comb begin
    sum = 64'($signed(bias));
    for (int i = 0; i < 9 * LANES; ++i) sum += 64'($signed(window[8*i+:8])) * 64'($signed(kernel[8*i+:8]));
    right = 6'sd7 - shift;
    if (right > 0) scaled = (sum + (64'sd1 <<< (right - 6'sd1))) >>> right;
    else scaled = sum <<< (-right);
    if (scaled > 64'sd127) value = 8'd127;
    else if (scaled < -64'sd128) value = 8'h80;
    else value = scaled[7:0];
    if (relu && value[7]) value = 8'd0;
  end
endmodule
