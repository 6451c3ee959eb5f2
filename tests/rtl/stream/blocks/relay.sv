// Two registers between two AXI4-Streams: beats pass unchanged. `fault` breaks one rule of the protocol.
//
//   s_axis ─▶ FIFO of two ─▶ m_axis      fault 1: valid falls while a beat waits    2: the payload changes while it waits
//                                        3: last is inverted   4: the fourth beat comes twice   5: never ready
module relay #(
    parameter int unsigned WIDTH = 8
) (
    input  logic                   clk,
    input  logic                   rst_n,
    input  logic [2:0]             fault,
    input  logic                   s_axis_tvalid,
    output logic                   s_axis_tready,
    input  logic [WIDTH-1:0]       s_axis_tdata,
    input  logic [(WIDTH+7)/8-1:0] s_axis_tkeep,
    input  logic                   s_axis_tlast,
    output logic                   m_axis_tvalid,
    input  logic                   m_axis_tready,
    output logic [WIDTH-1:0]       m_axis_tdata,
    output logic                   m_axis_tlast
);
  logic [WIDTH:0] first, second;  // last and data
  logic [1:0] count;
  logic [2:0] given;
  logic waited;
  wire take = s_axis_tvalid && s_axis_tready;
  wire give = m_axis_tvalid && m_axis_tready;
  wire again = fault == 3'd4 && given == 3'd3;
  wire shift = give && !again;

  assign s_axis_tready = count != 2'd2 && fault != 3'd5;
  assign m_axis_tvalid = count != 2'd0 && !(fault == 3'd1 && waited);
  assign m_axis_tdata = first[WIDTH-1:0] ^ WIDTH'(fault == 3'd2 && waited);
  assign m_axis_tlast = first[WIDTH] ^ (fault == 3'd3);

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      count <= '0;
      given <= '0;
      waited <= 1'b0;
    end else begin
      count <= count + 2'(take) - 2'(shift);
      if (give && given != '1) given <= given + 1'b1;
      waited <= m_axis_tvalid && !m_axis_tready;
    end
    if (shift) first <= second;
    if (take) begin
      if (count == 2'd0 || (count == 2'd1 && shift)) first <= {s_axis_tlast, s_axis_tdata};
      else second <= {s_axis_tlast, s_axis_tdata};
    end
  end
  // A source that leaves bytes out is no source of this test.
  always_ff @(posedge clk) if (rst_n && take && s_axis_tkeep != '1) $error("tkeep is not all ones");
endmodule
