// Machine-mode control registers, counters, interrupts and trap state (privileged specification 1.12; no user mode).
//
//   access, number, operation, operand --> registers --> old, illegal
//   lines (external, timer, software) --> mip & mie --> wake, interrupt, interrupt_cause
//   enter (cause, value, pc) --> mepc, mcause, mtval, mstatus --> vector;   leave (mret) --> mstatus;  epc
// A register changes at the edge at which the accessing instruction retires. mcycle counts every cycle, minstret every
// instruction that retires without a trap; both stand still where mcountinhibit says so.
module rv32i_csr #(
    parameter bit M = 1'b1,
    parameter bit C = 1'b1
) (
    input  logic        clk,
    input  logic        rst_n,
    input  logic        access,
    input  logic [11:0] number,
    input  logic [1:0]  operation,       // funct3[1:0]: 1 write, 2 set, 3 clear
    input  logic        source_is_zero,  // csrrs and csrrc then do not write
    input  logic [31:0] operand,
    output logic        illegal,
    output logic [31:0] old,
    input  logic [2:0]  lines,
    output logic        wake,
    output logic        interrupt,
    output logic [31:0] interrupt_cause,
    input  logic        retire,
    input  logic        enter,
    input  logic        leave,
    input  logic [31:0] cause,
    input  logic [31:0] value,
    input  logic [31:0] pc,
    output logic [31:0] vector,
    output logic [31:0] epc
);
  logic [63:0] mcycle_q, minstret_q;
  logic [31:0] mscratch_q, mepc_q, mcause_q, mtval_q, mtvec_q;
  logic [2:0]  mie_q;  // external, timer, software
  logic        mie_bit_q, mpie_bit_q, cycle_off_q, instret_off_q;

  function automatic logic [31:0] spread(input logic [2:0] bits);
    return {20'b0, bits[2], 3'b0, bits[1], 3'b0, bits[0], 3'b0};
  endfunction

  logic writes, exists;
  logic [31:0] fresh;
  assign writes  = operation == 2'd1 || !source_is_zero;
  assign illegal = !exists || (writes && number[11:10] == 2'b11);
  always_comb begin
    case (operation)
      2:       fresh = old | operand;
      3:       fresh = old & ~operand;
      default: fresh = operand;
    endcase
  end

  always_comb begin
    old    = 32'b0;
    exists = 1'b1;
    case (number)
      12'h300: old = {19'b0, 2'b11, 3'b0, mpie_bit_q, 3'b0, mie_bit_q, 3'b0};
      12'h301: old = {2'b01, 17'b0, M, 3'b0, 1'b1, 5'b0, C, 2'b0};
      12'h304: old = spread(mie_q);
      12'h305: old = mtvec_q;
      12'h320: old = {29'b0, instret_off_q, 1'b0, cycle_off_q};
      12'h340: old = mscratch_q;
      12'h341: old = mepc_q;
      12'h342: old = mcause_q;
      12'h343: old = mtval_q;
      12'h344: old = spread(lines);
      12'hB00, 12'hC00, 12'hC01: old = mcycle_q[31:0];
      12'hB80, 12'hC80, 12'hC81: old = mcycle_q[63:32];
      12'hB02, 12'hC02: old = minstret_q[31:0];
      12'hB82, 12'hC82: old = minstret_q[63:32];
      12'hF11, 12'hF12, 12'hF13, 12'hF14: old = 32'b0;
      default:  // event counters and their selectors read as zero
        exists = (number >= 12'hB03 && number <= 12'hB1F) || (number >= 12'hB83 && number <= 12'hB9F)
                 || (number >= 12'h323 && number <= 12'h33F);
    endcase
  end

  // External before software before timer (3.1.9).
  logic [2:0] pending;
  assign pending = lines & mie_q;
  assign wake = pending != 0;
  assign interrupt = wake && mie_bit_q;
  assign interrupt_cause = {1'b1, 27'b0, pending[2] ? 4'd11 : pending[0] ? 4'd3 : 4'd7};
  assign vector = {mtvec_q[31:2], 2'b00} + (cause[31] && mtvec_q[0] ? {26'b0, cause[3:0], 2'b00} : 32'b0);
  assign epc = mepc_q;

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      mcycle_q      <= 64'b0;
      minstret_q    <= 64'b0;
      mscratch_q    <= 32'b0;
      mepc_q        <= 32'b0;
      mcause_q      <= 32'b0;
      mtval_q       <= 32'b0;
      mtvec_q       <= 32'b0;
      mie_q         <= 3'b0;
      mie_bit_q     <= 1'b0;
      mpie_bit_q    <= 1'b0;
      cycle_off_q   <= 1'b0;
      instret_off_q <= 1'b0;
    end else begin
      if (!cycle_off_q) mcycle_q <= mcycle_q + 64'd1;
      if (retire && !instret_off_q) minstret_q <= minstret_q + 64'd1;
      if (access && writes && !illegal) begin
        case (number)
          12'h300: {mpie_bit_q, mie_bit_q} <= {fresh[7], fresh[3]};
          12'h304: mie_q <= {fresh[11], fresh[7], fresh[3]};
          12'h305: mtvec_q <= fresh & ~32'd2;
          12'h320: {instret_off_q, cycle_off_q} <= {fresh[2], fresh[0]};
          12'h340: mscratch_q <= fresh;
          12'h341: mepc_q <= fresh & (C ? ~32'd1 : ~32'd3);
          12'h342: mcause_q <= fresh;
          12'h343: mtval_q <= fresh;
          12'hB00: mcycle_q[31:0] <= fresh;
          12'hB80: mcycle_q[63:32] <= fresh;
          12'hB02: minstret_q[31:0] <= fresh;
          12'hB82: minstret_q[63:32] <= fresh;
          default: ;
        endcase
      end
      if (leave) {mpie_bit_q, mie_bit_q} <= {1'b1, mpie_bit_q};
      if (enter) begin
        mepc_q   <= pc;
        mcause_q <= cause;
        mtval_q  <= value;
        {mpie_bit_q, mie_bit_q} <= {mie_bit_q, 1'b0};
      end
    end
  end
endmodule
