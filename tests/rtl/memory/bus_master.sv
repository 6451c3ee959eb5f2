// Reads and writes as the test orders them, on an OBI and on a valid/ready port at once, with faults on demand.
//
//   order_* ──▶ [ request held until taken ] ──▶ obi_*, vr_*        done, obi_data, vr_data: what the reads gave
// fault: 0 none; 1 gives a waiting request up; 2 changes its address; 3 changes its data; 4 asks for a misaligned word;
// 5 request depends on its own grant.
module bus_master (
    input  logic        clk,
    input  logic        rst_n,
    input  logic [2:0]  fault,
    input  logic        order,
    input  logic        order_write,
    input  logic [3:0]  order_bytes,
    input  logic [31:0] order_addr,
    input  logic [31:0] order_data,
    output logic        busy,
    output logic [31:0] obi_data,
    output logic [31:0] vr_data,
    output logic        obi_failed,
    output logic        vr_failed,

    output logic        obi_req,
    input  logic        obi_gnt,
    output logic [31:0] obi_addr,
    output logic        obi_we,
    output logic [3:0]  obi_be,
    output logic [31:0] obi_wdata,
    input  logic        obi_rvalid,
    input  logic [31:0] obi_rdata,
    input  logic        obi_err,

    output logic        vr_valid,
    input  logic        vr_ready,
    output logic [31:0] vr_addr,
    output logic [31:0] vr_wdata,
    output logic [3:0]  vr_wstrb,
    output logic [3:0]  vr_rstrb,
    input  logic        vr_error,
    input  logic [31:0] vr_rdata
);
  logic obi_asks_q, obi_open_q, vr_asks_q, write_q;
  logic [3:0]  bytes_q;
  logic [31:0] addr_q, data_q;
  logic [3:0]  waited_q;
  logic spoilt;
  assign spoilt = waited_q != 0;
  assign busy = obi_asks_q || obi_open_q || vr_asks_q;

  assign obi_req   = obi_asks_q && !(fault == 1 && spoilt) && !(fault == 5 && obi_gnt);
  assign obi_addr  = addr_q + ((fault == 2 && spoilt) ? 32'd4 : 32'd0) + (fault == 4 ? 32'd2 : 32'd0);
  assign obi_we    = write_q;
  assign obi_be    = bytes_q;
  assign obi_wdata = data_q ^ {31'b0, fault == 3 && spoilt};
  assign vr_valid  = vr_asks_q && !(fault == 1 && spoilt) && !(fault == 5 && vr_ready);
  assign vr_addr   = obi_addr;
  assign vr_wdata  = obi_wdata;
  assign vr_wstrb  = write_q ? bytes_q : 4'b0;
  assign vr_rstrb  = write_q ? 4'b0 : bytes_q;

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      {obi_asks_q, obi_open_q, vr_asks_q, write_q, bytes_q, addr_q, data_q, waited_q} <= '0;
      {obi_data, vr_data, obi_failed, vr_failed} <= '0;
    end else begin
      waited_q <= (obi_req && !obi_gnt) || (vr_valid && !vr_ready) ? waited_q + 4'd1 : 4'd0;
      if (order && !busy) begin
        {obi_asks_q, vr_asks_q} <= 2'b11;
        {write_q, bytes_q, addr_q, data_q} <= {order_write, order_bytes, order_addr, order_data};
      end
      if (obi_req && obi_gnt) {obi_asks_q, obi_open_q} <= 2'b01;
      if (obi_rvalid) begin
        obi_open_q <= 1'b0;
        {obi_data, obi_failed} <= {obi_rdata, obi_err};
      end
      if (vr_valid && vr_ready) begin
        vr_asks_q <= 1'b0;
        {vr_data, vr_failed} <= {vr_rdata, vr_error};
      end
    end
  end
endmodule
