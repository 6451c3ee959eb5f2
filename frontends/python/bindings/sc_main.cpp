// libsystemc wants sc_main, which a program has and a module of Python does not: it is never called.
extern "C" __attribute__((visibility("default"))) int sc_main(int, char**);
extern "C" int sc_main(int, char**) {
  return 0;
}
