// One stage of the binary search over a channel's thresholds: decides bit BIT of the count, higher bits being known.
//
//   in y ─▶ threshold number y + 2^BIT of the group ─▶ x not below it? ─▶ bit BIT of y ─▶ out
//
// Takes one register, DEEP two (the table is read in the first). Its table holds the thresholds whose number has BIT as its
// lowest set bit, one a value of the higher bits.
module threshold_stage #(
    parameter int unsigned PE = 2,
    parameter int unsigned BITS = 16,
    parameter int unsigned OUT_BITS = 4,
    parameter int unsigned BIT = 3,
    parameter int unsigned GROUPS = 4,
    parameter int unsigned SIGNED_IN = 1,
    parameter int unsigned DEEP = 0,
    localparam int unsigned T_BITS = BITS + 2,
    localparam int unsigned GROUP_BITS = GROUPS > 1 ? $clog2(GROUPS) : 1
) (
    input  logic                    clk,
    input  logic                    rst_n,
    input  logic                    load,
    input  logic [GROUP_BITS-1:0]   load_group,
    input  logic [OUT_BITS-1:0]     load_index,
    input  logic [PE*T_BITS-1:0]    load_data,
    input  logic                    in_valid,
    input  logic [GROUP_BITS-1:0]   in_group,
    input  logic [PE*BITS-1:0]      in_x,
    input  logic [PE*OUT_BITS-1:0]  in_y,
    output logic                    out_valid,
    output logic [GROUP_BITS-1:0]   out_group,
    output logic [PE*BITS-1:0]      out_x,
    output logic [PE*OUT_BITS-1:0]  out_y
);
  localparam int unsigned KNOWN = OUT_BITS - 1 - BIT;  // bits above BIT
  localparam int unsigned ADDRESS_BITS = GROUP_BITS + KNOWN;

  logic signed [T_BITS-1:0] threshold[PE];
  logic                     c_valid;
  logic [GROUP_BITS-1:0]    c_group;
  logic [PE*BITS-1:0]       c_x;
  logic [PE*OUT_BITS-1:0]   c_y;

  for (genvar p = 0; p < PE; ++p) begin : g_table
    logic signed [T_BITS-1:0] words[2**ADDRESS_BITS];
    logic [ADDRESS_BITS-1:0] write_at, read_at;
    if (KNOWN == 0) begin : g_top
      assign write_at = load_group;
      assign read_at = in_group;
    end else begin : g_below
      assign write_at = {load_group, load_index[OUT_BITS-1-:KNOWN]};
      assign read_at = {in_group, in_y[p*OUT_BITS+OUT_BITS-1-:KNOWN]};
    end
    // The lowest set bit of the number is BIT.
    wire mine = (load_index & (~load_index + 1'b1)) == OUT_BITS'(1 << BIT);
    always_ff @(posedge clk) begin
      if (load && mine) words[write_at] <= signed'(load_data[p*T_BITS+:T_BITS]);
    end
    if (DEEP != 0) begin : g_registered
      always_ff @(posedge clk) threshold[p] <= words[read_at];
    end else begin : g_direct
      assign threshold[p] = words[read_at];
    end
  end

  if (DEEP != 0) begin : g_deep
    always_ff @(posedge clk) begin
      c_valid <= rst_n && in_valid;
      c_group <= in_group;
      c_x <= in_x;
      c_y <= in_y;
    end
  end else begin : g_shallow
    assign c_valid = in_valid;
    assign c_group = in_group;
    assign c_x = in_x;
    assign c_y = in_y;
  end

  logic [PE*OUT_BITS-1:0] y;
  always_comb begin
    y = c_y;
    for (int unsigned p = 0; p < PE; ++p) begin
      y[p*OUT_BITS+BIT] = T_BITS'(signed'({SIGNED_IN != 0 && c_x[p*BITS+BITS-1], c_x[p*BITS+:BITS]})) >= threshold[p];
    end
  end
  always_ff @(posedge clk) begin
    out_valid <= rst_n && c_valid;
    out_group <= c_group;
    out_x <= c_x;
    out_y <= y;
  end
endmodule
