// A fully connected layer with one multiplier: keeps the input vector, then takes a weight a cycle, row after row.
//
//   s_axis_x ─▶ [INPUTS × 8 bit] ─┐
//                                 ├─▶ × ─▶ + ─▶ [accumulator] ─▶ m_axis_y, one value a row
//   s_axis_w ─────────────────────┘
// A vector takes INPUTS cycles to come in and INPUTS × OUTPUTS to compute, when nothing waits.
module dense #(
    parameter int INPUTS  = 16,
    parameter int OUTPUTS = 4,
    parameter int SUM     = 32
) (
    input  logic                  aclk,
    input  logic                  aresetn,
    input  logic signed [    7:0] s_axis_x_tdata,
    input  logic                  s_axis_x_tvalid,
    output logic                  s_axis_x_tready,
    input  logic signed [    7:0] s_axis_w_tdata,
    input  logic                  s_axis_w_tvalid,
    output logic                  s_axis_w_tready,
    output logic signed [SUM-1:0] m_axis_y_tdata,
    output logic                  m_axis_y_tvalid,
    input  logic                  m_axis_y_tready
);
  localparam int COLUMN = $clog2(INPUTS);
  localparam int ROW = $clog2(OUTPUTS);

  logic signed [7:0] x[INPUTS];
  logic signed [SUM-1:0] sum;
  logic computing;
  logic [COLUMN-1:0] column;
  logic [ROW-1:0] row;

  wire last_column = column == COLUMN'(INPUTS - 1);
  wire last_row = row == ROW'(OUTPUTS - 1);
  wire take_x = s_axis_x_tvalid && s_axis_x_tready;
  wire take_w = s_axis_w_tvalid && s_axis_w_tready;
  wire signed [SUM-1:0] next = sum + SUM'(x[column] * s_axis_w_tdata);

  assign s_axis_x_tready = !computing;
  assign s_axis_w_tready = computing && !(last_column && m_axis_y_tvalid && !m_axis_y_tready);

  always_ff @(posedge aclk) begin
    if (!aresetn) begin
      computing       <= 1'b0;
      column          <= '0;
      row             <= '0;
      sum             <= '0;
      m_axis_y_tvalid <= 1'b0;
    end else begin
      if (m_axis_y_tready) m_axis_y_tvalid <= 1'b0;
      if (take_x || take_w) column <= last_column ? '0 : column + 1'b1;
      if (take_x && last_column) computing <= 1'b1;
      if (take_w) begin
        sum <= last_column ? '0 : next;
        if (last_column) begin
          m_axis_y_tvalid <= 1'b1;
          row             <= last_row ? '0 : row + 1'b1;
          if (last_row) computing <= 1'b0;
        end
      end
    end
    if (take_x) x[column] <= s_axis_x_tdata;
    if (take_w && last_column) m_axis_y_tdata <= next;
  end
endmodule
