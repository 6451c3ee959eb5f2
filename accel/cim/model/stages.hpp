// The three stages of an MVM, each with one MVM in hand: DAC bank, ADC bank, digital unit.
#pragma once

#include <systemc>

#include "accel/cim/model/activation_sram.hpp"
#include "accel/cim/model/handover.hpp"

namespace quartet::cim {

/// Fills the DAC registers of the block's rows from the activation SRAM.
class DacBank : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(DacBank);
  DacBank(const sc_core::sc_module_name& name, ActivationSram& sram, Handover& in, Handover& out,
          sc_core::sc_time cycle);
  std::uint64_t conversions = 0;  ///< inputs driven

 private:
  void run();
  ActivationSram& sram_;
  Handover &in_, &out_;
  sc_core::sc_time cycle_;
};

/// Integrates and counts: each ADC converts the block's columns that it owns one after the other, all ADCs at
/// the same time.
class AdcBank : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(AdcBank);
  AdcBank(const sc_core::sc_module_name& name, Handover& in, Handover& out, sc_core::sc_time cycle);
  std::uint64_t conversions = 0;  ///< outputs read

 private:
  void run();
  Handover &in_, &out_;
  sc_core::sc_time cycle_;
};

/// Scale, partial sums, bias, activation, pooling, requantization on the codes as they come; passes of their
/// own for the rest.
class DigitalUnit : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(DigitalUnit);
  DigitalUnit(const sc_core::sc_module_name& name, Handover& in, sc_core::sc_time cycle);
  sc_core::sc_event layer_done;  ///< the last MVM of a layer has left

 private:
  void run();
  Handover& in_;
  sc_core::sc_time cycle_;
};

}  // namespace quartet::cim
