// Four registers behind APB (one set) and behind AXI4-Lite (another), with faults on demand.
//
//   p* ──▶ [ apb ] ──▶ apb registers          s_* ──▶ [ axi4lite ] ──▶ axi registers
// fault: 0 none; 1 never answers; 2 answers without a request; 3 changes a response that waits; 4 gives a waiting response up;
// 5 answers a write before its data. Offsets from 0x10 on are errors.
module register_slave #(
    parameter int unsigned WAITS = 2
) (
    input  logic        clk,
    input  logic        rst,
    input  logic [2:0]  fault,

    input  logic        psel,
    input  logic        penable,
    input  logic        pwrite,
    input  logic [7:0]  paddr,
    input  logic [31:0] pwdata,
    input  logic [3:0]  pstrb,
    output logic [31:0] prdata,
    output logic        pready,
    output logic        pslverr,

    input  logic        s_awvalid,
    output logic        s_awready,
    input  logic [7:0]  s_awaddr,
    input  logic        s_wvalid,
    output logic        s_wready,
    input  logic [31:0] s_wdata,
    input  logic [3:0]  s_wstrb,
    output logic        s_bvalid,
    input  logic        s_bready,
    output logic [1:0]  s_bresp,
    input  logic        s_arvalid,
    output logic        s_arready,
    input  logic [7:0]  s_araddr,
    output logic        s_rvalid,
    input  logic        s_rready,
    output logic [31:0] s_rdata,
    output logic [1:0]  s_rresp
);
  function automatic logic [31:0] merged(input logic [31:0] old, input logic [31:0] value, input logic [3:0] strobes);
    for (int i = 0; i < 4; ++i) merged[8*i+:8] = strobes[i] ? value[8*i+:8] : old[8*i+:8];
  endfunction

  // APB
  logic [31:0] apb_q[4];
  logic [3:0]  waited_q;
  logic apb_done;
  assign pready   = fault != 1 && 32'(waited_q) == WAITS;
  assign apb_done = psel && penable && pready;
  assign pslverr  = (apb_done && paddr >= 8'h10) || (fault == 2 && !psel);
  assign prdata   = apb_q[paddr[3:2]];
  always_ff @(posedge clk) begin
    if (rst) begin
      waited_q <= 4'd0;
      apb_q    <= '{default: '0};
    end else begin
      waited_q <= psel && penable && !pready ? waited_q + 4'd1 : 4'd0;
      if (apb_done && pwrite && paddr < 8'h10) apb_q[paddr[3:2]] <= merged(apb_q[paddr[3:2]], pwdata, pstrb);
    end
  end

  // AXI4-Lite: address and data of a write are taken apart, the response comes a cycle behind the later one.
  logic [31:0] axi_q[4];
  logic        aw_q, w_q, ar_q, age_q;
  logic [7:0]  awaddr_q, araddr_q;
  logic [31:0] wdata_q;
  logic [3:0]  wstrb_q;
  assign s_awready = !aw_q && fault != 1;
  assign s_wready  = !w_q && fault != 1;
  assign s_arready = !ar_q && fault != 1;
  assign s_bvalid  = (aw_q && w_q && !(fault == 4 && age_q)) || fault == 2 || (fault == 5 && aw_q);
  assign s_bresp   = awaddr_q >= 8'h10 ? 2'b10 : {1'b0, fault == 3 && age_q};
  assign s_rvalid  = ar_q && !(fault == 4 && age_q);
  assign s_rdata   = axi_q[araddr_q[3:2]] ^ {31'b0, fault == 3 && age_q};
  assign s_rresp   = araddr_q >= 8'h10 ? 2'b10 : 2'b00;
  always_ff @(posedge clk) begin
    if (rst) begin
      {aw_q, w_q, ar_q, age_q, awaddr_q, araddr_q, wdata_q, wstrb_q} <= '0;
      axi_q <= '{default: '0};
    end else begin
      age_q <= (s_bvalid && !s_bready) || (s_rvalid && !s_rready);
      if (s_awvalid && s_awready) {aw_q, awaddr_q} <= {1'b1, s_awaddr};
      if (s_wvalid && s_wready) {w_q, wdata_q, wstrb_q} <= {1'b1, s_wdata, s_wstrb};
      if (s_bvalid && s_bready) begin
        {aw_q, w_q} <= 2'b00;
        if (awaddr_q < 8'h10) axi_q[awaddr_q[3:2]] <= merged(axi_q[awaddr_q[3:2]], wdata_q, wstrb_q);
      end
      if (s_arvalid && s_arready) {ar_q, araddr_q} <= {1'b1, s_araddr};
      if (s_rvalid && s_rready) ar_q <= 1'b0;
    end
  end
endmodule
