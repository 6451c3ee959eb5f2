/* As on RI5CY: depthwise layers compute on bytes. */
#include "../xpulp/depthwise.c"
