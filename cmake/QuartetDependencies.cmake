# Debian packages (scripts/setup.sh installs them). Heavy headers are linked PRIVATE by the folders that use them.
find_package(PkgConfig REQUIRED)
find_package(tl-expected REQUIRED)
find_package(fmt REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_package(nlohmann_json REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(FlatBuffers REQUIRED)
find_package(ONNX REQUIRED)
find_package(Protobuf REQUIRED)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)

# SystemC has no CMake package in Debian and is built as C++17: the header honours a preset SC_CPLUSPLUS,
# which keeps its ABI check and lets C++20 code link. Link quartet_systemc, never PkgConfig::SYSTEMC.
pkg_check_modules(SYSTEMC REQUIRED IMPORTED_TARGET systemc tlm)
add_library(quartet_systemc INTERFACE)
target_link_libraries(quartet_systemc INTERFACE PkgConfig::SYSTEMC)
target_compile_definitions(quartet_systemc INTERFACE SC_CPLUSPLUS=201703L SC_INCLUDE_DYNAMIC_PROCESSES)
