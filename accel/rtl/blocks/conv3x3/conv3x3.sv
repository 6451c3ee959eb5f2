// A 3x3 convolution engine of the CNN accelerator's kind: up to LANES input channels in one pass, int8, one output channel
// of one pixel a cycle (9 x LANES multiply-accumulates), stride 1, zero padding.
//
//   p* ──▶ [ registers ] ──▶ walk over pixels, paddings included
//   i_* ◀─ read ─▶ [ line buffers, 3x3 window ] ─▶ [ mac, shift, round, saturate ] ─▶ o_* write
//   w_* ◀─ read ─▶ [ kernels: COUT_MAX x (9 words + bias) ] ────┘
//
// Registers (32 bit, APB, no wait states; others answer with pslverr):
// | 0x00 CTRL   | w: bit 0 start, bit 1 interrupt enable    | 0x04 STATUS  | bit 0 busy, bit 1 done; writing 2 clears done |
// | 0x08 INPUT  | byte address of the input                 | 0x0C OUTPUT  | of the output  | 0x10 WEIGHTS | of the kernels |
// | 0x14 SIZE   | 15:0 width, 31:16 height, without padding | 0x18 CHANNELS| output channels, 1 to COUT_MAX                 |
// | 0x1C SHAPE  | 5:0 shift (signed, -15 to 15), 6 ReLU, 9:8 padding on each side (0 to 2)                                 |
// Memory (valid/ready, words of LANES bytes): an input pixel is one word, lane i its channel i, rows one after the other; an
// output pixel is ceil(channels/LANES) words. Kernel of an output channel: 9 words (rows of taps), then one word whose low
// 32 bits are the bias as it is added to the accumulator.
// y = saturate(floor(acc * 2^(shift-7) + 1/2)), then ReLU.
//
// Cycles with every port ready at once: 10 a channel to load the kernels; then for each walked pixel 1 read (padding as
// well) and 1 line-buffer write, and CHANNELS cycles where it completes an output, else 1; a row of outputs with a single
// channel takes 1 more. row_done is 1 in the last cycle of each walked row.
module conv3x3 #(
    parameter int unsigned LANES = 8,
    parameter int unsigned WIDTH_MAX = 64,  // with padding
    parameter int unsigned COUT_MAX = 64
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
    output logic               row_done,

    output logic               i_valid,
    input  logic               i_ready,
    output logic [31:0]        i_addr,
    input  logic [8*LANES-1:0] i_rdata,

    output logic               o_valid,
    input  logic               o_ready,
    output logic [31:0]        o_addr,
    output logic [8*LANES-1:0] o_wdata,
    output logic [LANES-1:0]   o_wstrb,
    input  logic [8*LANES-1:0] o_rdata,

    output logic               w_valid,
    input  logic               w_ready,
    output logic [31:0]        w_addr,
    input  logic [8*LANES-1:0] w_rdata
);
  typedef enum logic [2:0] {
    IDLE, LOAD, READ, SHIFT, SKIP, OUTPUT, EXTRA
  } state_t;

  localparam int unsigned CW = $clog2(COUT_MAX + 1);
  localparam int unsigned XW = $clog2(WIDTH_MAX + 1);
  localparam int unsigned LW = $clog2(LANES);

  logic        start, finish;
  logic [31:0] input_base, output_base, weight_base;
  logic [15:0] width, height;
  logic [CW-1:0] channels;
  logic signed [5:0] shift;
  logic        relu;
  logic [1:0]  pad;
  state_t state_q;
  conv3x3_registers #(.CW(CW)) registers (
      .clk, .rst_n, .psel, .penable, .pwrite, .paddr, .pwdata, .prdata, .pready, .pslverr, .irq,
      .busy(state_q != IDLE), .finish, .start, .input_base, .output_base, .weight_base, .width, .height, .channels, .shift, .relu,
      .pad
  );

  // --- the walk -----------------------------------------------------------------------------------------------------
  logic [15:0] x_q, y_q;  // walked, padding included
  logic [CW-1:0] c_q;
  logic [3:0]  tap_q;
  logic [31:0] weight_at_q, input_at_q, output_at_q;
  logic [16:0] walked_width, walked_height;
  logic        padding, completes, last_column, last_row, last_channel, next_pixel;
  assign walked_width  = 17'(width) + 17'({pad, 1'b0});
  assign walked_height = 17'(height) + 17'({pad, 1'b0});
  assign padding = x_q < 16'(pad) || y_q < 16'(pad) || 17'(x_q) >= 17'(width) + 17'(pad) || 17'(y_q) >= 17'(height) + 17'(pad);
  assign completes    = x_q >= 2 && y_q >= 2;
  assign last_column  = 17'(x_q) + 17'd1 == walked_width;
  assign last_row     = 17'(y_q) + 17'd1 == walked_height;
  assign last_channel = c_q + CW'(1) == channels;

  // --- data -----------------------------------------------------------------------------------------------------------
  logic [8*LANES-1:0]   pixel_q;
  logic [9*8*LANES-1:0] window, kernel;
  logic [31:0]          bias;
  logic [7:0]           value;
  conv3x3_window #(.BITS(8 * LANES), .WIDTH_MAX(WIDTH_MAX)) line_buffer (
      .clk, .shift(state_q == SHIFT), .column(XW'(x_q)), .pixel(pixel_q), .window
  );
  conv3x3_kernels #(.BITS(8 * LANES), .COUT_MAX(COUT_MAX)) kernels (
      .clk, .write(w_valid && w_ready), .channel($clog2(COUT_MAX)'(c_q)), .tap(tap_q), .word(w_rdata), .kernel, .bias
  );
  conv3x3_mac #(.LANES(LANES)) mac (.window, .kernel, .bias, .shift, .relu, .value);

  logic [8*LANES-1:0] gathered_q, gathered;
  logic               word_full;
  always_comb begin
    gathered = gathered_q;
    gathered[8*c_q[LW-1:0]+:8] = value;
  end
  assign word_full = last_channel || c_q[LW-1:0] == LW'(LANES - 1);

  // --- ports ----------------------------------------------------------------------------------------------------------
  assign w_valid = state_q == LOAD;
  assign w_addr  = weight_at_q;
  assign i_valid = state_q == READ && !padding;
  assign i_addr  = input_at_q;
  assign o_valid = state_q == OUTPUT && word_full;
  assign o_addr  = output_at_q;
  assign o_wdata = gathered;
  assign o_wstrb = '1;

  logic output_done;
  assign output_done = state_q == OUTPUT && last_channel && o_ready;
  assign next_pixel = state_q == SKIP || (output_done && !(last_column && channels == 1)) || state_q == EXTRA;
  assign row_done = next_pixel && last_column;
  assign finish = row_done && last_row;

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      state_q <= IDLE;
      {x_q, y_q, c_q, tap_q, weight_at_q, input_at_q, output_at_q, pixel_q, gathered_q} <= '0;
    end else begin
      case (state_q)
        IDLE:
        if (start) begin
          state_q     <= LOAD;
          weight_at_q <= weight_base;
          input_at_q  <= input_base;
          output_at_q <= output_base;
          {x_q, y_q, c_q, tap_q, gathered_q} <= '0;
        end
        LOAD:
        if (w_ready) begin
          weight_at_q <= weight_at_q + LANES;
          tap_q       <= tap_q == 9 ? 4'd0 : tap_q + 4'd1;
          if (tap_q == 9) begin
            c_q <= last_channel ? '0 : c_q + CW'(1);
            if (last_channel) state_q <= READ;
          end
        end
        READ:
        if (padding || i_ready) begin
          pixel_q <= padding ? '0 : i_rdata;
          if (!padding) input_at_q <= input_at_q + LANES;
          state_q <= SHIFT;
        end
        SHIFT: state_q <= completes ? OUTPUT : SKIP;
        OUTPUT:
        if (!word_full || o_ready) begin
          gathered_q <= word_full ? '0 : gathered;
          if (word_full) output_at_q <= output_at_q + LANES;
          c_q <= last_channel ? '0 : c_q + CW'(1);
          if (last_channel) state_q <= EXTRA;  // unless the pixel ends here: below
        end
        default: ;
      endcase
      if (next_pixel) begin
        state_q <= finish ? IDLE : READ;
        x_q     <= last_column ? 16'd0 : x_q + 16'd1;
        if (last_column) y_q <= y_q + 16'd1;
      end
    end
  end

  logic unused;
  assign unused = &{1'b0, o_rdata};
endmodule
