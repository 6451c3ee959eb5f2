# Compiler settings shared by every target: C++20 without extensions, warnings are errors, ccache, mold.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_program(QUARTET_CCACHE ccache)
if(QUARTET_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${QUARTET_CCACHE})
endif()

find_program(QUARTET_MOLD mold)
if(QUARTET_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT QUARTET_SANITIZE)
  add_link_options(-fuse-ld=mold)
endif()

add_library(quartet_options INTERFACE)
target_compile_options(quartet_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror)
# GCC 12 reports a false -Wrestrict for "literal" + std::string at -O3 (GCC bug 105651, mended in 13).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(quartet_options INTERFACE -Wno-restrict)
endif()
# Bit-exact results on every machine: no fused multiply-add that the source does not write.
target_compile_options(quartet_options INTERFACE -ffp-contract=off)
target_include_directories(quartet_options INTERFACE ${PROJECT_SOURCE_DIR})

if(QUARTET_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC's manual: sanitizer instrumentation makes -Wmaybe-uninitialized warn where nothing is wrong.
  target_compile_options(quartet_options INTERFACE -Wno-maybe-uninitialized)
endif()
if(QUARTET_SANITIZE)
  add_compile_options(-fsanitize=${QUARTET_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${QUARTET_SANITIZE})
endif()

# Every line of ours is instrumented; libraries that come from Debian are not.
if(QUARTET_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
endif()
