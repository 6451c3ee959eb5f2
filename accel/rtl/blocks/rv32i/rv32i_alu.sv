// Integer operations of OP and OP-IMM, combinational.
//
//   a, b --> [ add sub | sll | slt | sltu | xor | srl sra | or | and ] --> y      operation = funct3
module rv32i_alu (
    input  logic [2:0]  operation,
    input  logic        alternative,  // sub instead of add, sra instead of srl
    input  logic [31:0] a,
    input  logic [31:0] b,
    output logic [31:0] y
);
  always_comb begin
    case (operation)
      0: y = alternative ? a - b : a + b;
      1: y = a << b[4:0];
      2: y = {31'b0, $signed(a) < $signed(b)};
      3: y = {31'b0, a < b};
      4: y = a ^ b;
      5: y = alternative ? $signed($signed(a) >>> b[4:0]) : a >> b[4:0];
      6: y = a | b;
      default: y = a & b;
    endcase
  end
endmodule
