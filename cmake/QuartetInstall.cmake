# cmake --install: an installed quartet runs without this source tree, and an outside team builds RTL plug-ins for it.
#
#   bin/quartet                     the simulator
#   share/quartet/                  platforms, cost tables, cores, workloads, firmware, in the folders of the source tree
#   lib/quartet/rtl/                RTL plug-ins (quartet_add_rtl(… INSTALL))
#   lib/cmake/quartet/              find_package(quartet): quartet_add_rtl
#   include/quartet/                the C interface of plug-ins
#   share/doc/quartet/              how to bring a block of one's own
include(CMakePackageConfigHelpers)

install(TARGETS quartet RUNTIME DESTINATION bin)

# What resource_root() leads to.
file(GLOB_RECURSE resources CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
  accel/*.toml sim/tech/*.toml workloads/*.toml workloads/*.json workloads/*.onnx workloads/*.tflite workloads/*.npy)
foreach(file ${resources})
  get_filename_component(folder ${file} DIRECTORY)
  install(FILES ${file} DESTINATION share/quartet/${folder})
endforeach()
if(QUARTET_WITH_FIRMWARE)
  install(DIRECTORY ${PROJECT_BINARY_DIR}/firmware/ DESTINATION share/quartet/firmware FILES_MATCHING PATTERN *.elf)
endif()

install(FILES docs/rtl.md LICENSE DESTINATION share/doc/quartet)
install(FILES accel/rtl/abi/plugin_abi.h DESTINATION include/quartet/accel/rtl/abi)
install(FILES cmake/QuartetRtl.cmake DESTINATION lib/cmake/quartet)
install(DIRECTORY cmake/rtl DESTINATION lib/cmake/quartet)
configure_package_config_file(cmake/quartetConfig.cmake.in ${PROJECT_BINARY_DIR}/quartetConfig.cmake INSTALL_DESTINATION lib/cmake/quartet)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/quartetConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/quartetConfig.cmake ${PROJECT_BINARY_DIR}/quartetConfigVersion.cmake DESTINATION lib/cmake/quartet)
