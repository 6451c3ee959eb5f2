// A small multi-cycle RV32I core (base 2.1, Zicsr, machine mode), with M and C as parameters.
//
//              +--------------+   +------------+   +-----------+
//   mem_* <--->| fetch / load |-->| decompress |-->|  decode   |--> rv32i_alu ----+
//              | store states |   +------------+   | registers |--> rv32i_muldiv -+--> rd, next pc --> rvfi_*
//              +--------------+                    +-----------+--> rv32i_csr ----+
//
// Memory port: valid/ready. mem_valid, mem_instr, mem_addr, mem_wdata, mem_wstrb are held until mem_ready; a transfer
// happens at the edge at which both are 1, and mem_rdata and mem_error belong to it. Addresses are word aligned;
// mem_wstrb = 0 is a read, of the bytes in mem_rstrb. One transfer at a time, never a speculative one.
//
// Cycles with mem_ready = 1 at once (each cycle in which mem_ready is 0 adds one):
//   integer, branch, jump, CSR, fence, mret   2    fetch, execute
//   load, store                               3    fetch, execute, memory; 4 when it crosses a word
//   mul*                                      3    fetch, execute, multiply
//   div*, rem*                               35    fetch, execute, 33 steps
//   32-bit instruction over a word boundary  +1    second fetch
//   interrupt                                 1    instead of the fetch of the interrupted instruction
//   exception                                      as far as the instruction came; the handler is fetched next
// rvfi_*: subset of the RISC-V formal interface, valid in the last cycle of an instruction, before its edge.
// boot_addr: pc after reset. Registers other than pc and CSRs are undefined after reset.
module rv32i #(
    parameter bit M = 1'b1,
    parameter bit C = 1'b1
) (
    input  logic        clk,
    input  logic        rst_n,
    input  logic [31:0] boot_addr,
    input  logic        irq_software,
    input  logic        irq_timer,
    input  logic        irq_external,

    output logic        mem_valid,
    output logic        mem_instr,
    output logic [31:0] mem_addr,
    output logic [31:0] mem_wdata,
    output logic [3:0]  mem_wstrb,
    output logic [3:0]  mem_rstrb,
    input  logic        mem_ready,
    input  logic        mem_error,
    input  logic [31:0] mem_rdata,

    output logic        asleep,

    output logic        rvfi_valid,
    output logic        rvfi_trap,
    output logic        rvfi_intr,
    output logic [31:0] rvfi_insn,
    output logic [31:0] rvfi_pc_rdata,
    output logic [31:0] rvfi_pc_wdata,
    output logic [4:0]  rvfi_rd_addr,
    output logic [31:0] rvfi_rd_wdata,
    output logic [31:0] rvfi_csr_mcause_wdata,
    output logic [31:0] rvfi_csr_mtval_wdata
);

  typedef enum logic [2:0] {
    FETCH, FETCH_HIGH, EXECUTE, MULDIV, MEMORY, MEMORY_HIGH, SLEEP
  } state_t;

  localparam logic [6:0] LOAD = 7'h03, FENCE = 7'h0F, OP_IMM = 7'h13, AUIPC = 7'h17, STORE = 7'h23, OP = 7'h33,
                         LUI = 7'h37, BRANCH = 7'h63, JALR = 7'h67, JAL = 7'h6F, SYSTEM = 7'h73;
  localparam logic [31:0] FETCH_MISALIGNED = 0, FETCH_FAULT = 1, ILLEGAL = 2, BREAKPOINT = 3, LOAD_FAULT = 5,
                          STORE_FAULT = 7, ENVIRONMENT_CALL = 11;

  state_t state_q, state;
  logic [31:0] pc_q;
  logic [31:0] insn_q;     // as fetched; bits 31:16 are stale for a compressed one
  logic        waiting_q;  // the request of the last cycle was not answered
  logic        entered_q;  // by an interrupt: for rvfi_intr
  logic [31:0] address_q, low_q;
  logic        fetch_error_q;
  logic [31:0] x[32];

  // A core that sleeps and has a reason to wake fetches in the same cycle.
  logic wake, interrupt;
  logic [31:0] interrupt_cause;
  assign state  = (state_q == SLEEP && wake) ? FETCH : state_q;
  assign asleep = state == SLEEP;

  // --- fetch ------------------------------------------------------------------------------------------------------
  logic take_interrupt;
  logic [15:0] half;
  assign take_interrupt = state == FETCH && !waiting_q && interrupt;
  assign half = pc_q[1] ? mem_rdata[31:16] : mem_rdata[15:0];

  // --- decode -----------------------------------------------------------------------------------------------------
  logic [31:0] insn, wide;
  logic        compressed, bad_compressed, illegal;
  assign compressed = C && insn_q[1:0] != 2'b11;
  rv32i_decompress decompress (.half(insn_q[15:0]), .wide, .illegal(bad_compressed));
  assign insn = compressed ? wide : insn_q;

  logic [6:0] opcode, funct7;
  logic [2:0] funct3;
  logic [4:0] rd, rs1, rs2;
  assign {funct7, rs2, rs1, funct3, rd, opcode} = insn;

  logic [31:0] imm_i, imm_s, imm_b, imm_u, imm_j, a, b;
  assign imm_i = {{20{insn[31]}}, insn[31:20]};
  assign imm_s = {{20{insn[31]}}, insn[31:25], insn[11:7]};
  assign imm_b = {{20{insn[31]}}, insn[7], insn[30:25], insn[11:8], 1'b0};
  assign imm_u = {insn[31:12], 12'b0};
  assign imm_j = {{12{insn[31]}}, insn[19:12], insn[20], insn[30:21], 1'b0};
  assign a = rs1 == 0 ? 32'b0 : x[rs1];
  assign b = rs2 == 0 ? 32'b0 : x[rs2];

  logic is_muldiv, is_csr, is_ecall, is_ebreak, is_mret, is_wfi;
  assign is_muldiv = M && opcode == OP && funct7 == 7'h01;
  assign is_csr    = opcode == SYSTEM && funct3[1:0] != 2'b00;
  assign is_ecall  = insn == 32'h0000_0073;
  assign is_ebreak = insn == 32'h0010_0073;
  assign is_mret   = insn == 32'h3020_0073;
  assign is_wfi    = insn == 32'h1050_0073;

  logic bad_csr;
  always_comb begin
    case (opcode)
      LUI, AUIPC, JAL: illegal = 1'b0;
      JALR:   illegal = funct3 != 0;
      BRANCH: illegal = funct3[2:1] == 2'b01;
      LOAD:   illegal = funct3 == 3 || funct3[2:1] == 2'b11;
      STORE:  illegal = funct3 > 2;
      OP_IMM: illegal = (funct3 == 1 && funct7 != 0) || (funct3 == 5 && (funct7 & 7'h5F) != 0);
      OP:     illegal = !(funct7 == 0 || (funct7 == 7'h20 && (funct3 == 0 || funct3 == 5)) || is_muldiv);
      FENCE:  illegal = funct3 > 1;
      SYSTEM: illegal = is_csr ? bad_csr : !(is_ecall || is_ebreak || is_mret || is_wfi);
      default: illegal = 1'b1;
    endcase
    illegal |= compressed && bad_compressed;
  end

  // --- execute ----------------------------------------------------------------------------------------------------
  logic [31:0] alu_b, alu_result, product, csr_old, next_pc, target, length;
  logic        taken, muldiv_done;
  assign alu_b = opcode == OP ? b : imm_i;
  rv32i_alu alu (
      .operation(funct3), .alternative(funct7[5] && (opcode == OP || funct3 == 5)), .a, .b(alu_b), .y(alu_result)
  );
  rv32i_muldiv muldiv (
      .clk, .rst_n, .start(state == EXECUTE && is_muldiv && !illegal && !fetch_error_q), .operation(funct3), .a, .b,
      .done(muldiv_done), .y(product)
  );

  always_comb begin
    case (funct3)
      0: taken = a == b;
      1: taken = a != b;
      4: taken = $signed(a) < $signed(b);
      5: taken = $signed(a) >= $signed(b);
      6: taken = a < b;
      7: taken = a >= b;
      default: taken = 1'b0;
    endcase
  end

  assign length = compressed ? 32'd2 : 32'd4;
  logic [31:0] epc;
  always_comb begin
    case (opcode)
      JAL:     target = pc_q + imm_j;
      JALR:    target = (a + imm_i) & ~32'd1;
      default: target = pc_q + imm_b;
    endcase
    next_pc = pc_q + length;
    if (opcode == JAL || opcode == JALR || (opcode == BRANCH && taken)) next_pc = target;
    if (is_mret) next_pc = epc;
  end

  // --- memory -----------------------------------------------------------------------------------------------------
  logic [31:0] loaded, store_data;
  logic [63:0] both;
  logic [7:0]  strobes;
  logic [3:0]  size_mask;
  logic        crosses;
  assign both = state == MEMORY_HIGH ? {mem_rdata, low_q} : {32'b0, mem_rdata};
  assign crosses = ({1'b0, address_q[1:0]} + (funct3[1:0] == 2 ? 3'd4 : funct3[1:0] == 1 ? 3'd2 : 3'd1)) > 3'd4;
  assign size_mask = funct3[1:0] == 2 ? 4'b1111 : funct3[1:0] == 1 ? 4'b0011 : 4'b0001;
  assign strobes = {4'b0, size_mask} << address_q[1:0];
  assign store_data = b;
  always_comb begin
    loaded = 32'(both >> {address_q[1:0], 3'b000});
    case (funct3)
      0: loaded = {{24{loaded[7]}}, loaded[7:0]};
      1: loaded = {{16{loaded[15]}}, loaded[15:0]};
      4: loaded = {24'b0, loaded[7:0]};
      5: loaded = {16'b0, loaded[15:0]};
      default: ;
    endcase
  end

  logic fetching, accessing;
  assign fetching  = (state == FETCH && !take_interrupt) || state == FETCH_HIGH;
  assign accessing = state == MEMORY || state == MEMORY_HIGH;
  assign mem_valid = rst_n && (fetching || accessing);
  assign mem_instr = fetching;
  logic [63:0] shifted;
  assign shifted = {32'b0, store_data} << {address_q[1:0], 3'b000};
  always_comb begin
    mem_addr  = accessing ? {address_q[31:2], 2'b00} : {pc_q[31:2], 2'b00};
    if (state == FETCH_HIGH || state == MEMORY_HIGH) mem_addr += 32'd4;
    mem_wstrb = 4'b0;
    mem_rstrb = fetching ? 4'b1111 : 4'b0;
    if (accessing && opcode == STORE) mem_wstrb = state == MEMORY_HIGH ? strobes[7:4] : strobes[3:0];
    if (accessing && opcode == LOAD) mem_rstrb = state == MEMORY_HIGH ? strobes[7:4] : strobes[3:0];
    mem_wdata = state == MEMORY_HIGH ? shifted[63:32] : shifted[31:0];
  end

  // --- end of an instruction --------------------------------------------------------------------------------------
  logic        retire, trap, writes;
  logic [31:0] cause, value, result;
  always_comb begin
    retire = 1'b0;
    trap   = 1'b0;
    cause  = ILLEGAL;
    value  = 32'b0;
    case (state)
      EXECUTE: begin
        retire = !(is_muldiv || opcode == LOAD || opcode == STORE);
        if (fetch_error_q) begin
          {trap, cause, value} = {1'b1, FETCH_FAULT, pc_q};
        end else if (illegal) begin
          {trap, cause, value} = {1'b1, ILLEGAL, compressed ? {16'b0, insn_q[15:0]} : insn_q};
        end else if (is_ecall) begin
          {trap, cause} = {1'b1, ENVIRONMENT_CALL};
        end else if (is_ebreak) begin
          {trap, cause, value} = {1'b1, BREAKPOINT, pc_q};
        end else if (!C && next_pc[1]) begin
          {trap, cause, value} = {1'b1, FETCH_MISALIGNED, next_pc};
        end
        retire |= trap;
      end
      MULDIV: retire = muldiv_done;
      MEMORY, MEMORY_HIGH: begin
        retire = mem_ready && (mem_error || state == MEMORY_HIGH || !crosses);
        trap   = mem_ready && mem_error;
        cause  = opcode == STORE ? STORE_FAULT : LOAD_FAULT;
        value  = address_q;
      end
      default: ;
    endcase
  end

  always_comb begin
    case (opcode)
      LUI:       result = imm_u;
      AUIPC:     result = pc_q + imm_u;
      JAL, JALR: result = pc_q + length;
      LOAD:      result = loaded;
      SYSTEM:    result = csr_old;
      default:   result = is_muldiv ? product : alu_result;
    endcase
  end
  assign writes = retire && !trap && rd != 0 && opcode != BRANCH && opcode != STORE && opcode != FENCE
                  && !(opcode == SYSTEM && !is_csr);

  logic [31:0] vector;
  rv32i_csr #(.M(M), .C(C)) csr (
      .clk, .rst_n,
      .access(state == EXECUTE && is_csr && !fetch_error_q && !(compressed && bad_compressed)), .number(insn[31:20]),
      .operation(funct3[1:0]), .source_is_zero(rs1 == 0),
      .operand(funct3[2] ? {27'b0, rs1} : a), .illegal(bad_csr), .old(csr_old),
      .lines({irq_external, irq_timer, irq_software}), .wake, .interrupt, .interrupt_cause,
      .retire(retire && !trap), .enter(trap || take_interrupt), .leave(retire && !trap && is_mret),
      .cause(take_interrupt ? interrupt_cause : cause), .value(take_interrupt ? 32'b0 : value), .pc(pc_q), .vector, .epc
  );

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      state_q       <= FETCH;
      pc_q          <= boot_addr;
      waiting_q     <= 1'b0;
      entered_q     <= 1'b0;
      fetch_error_q <= 1'b0;
      insn_q        <= 32'b0;
      address_q     <= 32'b0;
      low_q         <= 32'b0;
    end else begin
      waiting_q <= mem_valid && !mem_ready;
      if (writes) x[rd] <= result;
      case (state)
        FETCH:
        if (take_interrupt) begin
          pc_q      <= vector;
          entered_q <= 1'b1;
          state_q   <= FETCH;
        end else begin
          state_q <= FETCH;  // also out of SLEEP
          if (mem_ready) begin
            insn_q        <= {mem_rdata[31:16], half};
            fetch_error_q <= mem_error;
            state_q       <= (pc_q[1] && half[1:0] == 2'b11 && !mem_error) ? FETCH_HIGH : EXECUTE;
          end
        end
        FETCH_HIGH:
        if (mem_ready) begin
          insn_q[31:16] <= mem_rdata[15:0];
          fetch_error_q <= mem_error;
          state_q       <= EXECUTE;
        end
        EXECUTE: begin
          address_q <= a + (opcode == STORE ? imm_s : imm_i);
          state_q   <= is_muldiv ? MULDIV : MEMORY;
        end
        MEMORY: begin
          low_q <= mem_rdata;
          if (mem_ready) state_q <= MEMORY_HIGH;
        end
        default: ;
      endcase
      if (retire) begin
        pc_q      <= trap ? vector : next_pc;
        state_q   <= (is_wfi && !trap) ? SLEEP : FETCH;
        entered_q <= 1'b0;
      end
    end
  end

  // --- what retires -----------------------------------------------------------------------------------------------
  assign rvfi_valid            = rst_n && retire;
  assign rvfi_trap             = trap;
  assign rvfi_intr             = entered_q;
  assign rvfi_insn             = compressed ? {16'b0, insn_q[15:0]} : insn_q;
  assign rvfi_pc_rdata         = pc_q;
  assign rvfi_pc_wdata         = trap ? vector : next_pc;
  assign rvfi_rd_addr          = writes ? rd : 5'b0;
  assign rvfi_rd_wdata         = writes ? result : 32'b0;
  assign rvfi_csr_mcause_wdata = cause;
  assign rvfi_csr_mtval_wdata  = value;

endmodule
