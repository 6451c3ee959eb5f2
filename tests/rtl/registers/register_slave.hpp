// The test block register_slave with one of its register interfaces in a clock loop.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "accel/rtl/registers/register_access.hpp"

namespace quartet::test {

struct RegisterSlave {
  explicit RegisterSlave(const std::string& interface, const rtl::RegisterPortOptions& options = {}) {
    auto plugin = rtl::find_plugin(QUARTET_TEST_RTL_DIR "/register_slave.so");
    EXPECT_TRUE(plugin) << (plugin ? "" : plugin.error().text());
    auto made = rtl::RtlModel::create(*plugin);
    EXPECT_TRUE(made) << (made ? "" : made.error().text());
    model = std::move(*made);
    auto found = rtl::make_register_port(*model, interface, options);
    EXPECT_TRUE(found) << (found ? "" : found.error().text());
    port = std::move(*found);
    loop = std::make_unique<rtl::CycleLoop>(*model);
    loop->add(*port);
    access = std::make_unique<rtl::RegisterAccess>(*loop, *port);
  }
  void set_fault(unsigned fault) {
    model->signal("fault")->set(fault);
    loop->inputs_changed();
  }

  std::unique_ptr<rtl::RtlModel> model;
  std::unique_ptr<rtl::IRegisterPort> port;
  std::unique_ptr<rtl::CycleLoop> loop;
  std::unique_ptr<rtl::RegisterAccess> access;
};

}  // namespace quartet::test
