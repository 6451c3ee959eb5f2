// A block that stops itself, in the way that `how` says, when its counter comes to AT.
//
//   how 1: $finish   2: $error   3: $fatal   4: $stop   5: a loop of gates that does not settle   6: an assertion
`default_nettype none
module stopping #(
    parameter int AT = 5
) (
    input  wire         clk,
    input  wire         rst,
    input  wire  [ 2:0] how,
    output logic [31:0] count,
    /* verilator lint_off UNOPTFLAT */
    output logic        ring  // may feed itself, see how 5
    /* verilator lint_on UNOPTFLAT */
);
  logic now;
  assign now = count == 32'(AT);
  assign ring = (now && how == 3'd5) ? !ring : 1'b0;
  always_ff @(posedge clk) begin
    if (rst) count <= 32'd0;
    else count <= count + 32'd1;
    if (!rst && now) begin
      case (how)
        3'd1: $finish;
        3'd2: $error("the counter came to %0d", count);
        3'd3: $fatal(1, "no further than %0d", count);
        3'd4: $stop;
        3'd6: assert (count != 32'(AT)) else $error("count is %0d", count);
        default: ;
      endcase
    end
  end
endmodule
`default_nettype wire
