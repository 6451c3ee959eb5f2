# quartet_add_rtl: a Verilog module becomes a plug-in that quartet loads (docs/rtl.md has the syntax and an example).
#
#   arguments ─▶ Verilator ─▶ port table ─▶ interfaces checked against it ─▶ declaration (JSON) ─▶ NAME.so
#   rtl/arguments  rtl/verilate  rtl/ports     rtl/interfaces                   rtl/declaration      rtl/plugin
#
# Everything up to the declaration happens at configure time, so that a wrong name or width stops there. The same file
# serves quartet's own build and, installed, an outside team's (find_package(quartet)).
include_guard(GLOBAL)

set(QUARTET_RTL_FOLDER ${CMAKE_CURRENT_LIST_DIR}/rtl CACHE INTERNAL "Parts of quartet_add_rtl")
if(NOT QUARTET_RTL_ABI_FOLDER)  # an installed package has set it
  set(QUARTET_RTL_ABI_FOLDER ${CMAKE_CURRENT_LIST_DIR}/.. CACHE INTERNAL "Where accel/rtl/abi/plugin_abi.h stands")
endif()
set(QUARTET_RTL_CACHE "$ENV{QUARTET_RTL_CACHE}" CACHE PATH
  "Folder of verilated sources and built plug-ins, found by content; may be shared between build trees")

find_program(QUARTET_VERILATOR verilator)
find_package(ZLIB QUIET)  # FST waves are compressed
find_package(Threads REQUIRED)

foreach(part text ports interfaces arguments verilate declaration plugin)
  include(${QUARTET_RTL_FOLDER}/${part}.cmake)
endforeach()

# quartet_add_rtl(NAME n TOP module SOURCES a.sv… CLOCK clk [RESET rst [ACTIVE_LOW]] [interfaces…]): the target
# quartet_rtl_NAME and the file DESTINATION/NAME.so; DESTINATION is the folder rtl of the build tree when not given.
function(quartet_add_rtl)
  cmake_parse_arguments(PARSE_ARGV 0 RTL "${QUARTET_RTL_FLAGS}" "${QUARTET_RTL_SINGLE}" "${QUARTET_RTL_LISTS}")
  set_property(GLOBAL PROPERTY QUARTET_RTL_PROBLEMS "")
  set(RTL_PORTS "")
  _quartet_rtl_check_arguments()
  if(NOT RTL_DESTINATION)
    set(RTL_DESTINATION ${PROJECT_BINARY_DIR}/rtl)
  endif()
  _quartet_rtl_verilate()
  _quartet_rtl_read_ports(${RTL_HEADER})
  _quartet_rtl_check_declared()
  _quartet_rtl_stop_if_problems()
  _quartet_rtl_declaration(declaration)
  _quartet_rtl_plugin("${declaration}")
endfunction()

# quartet_test_rtl(TARGET NAME…): a test that loads plug-ins of this build: built before it, found without environment.
function(quartet_test_rtl target)
  foreach(name ${ARGN})
    add_dependencies(${target} quartet_rtl_${name})
    get_target_property(file quartet_rtl_${name} QUARTET_RTL_FILE)
    get_filename_component(folder ${file} DIRECTORY)
  endforeach()
  target_compile_definitions(${target} PRIVATE QUARTET_TEST_RTL_DIR="${folder}")
endfunction()
