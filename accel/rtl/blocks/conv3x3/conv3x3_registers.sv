// The registers of conv3x3 behind APB (its table stands in conv3x3.sv): configuration, start, done and interrupt.
//
//   p* <--> CTRL STATUS INPUT OUTPUT WEIGHTS SIZE CHANNELS SHAPE --> configuration, start;   busy, finish --> STATUS, irq
// Configuration written while the engine is busy is an error (pslverr) and has no effect.
module conv3x3_registers #(
    parameter int unsigned CW = 7
) (
    input  logic               clk,
    input  logic               rst_n,
    input  logic               psel,
    input  logic               penable,
    input  logic               pwrite,
    input  logic [7:0]         paddr,
    input  logic [31:0]        pwdata,
    output logic [31:0]        prdata,
    output logic               pready,
    output logic               pslverr,
    output logic               irq,
    input  logic               busy,
    input  logic               finish,
    output logic               start,
    output logic [31:0]        input_base,
    output logic [31:0]        output_base,
    output logic [31:0]        weight_base,
    output logic [15:0]        width,
    output logic [15:0]        height,
    output logic [CW-1:0]      channels,
    output logic signed [5:0]  shift,
    output logic               relu,
    output logic [1:0]         pad
);
  logic enable_q, done_q, access, write, known;
  assign access  = psel && penable;
  assign known   = paddr < 8'h20 && paddr[1:0] == 0;
  assign pready  = 1'b1;
  assign pslverr = access && (!known || (pwrite && busy && paddr[4:2] != 1));
  assign write   = access && pwrite && !pslverr;
  assign start   = write && paddr[4:2] == 0 && pwdata[0];
  assign irq     = done_q && enable_q;

  always_comb begin
    case (paddr[4:2])
      0: prdata = {30'b0, enable_q, 1'b0};
      1: prdata = {30'b0, done_q, busy};
      2: prdata = input_base;
      3: prdata = output_base;
      4: prdata = weight_base;
      5: prdata = {height, width};
      6: prdata = 32'(channels);
      default: prdata = {22'b0, pad, 1'b0, relu, shift};
    endcase
  end

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      {enable_q, done_q, input_base, output_base, weight_base, width, height, channels, shift, relu, pad} <= '0;
    end else begin
      if (finish) done_q <= 1'b1;
      if (write) begin
        case (paddr[4:2])
          0: enable_q <= pwdata[1];
          1: if (pwdata[1]) done_q <= 1'b0;
          2: input_base <= pwdata;
          3: output_base <= pwdata;
          4: weight_base <= pwdata;
          5: {height, width} <= pwdata;
          6: channels <= CW'(pwdata);
          default: {pad, relu, shift} <= {pwdata[9:8], pwdata[6:0]};
        endcase
      end
    end
  end
endmodule
