// The C extension 2.0 without floating point: a 16-bit instruction as the 32-bit one that it stands for, combinational.
//
//   half --> [ quadrant and funct3 ] --> wide, illegal
module rv32i_decompress (
    input  logic [15:0] half,
    output logic [31:0] wide,
    output logic        illegal
);
  localparam logic [6:0] LOAD = 7'h03, OP_IMM = 7'h13, STORE = 7'h23, OP = 7'h33, LUI = 7'h37, BRANCH = 7'h63,
                         JALR = 7'h67, JAL = 7'h6F;

  logic [4:0] rd, rs2, low_rd, low_rs2;
  assign rd      = half[11:7];
  assign rs2     = half[6:2];
  assign low_rd  = {2'b01, half[9:7]};
  assign low_rs2 = {2'b01, half[4:2]};

  logic [11:0] imm6, word, sp_word, sp_store;
  logic [12:1] branch;
  logic [20:1] jump;
  assign imm6     = {{7{half[12]}}, half[6:2]};
  assign word     = {5'b0, half[5], half[12:10], half[6], 2'b00};
  assign sp_word  = {4'b0, half[3:2], half[12], half[6:4], 2'b00};
  assign sp_store = {4'b0, half[8:7], half[12:9], 2'b00};
  assign branch   = {{5{half[12]}}, half[6:5], half[2], half[11:10], half[4:3]};
  assign jump     = {{10{half[12]}}, half[8], half[10:9], half[6], half[7], half[2], half[11], half[5:3]};

  always_comb begin
    wide    = 32'b0;
    illegal = 1'b0;
    case ({half[1:0], half[15:13]})
      {2'd0, 3'd0}: begin  // c.addi4spn
        wide    = {2'b0, half[10:7], half[12:11], half[5], half[6], 2'b00, 5'd2, 3'd0, low_rs2, OP_IMM};
        illegal = half[12:5] == 0;
      end
      {2'd0, 3'd2}: wide = {word, low_rd, 3'd2, low_rs2, LOAD};
      {2'd0, 3'd6}: wide = {word[11:5], low_rs2, low_rd, 3'd2, word[4:0], STORE};
      {2'd1, 3'd0}: wide = {imm6, rd, 3'd0, rd, OP_IMM};
      {2'd1, 3'd1}: wide = {jump[20], jump[10:1], jump[11], jump[19:12], 5'd1, JAL};
      {2'd1, 3'd2}: wide = {imm6, 5'd0, 3'd0, rd, OP_IMM};
      {2'd1, 3'd3}: begin  // c.addi16sp, c.lui
        if (rd == 5'd2)
          wide = {{3{half[12]}}, half[4:3], half[5], half[2], half[6], 4'b0, 5'd2, 3'd0, 5'd2, OP_IMM};
        else wide = {{15{half[12]}}, half[6:2], rd, LUI};
        illegal = {half[12], half[6:2]} == 0;
      end
      {2'd1, 3'd4}: begin
        case (half[11:10])
          0, 1: begin  // c.srli, c.srai
            wide    = {1'b0, half[10], 5'b0, half[6:2], low_rd, 3'd5, low_rd, OP_IMM};
            illegal = half[12];
          end
          2: wide = {imm6, low_rd, 3'd7, low_rd, OP_IMM};
          default: begin
            case (half[6:5])
              0: wide = {7'h20, low_rs2, low_rd, 3'd0, low_rd, OP};
              1: wide = {7'h00, low_rs2, low_rd, 3'd4, low_rd, OP};
              2: wide = {7'h00, low_rs2, low_rd, 3'd6, low_rd, OP};
              default: wide = {7'h00, low_rs2, low_rd, 3'd7, low_rd, OP};
            endcase
            illegal = half[12];
          end
        endcase
      end
      {2'd1, 3'd5}: wide = {jump[20], jump[10:1], jump[11], jump[19:12], 5'd0, JAL};
      {2'd1, 3'd6}, {2'd1, 3'd7}:
        wide = {branch[12], branch[10:5], 5'd0, low_rd, 2'b00, half[13], branch[4:1], branch[11], BRANCH};
      {2'd2, 3'd0}: begin  // c.slli
        wide    = {7'h00, half[6:2], rd, 3'd1, rd, OP_IMM};
        illegal = half[12];
      end
      {2'd2, 3'd2}: begin  // c.lwsp
        wide    = {sp_word, 5'd2, 3'd2, rd, LOAD};
        illegal = rd == 0;
      end
      {2'd2, 3'd4}: begin
        if (rs2 != 0) wide = {7'h00, rs2, half[12] ? rd : 5'd0, 3'd0, rd, OP};  // c.add, c.mv
        else if (rd != 0) wide = {12'b0, rd, 3'd0, 4'b0, half[12], JALR};       // c.jalr, c.jr
        else begin
          wide    = 32'h0010_0073;  // c.ebreak
          illegal = !half[12];
        end
      end
      {2'd2, 3'd6}: wide = {sp_store[11:5], rs2, 5'd2, 3'd2, sp_store[4:0], STORE};
      default: illegal = 1'b1;
    endcase
  end
endmodule
