# Whether the Python module (frontends/python) is built: QUARTET_WITH_PYTHON = ON, OFF or AUTO (where the system's Python has
# pybind11, numpy and its headers; scripts/setup.sh installs them). Sets QUARTET_PYTHON, and QUARTET_PYTHON_EXECUTABLE.
#
# The module is a shared library: with it every library of the tree is compiled position-independent.
set(QUARTET_WITH_PYTHON "AUTO" CACHE STRING "Build the Python module: ON, OFF, or AUTO (where pybind11 and numpy are installed)")
set_property(CACHE QUARTET_WITH_PYTHON PROPERTY STRINGS AUTO ON OFF)
# Debian's interpreter, which has Debian's numpy, before any other on the path.
find_program(QUARTET_PYTHON_EXECUTABLE NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(QUARTET_PYTHON_EXECUTABLE NAMES python3)

set(QUARTET_PYTHON OFF)
if(QUARTET_WITH_PYTHON STREQUAL "AUTO" AND (QUARTET_SANITIZE OR QUARTET_FUZZ))
  message(STATUS "No Python module: an interpreter without sanitizers cannot load one with them")
elseif(QUARTET_WITH_PYTHON STREQUAL "ON" OR QUARTET_WITH_PYTHON STREQUAL "AUTO")
  set(Python_EXECUTABLE ${QUARTET_PYTHON_EXECUTABLE})
  find_package(Python 3.9 COMPONENTS Interpreter Development.Module NumPy QUIET)
  find_package(pybind11 2.10 CONFIG QUIET)
  if(Python_FOUND AND pybind11_FOUND)
    set(QUARTET_PYTHON ON)
  elseif(QUARTET_WITH_PYTHON STREQUAL "ON")
    message(FATAL_ERROR "QUARTET_WITH_PYTHON=ON, but pybind11, numpy or Python's headers are missing: apt-get install pybind11-dev python3-dev python3-numpy")
  else()
    message(STATUS "pybind11, numpy or Python's headers are not installed: no Python module is built (scripts/setup.sh installs them)")
  endif()
endif()
