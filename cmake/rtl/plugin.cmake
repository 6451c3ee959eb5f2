# The plug-in itself: Verilated sources, a table of ports and the C interface in one shared object that links nothing of
# quartet. A plug-in that some build tree has made from the same content is taken from the cache.

# The Verilated runtime, once for all plug-ins of a project.
function(_quartet_rtl_runtime)
  if(TARGET quartet_verilated)
    return()
  endif()
  set(sources ${RTL_TOOL_INCLUDE}/verilated.cpp ${RTL_TOOL_INCLUDE}/verilated_threads.cpp)
  set(headers ${QUARTET_RTL_FOLDER}/print.h ${RTL_TOOL_INCLUDE}/verilated.h <memory> <string>)
  if(ZLIB_FOUND)
    list(APPEND sources ${RTL_TOOL_INCLUDE}/verilated_fst_c.cpp)
    list(APPEND headers ${RTL_TOOL_INCLUDE}/verilated_fst_c.h)
  endif()
  add_library(quartet_verilated STATIC EXCLUDE_FROM_ALL ${sources} ${QUARTET_RTL_FOLDER}/messages.cpp)
  # The runtime's own sources set a macro before verilated.h; every other one, plug-ins too, shares the compiled headers.
  set_source_files_properties(${sources} PROPERTIES SKIP_PRECOMPILE_HEADERS ON COMPILE_OPTIONS "-include;${QUARTET_RTL_FOLDER}/print.h")
  target_precompile_headers(quartet_verilated PRIVATE ${headers})
  target_link_libraries(quartet_verilated PUBLIC Threads::Threads)
  if(ZLIB_FOUND)
    target_link_libraries(quartet_verilated PUBLIC ZLIB::ZLIB)
  endif()
  target_include_directories(quartet_verilated SYSTEM PUBLIC ${RTL_TOOL_INCLUDE} ${RTL_TOOL_INCLUDE}/vltstd)
  target_include_directories(quartet_verilated PUBLIC ${QUARTET_RTL_FOLDER} ${QUARTET_RTL_ABI_FOLDER})
  # Time comes from the model, never from a function of the host; messages come to us, never to the screen.
  target_compile_definitions(quartet_verilated PUBLIC VL_TIME_CONTEXT VL_PRINTF=quartet_rtl_print
    VL_USER_FINISH VL_USER_STOP VL_USER_FATAL VL_USER_WARN)
  # Tool-made code: optimized in every build type, without warnings and sanitizers, nothing visible but the C interface.
  target_compile_options(quartet_verilated PUBLIC -O2 -w -faligned-new $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  if(QUARTET_SANITIZE OR QUARTET_FUZZ)
    target_compile_options(quartet_verilated PUBLIC -fno-sanitize=all)
  endif()
  target_compile_features(quartet_verilated PUBLIC cxx_std_17)
  set_target_properties(quartet_verilated PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON EXPORT_COMPILE_COMMANDS OFF)
endfunction()

# SystemC has no CMake package in Debian and is built as C++17, which its header takes from a preset macro.
function(_quartet_rtl_link_systemc target)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(QUARTET_RTL_SYSTEMC REQUIRED IMPORTED_TARGET systemc)
  target_link_libraries(${target} PRIVATE PkgConfig::QUARTET_RTL_SYSTEMC)
  target_compile_definitions(${target} PRIVATE VM_SC=1 SC_CPLUSPLUS=201703L SC_INCLUDE_DYNAMIC_PROCESSES)
endfunction()

# Links a target of one's own that holds Verilated sources.
function(quartet_link_verilated target)
  _quartet_rtl_tool()
  _quartet_rtl_runtime()
  target_link_libraries(${target} PRIVATE quartet_verilated)
endfunction()

# One line of C++ a port.
function(_quartet_rtl_port_table out)
  set(table "")
  foreach(port ${RTL_PORTS})
    set(direction QUARTET_RTL_OUTPUT)
    if(RTL_DIRECTION_${port} STREQUAL "in")
      set(direction QUARTET_RTL_INPUT)
    endif()
    string(APPEND table "      top->port(\"${port}\", ${RTL_BITS_${port}}, ${direction}, block.${RTL_MEMBER_${port}}),\n")
  endforeach()
  set(${out} "${table}" PARENT_SCOPE)
endfunction()

# Writes the C++ source of the plug-in into `folder`, only when it changes; sets its path and the Verilated sources.
function(_quartet_rtl_write_source folder declaration source_out others_out)
  file(GLOB verilated ${RTL_GENERATED}/*.cpp)
  file(STRINGS ${RTL_GENERATED}/V${RTL_TOP}_classes.mk parallel REGEX "^VM_PARALLEL_BUILDS = 1")
  set(PLUGIN_SOURCES "")
  if(NOT parallel)  # a small block: one translation unit, as Verilator's own makefile does it
    foreach(file ${verilated})
      string(APPEND PLUGIN_SOURCES "#include \"${file}\"\n")
    endforeach()
    set(verilated "")
  endif()
  _quartet_rtl_port_table(PLUGIN_PORTS)
  set(PLUGIN_DECLARATION "${declaration}")
  set(PLUGIN_WAVES 0)
  if(ZLIB_FOUND AND NOT RTL_NO_WAVES)
    set(PLUGIN_WAVES 1)
  endif()
  set(PLUGIN_TOP top_cc.h)
  if(RTL_SC)
    set(PLUGIN_TOP top_sc.h)
  endif()
  configure_file(${QUARTET_RTL_FOLDER}/plugin.cpp.in ${folder}/plugin.cpp @ONLY)
  set(${source_out} ${folder}/plugin.cpp PARENT_SCOPE)
  set(${others_out} "${verilated}" PARENT_SCOPE)
endfunction()

# Hash of everything that decides the bytes of the shared object.
function(_quartet_rtl_object_key source out)
  set(key "${RTL_HASH} ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_CXX_FLAGS} ${CMAKE_BUILD_TYPE} ${CMAKE_SYSTEM_PROCESSOR}")
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  string(APPEND key " ${CMAKE_CXX_FLAGS_${type}} ${CMAKE_MODULE_LINKER_FLAGS} ${QUARTET_SANITIZE}")
  foreach(file ${source} ${QUARTET_RTL_FOLDER}/messages.cpp ${QUARTET_RTL_FOLDER}/messages.h ${QUARTET_RTL_FOLDER}/print.h
      ${QUARTET_RTL_FOLDER}/top_cc.h ${QUARTET_RTL_FOLDER}/top_sc.h ${QUARTET_RTL_FOLDER}/plugin.cmake ${QUARTET_RTL_ABI_FOLDER}/accel/rtl/abi/plugin_abi.h)
    file(SHA256 ${file} hash)
    string(APPEND key " ${hash}")
  endforeach()
  string(SHA256 key "${key}")
  string(SUBSTRING ${key} 0 24 key)
  set(${out} ${key} PARENT_SCOPE)
endfunction()

# The target quartet_rtl_NAME and the file DESTINATION/NAME.so.
function(_quartet_rtl_plugin declaration)
  set(target quartet_rtl_${RTL_NAME})
  set(product ${RTL_DESTINATION}/${RTL_NAME}.so)
  get_filename_component(folder ${RTL_GENERATED} DIRECTORY)
  set(work ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.source)
  _quartet_rtl_write_source(${work} "${declaration}" source verilated)
  _quartet_rtl_object_key(${source} key)
  set(cached ${folder}/${RTL_NAME}-${key}.so)
  # Newer than the product whenever the content is another one, also when it is an older one again.
  file(CONFIGURE OUTPUT ${work}/content CONTENT "${key}\n" @ONLY)

  if(EXISTS ${cached})
    add_custom_command(OUTPUT ${product} DEPENDS ${cached} ${work}/content VERBATIM COMMAND ${CMAKE_COMMAND} -E copy ${cached} ${product}
      COMMENT "RTL plug-in ${RTL_NAME} from the cache")
    add_custom_target(${target} ALL DEPENDS ${product})
  else()
    _quartet_rtl_runtime()
    add_library(${target} MODULE ${source} ${verilated})
    target_link_libraries(${target} PRIVATE quartet_verilated)
    if(RTL_SC)
      _quartet_rtl_link_systemc(${target})
    else()
      target_precompile_headers(${target} REUSE_FROM quartet_verilated)
    endif()
    target_include_directories(${target} PRIVATE ${RTL_GENERATED})
    target_link_options(${target} PRIVATE -Wl,--exclude-libs,ALL)
    set_target_properties(${target} PROPERTIES PREFIX "" SUFFIX .so OUTPUT_NAME ${RTL_NAME} LIBRARY_OUTPUT_DIRECTORY ${RTL_DESTINATION}
      CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON EXPORT_COMPILE_COMMANDS OFF)
    add_custom_command(TARGET ${target} POST_BUILD VERBATIM
      COMMAND ${CMAKE_COMMAND} -E copy $<TARGET_FILE:${target}> ${cached}.part
      COMMAND ${CMAKE_COMMAND} -E rename ${cached}.part ${cached})
  endif()
  set_target_properties(${target} PROPERTIES QUARTET_RTL_FILE ${product} QUARTET_RTL_GENERATED ${RTL_GENERATED})
  if(RTL_INSTALL)
    install(FILES ${product} DESTINATION lib/quartet/rtl)
  endif()
endfunction()
