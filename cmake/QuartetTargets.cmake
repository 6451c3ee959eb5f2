# quartet_library(NAME [PUBLIC libs…] [PRIVATE libs…]): the static library of the current folder, all its .cpp files.
function(quartet_library name)
  cmake_parse_arguments(ARG "" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC quartet_options tl::expected ${ARG_PUBLIC} PRIVATE fmt::fmt ${ARG_PRIVATE})
    if(QUARTET_PYTHON)  # part of the module's shared library; calls within the tree stay direct
      set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
      target_compile_options(${name} PRIVATE -fno-semantic-interposition)
    endif()
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE quartet_options tl::expected ${ARG_PUBLIC})
  endif()
endfunction()

# quartet_test(NAME LABEL label SOURCES … LIBS … [TIMEOUT s]): one GoogleTest binary and one ctest entry (on 2 cores a
# process a test case gains nothing, and --gtest_filter still selects one). Exit code 77 = every test was skipped.
function(quartet_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE quartet_test_support ${ARG_LIBS} fmt::fmt)
  target_precompile_headers(${name} REUSE_FROM quartet_test_support)
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  if(NOT TARGET tests_${ARG_LABEL})
    add_custom_target(tests_${ARG_LABEL})  # every binary of one label: what the sanitizer run builds
  endif()
  add_dependencies(tests_${ARG_LABEL} ${name})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT} SKIP_RETURN_CODE 77
    ENVIRONMENT "QUARTET_BUILD_DIR=${PROJECT_BINARY_DIR};SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1")
endfunction()
