// A 32-bit count-down timer on APB with an interrupt line.
//
//              +-----------+        +---------------------+
//   p* <------>| APB slave |<------>| CTRL  RELOAD  VALUE |--- VALUE = 1 -> 0 ---> STATUS ---> irq
//              +-----------+        +---------------------+
//
// | offset | name   | access | bits |
// | 0x0    | CTRL   | rw     | 0 run, 3 interrupt enable |
// | 0x4    | VALUE  | rw     | counts down by one a cycle while CTRL.run; behind 0 comes RELOAD |
// | 0x8    | RELOAD | rw     | a write sets VALUE too |
// | 0xC    | STATUS | rw     | 0: the interrupt is pending; writing 1 clears it |
// Other offsets answer with pslverr. A transfer takes 2 + WAITS cycles (setup, access, wait states); a write acts at the
// edge that ends it. From a write of RELOAD = n into the running timer, irq is 1 from the (n+1)-th edge behind on.
module apb_timer #(
    parameter int unsigned WAITS = 0
) (
    input  logic        pclk,
    input  logic        presetn,
    input  logic        psel,
    input  logic        penable,
    input  logic        pwrite,
    input  logic [11:0] paddr,
    input  logic [31:0] pwdata,
    output logic [31:0] prdata,
    output logic        pready,
    output logic        pslverr,
    output logic        irq
);
  logic [31:0] value_q, reload_q;
  logic        run_q, enable_q, pending_q;
  logic [3:0]  waited_q;

  logic access, write, known;
  assign access  = psel && penable;
  assign pready  = 32'(waited_q) == WAITS;
  assign known   = paddr < 12'h010 && paddr[1:0] == 2'b00;
  assign write   = access && pready && pwrite && known;
  assign pslverr = access && pready && !known;
  assign irq     = pending_q;

  always_comb begin
    prdata = 32'b0;
    if (known) begin
      case (paddr[3:2])
        0: prdata = {28'b0, enable_q, 2'b0, run_q};
        1: prdata = value_q;
        2: prdata = reload_q;
        default: prdata = {31'b0, pending_q};
      endcase
    end
  end

  always_ff @(posedge pclk) begin
    if (!presetn) begin
      value_q   <= 32'b0;
      reload_q  <= 32'b0;
      run_q     <= 1'b0;
      enable_q  <= 1'b0;
      pending_q <= 1'b0;
      waited_q  <= 4'd0;
    end else begin
      waited_q <= access && !pready ? waited_q + 4'd1 : 4'd0;
      if (run_q) begin
        value_q <= value_q == 0 ? reload_q : value_q - 32'd1;
        if (value_q == 1 && enable_q) pending_q <= 1'b1;
      end
      if (write) begin
        case (paddr[3:2])
          0: {enable_q, run_q} <= {pwdata[3], pwdata[0]};
          1: value_q <= pwdata;
          2: {reload_q, value_q} <= {pwdata, pwdata};
          default: if (pwdata[0]) pending_q <= 1'b0;
        endcase
      end
    end
  end
endmodule
